"""Sphinx's settings of the site. Built by ``python -m tools.site``; nothing in a page is fetched from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

import xlcost  # noqa: E402
from tools.site.brought import brought_pages, with_options_as_code, with_site_links  # noqa: E402
from tools.site.docstrings import is_excel_function, mark_up, plain_signature  # noqa: E402
from tools.site.pages import made_pages  # noqa: E402

project = "xlcost"
author = "The xlcost founders"
copyright = "2026, the xlcost founders, MIT licence"  # noqa: A001
version = release = xlcost.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
exclude_patterns = ["_made"]
templates_path = ["_templates"]
nitpicky = False
myst_enable_extensions = ["colon_fence", "attrs_block"]
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = f"xlcost {release}"
html_static_path = ["_static"]
html_css_files = ["xlcost.css"]
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None

add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
napoleon_use_ivar = True


def write_made_pages(_: Any) -> None:
    """Pages that are made from declarations; one that is as it was keeps its time, so that Sphinx need not read it."""
    for name, text in (made_pages() | brought_pages()).items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def lead_to_pages(_: Any, page: str, text: list[str]) -> None:
    """Links are written as they hold in the repository, options as they are typed."""
    text[0] = with_options_as_code(with_site_links(text[0], f"docs/{page}.md", f"{page}.md"))


def show_signature(_: Any, what: str, __: str, found: Any, *___: Any) -> tuple[str, str] | None:
    """Of an Excel function, without what declares its arguments."""
    return plain_signature(found) if what == "function" and is_excel_function(found) else None


def show_marked_up(*event: Any) -> None:
    """Errors of a cell and names with a tier."""
    mark_up(event[-1])


def setup(app: Any) -> None:
    """Makes pages before Sphinx looks for them."""
    app.connect("builder-inited", write_made_pages)
    app.connect("source-read", lead_to_pages)
    app.connect("autodoc-process-signature", show_signature)
    app.connect("autodoc-process-docstring", show_marked_up, priority=1)  # before napoleon reads its sections
