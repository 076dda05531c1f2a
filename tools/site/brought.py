"""Pages of the site that lie elsewhere in the repository, and links as the site has them.

A link is written as it holds in the repository; on the site it leads to the page, or offers the file, and what is
neither is no link.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"

#: Page below docs/ -> where its text lies in the repository.
BROUGHT: Final = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "matrix.md": "tests/conformance/MATRIX.md",
    "engine.md": "tools/upstream/NOTES.md",
    "price-notes.md": "xlcost/prices/data/NOTES.md",
    "adding-prices.md": "tools/prices/README.md",
    "examples.md": "examples/README.md",
    "excel/evidence.md": "workbook/evidence/README.md",
}
_PAGES: Final = {source: page for page, source in BROUGHT.items()} | {"README.md": "index.md"}
_OPTION: Final = re.compile(
    r"(```.*?```|`[^`]*`|^(?: {4}|\t).*?$)|(?<![\w`-])(--[a-z][a-z-]*)", re.DOTALL | re.MULTILINE
)
_LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|`[^`]*`)+)\]\(([^)\s]+)\)")


def brought_pages() -> dict[str, str]:
    """Path below docs/ -> Markdown."""
    return {
        page: with_site_links((ROOT / source).read_text(encoding="utf-8"), source, page)
        for page, source in BROUGHT.items()
    }


def with_site_links(text: str, source: str, page: str) -> str:
    """A text of the repository's file ``source`` with its links as the page ``page`` has them."""

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        file, _, anchor = target.partition("#")
        if picture or not file or re.match(r"[a-z]+:", target):
            return found[0]
        meant = os.path.normpath(PurePosixPath(source).parent / file).replace(os.sep, "/")
        on_site = _PAGES.get(meant) or (meant.removeprefix("docs/") if meant.startswith("docs/") else None)
        if on_site is None:
            if not (ROOT / meant).exists():
                return found[0]  # a broken link stays one, and Sphinx says so
            if (ROOT / meant).is_dir() or meant.endswith(".md"):
                return words
            on_site = f"../{meant}"
        to = os.path.relpath(on_site, PurePosixPath(page).parent).replace(os.sep, "/")
        return f"[{words}]({to}{'#' + anchor if anchor else ''})"

    return _LINK.sub(link, text)


def with_options_as_code(text: str) -> str:
    """Options outside of code as code; typesetting would make a dash of their two hyphens."""
    return _OPTION.sub(lambda found: found[1] or f"`{found[2]}`", text)
