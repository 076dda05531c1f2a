"""Pages from templates: whatever a workbook holds is escaped, and what would act instead of being shown is a mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from xlcost import __version__
from xlcost.quantities import plural
from xlcost.report.texts import harmless, written

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

#: After these a formula may be broken, rather than within names.
_BREAKS: Final = re.compile(r"(?<=[,;(+*/&^=<>-])(?![=<>])")
_LONGEST_FORMULA: Final = 160
#: The headings of columns with numbers.
_NUMERIC: Final = frozenset({"Before", "After", "Change", "Cells", "Formulas", "Different", "Inputs"})


def page_from(template: str, **values: Any) -> str:
    """A whole page.

    Args:
        template: where it lies in the package, such as ``check/reports/report.html``.
        values: what it shows; texts need no escaping.
    """
    return _environment().get_template(template).render(version=__version__, **values)


@cache
def _environment() -> Environment:
    """Loaded when a page is asked for: nothing else needs Jinja2."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    found = Environment(
        autoescape=True,
        finalize=_shown,
        loader=FunctionLoader(_source),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["column"] = _column
    found.filters["formula"] = breakable
    found.filters["plural"] = plural
    found.filters["written"] = written
    found.globals["stylesheet"] = _stylesheet
    return found


def _source(name: str) -> str:
    return files("xlcost").joinpath(name).read_text(encoding="utf-8")


def _stylesheet(name: str) -> Markup:
    """One of our own stylesheets, as it is."""
    from markupsafe import Markup

    return Markup(_source(name))  # noqa: S704 - a file of this package


def _column(heading: str) -> str:
    """The class of a column: that of numbers, or the first word of its heading."""
    return "n" if heading in _NUMERIC else heading.lower().split()[0]


def picture(parts: Iterable[str]) -> Markup:
    """A drawing in SVG whose makers have escaped its texts by ``text_in_picture``."""
    from markupsafe import Markup

    return Markup("\n".join(parts))  # noqa: S704 - see above


def text_in_picture(content: str) -> str:
    """A text of the workbook in a drawing, on one line and harmless."""
    return escape(harmless(content))


def _shown(value: Any) -> Any:
    """Texts without characters that act; what is HTML already stays."""
    if value is None:
        return ""
    return harmless(value) if type(value) is str else value


def breakable(formula: str, limit: int = _LONGEST_FORMULA) -> Markup:
    """A formula as HTML, to be broken after commas and operators rather than within names, cut to a length."""
    from markupsafe import Markup, escape

    return Markup("<wbr>").join(escape(part) for part in _BREAKS.split(harmless(formula, limit)))
