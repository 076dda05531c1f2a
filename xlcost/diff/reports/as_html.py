"""The comparison as one self-contained page: nothing is loaded from elsewhere, and no script is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from xlcost.diff.records import Difference, Value
from xlcost.diff.wording import (
    FORMULA_KINDS,
    effects_text,
    formula_sides,
    grouped,
    headline,
    is_long,
    line_title,
    moves_own_result,
    name_of,
    percent,
    price_name,
    sheet_title,
    summary,
    told_once,
)
from xlcost.outline.captions import area_text
from xlcost.report.templates import page_from

if TYPE_CHECKING:
    from markupsafe import Markup

#: Longer formulas are shown without marking what differs in them.
_MAX_MARKED: Final = 2_000
_WORDS: Final = re.compile(r"[0-9][0-9,.]*[0-9]|\w+|\s+|.", re.DOTALL)


def render(difference: Difference, limit: int | None) -> str:
    """One page; what goes beyond the limit is folded away, not left out."""
    names = [PurePath(path).name for path in (difference.old, difference.new)]
    return page_from(
        "diff/reports/diff.html",
        title=f"{names[0]} to {names[1]}",
        names=names,
        difference=difference,
        limit=limit,
        headline=headline(difference),
        summary=summary(difference),
        groups=list(_groups(difference, limit)),
        formula_kinds=FORMULA_KINDS,
        area_text=area_text,
        change=_change,
        effects_text=effects_text,
        formula_sides=formula_sides,
        is_long=is_long,
        line_title=line_title,
        marked=_marked,
        moves_own_result=moves_own_result,
        name_of=name_of,
        price_name=price_name,
        sheet_title=sheet_title,
    )


def _groups(difference: Difference, limit: int | None) -> Iterator[Mapping[str, Any]]:
    """The results that one set of changes moved, the important ones first; the others are folded away."""
    for group in grouped(told_once(difference.results)):
        important = sum(result.important for result in group.results)
        yield {
            "drivers": [(letter, difference.drivers[driver].text) for driver, letter in group.names.items()],
            "others": [difference.drivers[driver].text for driver in group.drivers if driver not in group.names],
            "names": group.names,
            "results": sorted(group.results, key=lambda result: not result.important),
            "first": important if limit is not None else None,
        }


def _change(old: Value, new: Value) -> str:
    return percent(old, new).strip(" ()")


def _marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Both texts, harmless already, as HTML, with marks on what is not in the other one."""
    from markupsafe import Markup, escape

    if len(before) + len(after) > _MAX_MARKED:
        return escape(before), escape(after)
    olds, news = _WORDS.findall(before), _WORDS.findall(after)
    left, right = Markup(), Markup()
    for kind, first, last, start, end in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        left += _piece(olds[first:last], Markup("<del>{}</del>"), alike=kind == "equal")
        right += _piece(news[start:end], Markup("<ins>{}</ins>"), alike=kind == "equal")
    return left, right


def _piece(words: Iterable[str], mark: Markup, *, alike: bool) -> Markup:
    from markupsafe import escape

    text = "".join(words)
    return escape(text) if alike or not text else mark.format(text)
