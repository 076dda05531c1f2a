"""Rules about how a formula is written; each looks at a unique formula once, wherever it is copied to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from xlcost.check.places import hits_at, hits_of, listed
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.rules.names import used_names
from xlcost.check.subject import Subject
from xlcost.formula.references import name_tree
from xlcost.formula.signatures import VOLATILE
from xlcost.formula.tree import Call, Literal, Missing, Node, Reference, walk
from xlcost.formula.trees import compares, number
from xlcost.formula.unique import Unique
from xlcost.outline.model import Model
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS

#: The argument of IF that is its else, from 0, and the cases that a reader takes in at once.
_ELSE: Final = 2
_MOST_CASES: Final = 4


@rule(
    "F05",
    Severity.ERROR,
    "No #REF! in formula or name",
    why="What it referred to was deleted; the formula no longer says what it should read.",
    mend="Point it at the right cells again, or delete it.",
    risk="Low.",
    example="=SUM(#REF!); put right: =SUM(B2:B9).",
)
def no_lost_reference(model: Model) -> Iterator[Hit]:
    """In cells, names that formulas use, validations and conditional formats."""
    for unique in model.formulas.uniques:
        if Literal("error", "#REF!") in unique.formula.nodes:
            yield from hits_of(unique, "the formula has lost a reference: #REF!")
    used = used_names(model)
    for name in model.book.names:
        if "#REF!" in name.formula and (name.scope, name.name.lower()) in used:
            yield Hit(f"the name {name.name} has lost its cells: {name.formula[:60]}")
    for sheet in model.book.sheets:
        for validation in sheet.validations:
            if "#REF!" in (validation.formula1 or "") + (validation.formula2 or ""):
                yield Hit("a data validation has lost its reference: #REF!", sheet.name, validation.areas[0])
        for conditional in sheet.conditional_formats:
            if any("#REF!" in formula for formula in conditional.formulas):
                yield Hit("a conditional format has lost its reference: #REF!", sheet.name, conditional.areas[0])


@rule(
    "F08",
    Severity.WARNING,
    "No volatile function",
    why="The result changes without any input changing, so that a printed number cannot be had again; OFFSET and "
    "INDIRECT also hide what they read.",
    mend="INDEX instead of OFFSET, a reference or CHOOSE instead of INDIRECT, a dated input instead of TODAY or NOW.",
    risk="Low.",
    source="FAST 4.01-03",
    profile=Profile.HOUSE,
)
def no_volatile_function(model: Model) -> Iterator[Hit]:
    """OFFSET, INDIRECT, NOW, TODAY, RAND and their like, in cells and names."""
    volatile = VOLATILE | {"OFFSET", "INDIRECT"}
    for unique, names in _calls_among(model, lambda call: call.name in volatile):
        yield from hits_of(unique, f"uses {listed(names)}")
    for name in model.book.names:
        tree = name_tree(name)
        used = [node.name for node in walk(tree) if isinstance(node, Call) and node.name in volatile] if tree else []
        if used and not name.name.startswith("_xlnm."):
            yield Hit(f"the name {name.name} uses {listed(dict.fromkeys(used))}")


@rule(
    "F09",
    Severity.WARNING,
    "No NPV()",
    why="NPV takes the first amount for one at the end of period one, and skips empty cells and texts in silence.",
    mend="A row of discount factors, and SUMPRODUCT of it with the amounts: every step is then visible.",
    risk="Low.",
    source="FAST 4.01-02",
    profile=Profile.HOUSE,
)
def no_npv(model: Model) -> Iterator[Hit]:
    """NPV and XNPV."""
    for unique, names in _calls_among(model, lambda call: call.name in {"NPV", "XNPV"}):
        yield from hits_of(unique, f"uses {listed(names)}")


@rule(
    "F10",
    Severity.WARNING,
    "No nested IF",
    why="Each level doubles the cases a reviewer must think through.",
    mend="A flag on its own row for each condition, or a small look-up table.",
    risk="Medium. Up to four cases, each IF the else of the one before, pass: they are read from top to bottom.",
    source="FAST 3.03-07",
    profile=Profile.HOUSE,
)
def no_nested_if(model: Model) -> Iterator[Hit]:
    """An IF anywhere inside an argument of another IF, but for up to four cases one after the other."""
    for unique in model.formulas.uniques:
        if sum(map(_is_if, unique.formula.calls)) < 2:
            continue
        nested = [_levels(above) for node, above in unique.formula.in_context if _is_if(node)]
        if any(levels.around for levels in nested):
            deepest = max(levels.around + levels.before for levels in nested)
            yield from hits_of(unique, f"IF within IF, {deepest + 1} levels")
        elif (cases := max(levels.before for levels in nested) + 2) > _MOST_CASES:
            yield from hits_of(unique, f"IF tells {cases} cases apart, more than {_MOST_CASES}")


class _Levels(NamedTuple):
    """The IFs above an IF: those that it is the else of, one after the other, and those that it is inside of."""

    before: int
    around: int


def _levels(above: tuple[tuple[Node, int], ...]) -> _Levels:
    outer = [(up, part) for up, part in above]
    before = 0
    while outer and _is_if(outer[-1][0]) and outer[-1][1] == _ELSE:
        outer.pop()
        before += 1
    return _Levels(before, sum(_is_if(up) for up, _ in outer))


def _is_if(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "IF"


@rule(
    "F11",
    Severity.WARNING,
    "Formula short, one line",
    why="A formula that does not fit one line is not read, and errors in it are not found.",
    mend="Break it into steps, one row each, with labels.",
    risk="Medium. Calls of functions with many arguments are long by nature; max-formula-length sets the limit.",
    source="FAST 3.03-01",
    profile=Profile.HOUSE,
)
def formulas_are_short(model: Subject) -> Iterator[Hit]:
    """Length as Excel shows it but for the texts in it, line breaks, and what no other rule can look at."""
    yield from hits_at({at: f"the formula cannot be read here: {why}" for at, why in model.formulas.unreadable.items()})
    limit = model.settings.max_formula_length
    for unique in model.formulas.uniques:
        text = unique.cells[0].formula or ""
        length = len(text) - sum(
            len(node.text) for node in unique.formula.nodes if isinstance(node, Literal) and node.kind == "string"
        )
        if length > limit:
            yield from hits_of(unique, f"the formula has {length} characters besides its texts, more than {limit}")
        elif "\n" in text.strip():
            yield from hits_of(unique, "the formula has line breaks")


@rule(
    "F12",
    Severity.WARNING,
    "Look-ups exact",
    why="An approximate look-up gives a neighbour's value when the key is missing or the list is not sorted.",
    mend="FALSE or 0 as the last argument of VLOOKUP, HLOOKUP and MATCH; XLOOKUP or INDEX/MATCH instead of LOOKUP.",
    risk="Medium. Tier and bracket tables need an approximate match: waive those, and prove that they are sorted.",
    source="PerfectXL",
    profile=Profile.HOUSE,
)
def lookups_are_exact(model: Model) -> Iterator[Hit]:
    """VLOOKUP, HLOOKUP, MATCH, LOOKUP, XLOOKUP, XMATCH whose kind of match is not exact."""
    for unique, names in _calls_among(model, _is_approximate):
        yield from hits_of(unique, f"{listed(names)} does not ask for an exact match")


def _is_approximate(call: Call) -> bool:
    positions = {"VLOOKUP": 3, "HLOOKUP": 3, "MATCH": 2, "XLOOKUP": 4, "XMATCH": 2}
    if call.name == "LOOKUP":
        return True
    if call.name not in positions:
        return False
    position = positions[call.name]
    if len(call.arguments) <= position:
        return not call.name.startswith("X")
    kind = call.arguments[position]
    if isinstance(kind, Missing):
        return False  # an empty last argument is 0 or FALSE
    if isinstance(kind, Literal) and kind.kind == "bool":
        return kind.text == "TRUE"
    value = number(kind)
    return value is not None and value != 0


@rule(
    "F13",
    Severity.WARNING,
    "No whole-column reference",
    why="It takes in headers, notes and whatever is typed below, and makes every calculation slower.",
    mend="Name the rows meant, or make the list an Excel table and refer to its column.",
    risk="Low.",
    profile=Profile.HOUSE,
)
def no_whole_columns(model: Model) -> Iterator[Hit]:
    """References to all rows of a column or all columns of a row."""
    for unique in model.formulas.uniques:
        found = {_whole(node) for node in unique.formula.nodes if isinstance(node, Reference)} - {None}
        for kind in sorted(filter(None, found)):
            yield from hits_of(unique, f"refers to whole {kind}")


def _whole(reference: Reference) -> str | None:
    first, last = reference.first, reference.last
    if first.row_fixed and last.row_fixed and first.row == 1 and last.row == MAX_ROWS:
        return "columns"
    if first.column_fixed and last.column_fixed and first.column == 1 and last.column == MAX_COLUMNS:
        return "rows"
    return None


@rule(
    "F20",
    Severity.WARNING,
    "No ROUND in the calculation chain",
    why="What is rounded early no longer adds up: totals differ from the sum of their parts.",
    mend="Round by the number format; keep full precision in the cells.",
    risk="Medium. Rounding up to whole units (ROUNDUP to 0 digits), in texts and in comparisons is left alone.",
    source="ICAEW Financial Modelling Code",
    profile=Profile.HOUSE,
)
def no_rounding_in_the_chain(model: Model) -> Iterator[Hit]:
    """Rounded numbers that other formulas read."""
    for unique in model.formulas.uniques:
        if not any(map(_rounds_a_number, unique.formula.calls)):
            continue
        rounded = [
            node.name
            for node, above in unique.formula.in_context
            if isinstance(node, Call) and _rounds_a_number(node) and not any(_is_no_chain(up) for up, _ in above)
        ]
        read = (at for at in unique.places if model.graph.is_read(at))
        if rounded and any(not isinstance(model.value(at), str) for at in read):
            yield from hits_of(unique, f"uses {listed(dict.fromkeys(rounded))}, and other formulas read the result")


def _rounds_a_number(call: Call) -> bool:
    if call.name in {"ROUND", "MROUND", "FIXED", "TRUNC"}:
        return True
    return call.name in {"ROUNDUP", "ROUNDDOWN"} and (len(call.arguments) < 2 or number(call.arguments[1]) != 0)


def _is_no_chain(node: Node) -> bool:
    return compares(node) or (
        isinstance(node, Call) and node.name in {"TEXT", "FIXED", "DOLLAR", "CONCATENATE", "TEXTJOIN"}
    )


@rule(
    "F21",
    Severity.WARNING,
    "No IFERROR(..., 0)",
    why="It turns every error, the unforeseen ones too, into a zero that sums without a sign.",
    mend="Test for the one condition meant, or let the error show; N/A is an honest answer.",
    risk="Low.",
    profile=Profile.HOUSE,
)
def no_error_turned_into_zero(model: Model) -> Iterator[Hit]:
    """IFERROR and IFNA that give 0, written or left empty; the place 0 of what MATCH does not find is no amount."""
    for unique, names in _calls_among(model, _gives_zero):
        yield from hits_of(unique, f"{listed(names)} turns errors into 0")


def _gives_zero(call: Call) -> bool:
    if call.name not in {"IFERROR", "IFNA"} or len(call.arguments) < 2:
        return False
    tried = call.arguments[0]
    if call.name == "IFNA" and isinstance(tried, Call) and tried.name in {"MATCH", "XMATCH"}:
        return False
    return isinstance(call.arguments[1], Missing) or number(call.arguments[1]) == 0


def _calls_among(model: Model, wanted: Callable[[Call], bool]) -> Iterator[tuple[Unique, list[str]]]:
    """The unique formulas with such calls, and the names called."""
    for unique in model.formulas.uniques:
        names = dict.fromkeys(call.name for call in unique.formula.calls if wanted(call))
        if names:
            yield unique, list(names)
