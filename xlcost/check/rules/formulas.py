"""Rules about how a formula is written; each looks at a unique formula once, wherever it is copied to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from xlcost.check.places import hits_at, hits_of, listed
from xlcost.check.profiles import profile_of
from xlcost.check.registry import Hit, Profile, Severity, rule
from xlcost.check.rules.names import used_names
from xlcost.check.subject import Subject
from xlcost.formula.references import name_tree
from xlcost.formula.signatures import VOLATILE
from xlcost.formula.tree import Binary, Call, Literal, Missing, Node, Reference, walk
from xlcost.formula.trees import compares, is_operand, number
from xlcost.formula.unique import Unique
from xlcost.outline.model import Model
from xlcost.outline.roles import CHECKS, REFERENCE
from xlcost.workbook.limits import MAX_COLUMNS, MAX_ROWS

#: Arguments (from 0) that say how, not how much: a column to return, a number of digits, a kind of match.
_HOW_ARGUMENTS: Final[dict[str, frozenset[int]]] = {
    name: frozenset(positions)
    for names, positions in (
        ("ROUND ROUNDUP ROUNDDOWN TRUNC LOG LARGE SMALL LEFT RIGHT", (1,)),
        ("EDATE EOMONTH REPT QUARTILE QUARTILE.INC WEEKDAY FIXED TAKE DROP", (1, 2)),
        ("INDEX DATE MID XMATCH", (1, 2, 3)),
        ("VLOOKUP HLOOKUP", (2, 3)),
        ("MATCH YEARFRAC RANK RANK.EQ FIND SEARCH", (2,)),
        ("SUBTOTAL AGGREGATE CHAR UNICHAR", (0, 1)),
        ("OFFSET SEQUENCE ADDRESS REPLACE SUBSTITUTE", (1, 2, 3, 4)),
        ("XLOOKUP", (4, 5)),
        ("PERCENTILE PERCENTILE.INC PERCENTILE.EXC IRR CHOOSE", (1,)),
        ("XIRR", (2,)),
        ("SORT SORTBY CHOOSECOLS CHOOSEROWS TEXTBEFORE TEXTAFTER", range(1, 30)),
        ("IPMT PPMT PMT FV PV", (3, 4, 5)),
    )
    for name in names.split()
}
_EXPONENTS = frozenset({2.0, 3.0, 0.5})
#: Numbers that are the same for everybody: halves, days, hours, ten and its powers, units of energy, length, weight and
#: temperature. Ours name them all the same.
_EVERYBODYS: Final = frozenset(
    {0.5, 2.0, 3.0, 4.0, 7.0, 10.0, 24.0, 30.0, 52.0, 60.0, 360.0, 365.0, 365.25, 366.0, 1e4, 1e5, 1e9, 1e12}
    | {0.1, 0.01, 1e-3, 1e-6, 1e-9, 168.0, 1440.0, 3600.0, 8760.0, 8784.0, 86400.0, 1024.0, 273.15, 298.15, 3.6}
    | {1.609, 1.609344, 0.3048, 25.4, 0.4536, 0.45359237, 2.2046, 2.20462, 4.184, 4.1868}
)
#: More formulas with numbers in them than this on a sheet are how the sheet is built, and one finding.
_ONE_BY_ONE: Final = 3
_MESSAGE_PARTS = 4


@rule(
    "F01",
    Severity.WARNING,
    "No hard-coded number in a formula",
    why="A number inside a formula has no unit, no source, and is missed when the inputs are changed.",
    mend="Put the number on the inputs sheet with unit and source, and refer to it.",
    risk="Medium. 0, 1, 12, 100, 1000, 1,000,000 pass, in audit also days, powers of ten and factors between units.",
    source="FAST 3.04-01",
    example="=B2*1.07; put right: =B2*(1+Inputs!B5).",
)
def no_hard_coded_number(model: Subject) -> Iterator[Hit]:
    """Literals that carry an assumption, together where a sheet is full of them; reference sheets are left out.

    In audit what reads no cell, such as =9590/1000, is an input written as arithmetic, and no formula.
    """
    in_audit = profile_of(model) is Profile.AUDIT
    allowed = frozenset(model.settings.allowed_numbers) | (_EVERYBODYS if in_audit else frozenset())
    found: dict[str, list[tuple[Unique, list[str]]]] = {}
    for unique in model.formulas.uniques:
        if not any(_is_assumed(node, allowed) for node in unique.formula.nodes):
            continue
        if in_audit and not any(map(is_operand, unique.formula.nodes)):
            continue
        typed = [
            _as_typed(node, above)
            for node, above in unique.formula.in_context
            if isinstance(node, Literal) and _is_assumed(node, allowed) and not _says_how(node, above)
        ]
        if typed and not _is_example(model, unique):
            found.setdefault(unique.sheet, []).append((unique, typed))
    for holding in found.values():
        together = in_audit and len(holding) > _ONE_BY_ONE
        numbers = [number for _, typed in holding for number in typed] if together else []
        for unique, typed in holding:
            said = f"{len(holding):,} formulas of this sheet hold" if together else "the formula holds"
            told = dict.fromkeys(numbers or typed)
            yield from hits_of(
                unique, f"{said} the number{'s' if len(told) > 1 else ''} {listed(told, _MESSAGE_PARTS)}"
            )


def _is_assumed(node: Node, allowed: frozenset[float]) -> bool:
    return isinstance(node, Literal) and node.kind == "number" and float(node.text) not in allowed


def _as_typed(node: Literal, above: tuple[tuple[Node, int], ...]) -> str:
    percent = bool(above) and getattr(above[-1][0], "operator", "") == "%"
    return node.text + ("%" if percent else "")


def _says_how(node: Literal, above: tuple[tuple[Node, int], ...]) -> bool:
    if not above:
        return False
    parent, index = above[-1]
    if isinstance(parent, Binary) and parent.operator == "^" and index == 1:
        return float(node.text) in _EXPONENTS
    if _is_root(node, above):
        return True
    call = next(((up, at) for up, at in reversed(above) if isinstance(up, Call)), None)
    if call is None or any(isinstance(up, Binary) for up, _ in above[above.index(call) + 1 :]):
        return False
    function, position = call
    assert isinstance(function, Call)  # noqa: S101 - chosen as such above; for the type checker
    return position in _HOW_ARGUMENTS.get(function.name, ()) or any(
        type(up).__name__ == "ArrayLiteral" for up, _ in above
    )


def _is_root(node: Literal, above: tuple[tuple[Node, int], ...]) -> bool:
    """Whether a number says which root: the growth of n years is the ratio to the power 1/n, less one."""
    parent, index = above[-1]
    if not (isinstance(parent, Binary) and parent.operator == "/" and index == 1 and float(node.text).is_integer()):
        return False
    powers = [(up, at) for up, at in above[:-1] if isinstance(up, Binary) and up.operator == "^"]
    return number(parent.left) == 1 and bool(powers) and powers[-1][1] == 1


def _is_example(model: Model, unique: Unique) -> bool:
    """A formula on a reference sheet that only checks read."""
    return model.roles[unique.sheet] == REFERENCE and all(
        model.roles[reader[0]] in {CHECKS, REFERENCE}
        for place in unique.places
        for reader in model.graph.readers(place)
    )


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
    risk="Medium. Two levels that only word a text are reported too.",
    source="FAST 3.03-07",
    profile=Profile.HOUSE,
)
def no_nested_if(model: Model) -> Iterator[Hit]:
    """An IF anywhere inside an argument of another IF."""
    for unique in model.formulas.uniques:
        if sum(map(_is_if, unique.formula.calls)) < 2:
            continue
        deepest = max(_if_depth(above) for node, above in unique.formula.in_context if _is_if(node))
        if deepest >= 1:
            yield from hits_of(unique, f"IF within IF, {deepest + 1} levels")


def _is_if(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "IF"


def _if_depth(above: tuple[tuple[Node, int], ...]) -> int:
    return sum(_is_if(up) for up, _ in above)


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
    """IFERROR and IFNA that give 0, written or left empty."""
    for unique, names in _calls_among(model, _gives_zero):
        yield from hits_of(unique, f"{listed(names)} turns errors into 0")


def _gives_zero(call: Call) -> bool:
    if call.name not in {"IFERROR", "IFNA"} or len(call.arguments) < 2:
        return False
    return isinstance(call.arguments[1], Missing) or number(call.arguments[1]) == 0


def _calls_among(model: Model, wanted: Callable[[Call], bool]) -> Iterator[tuple[Unique, list[str]]]:
    """The unique formulas with such calls, and the names called."""
    for unique in model.formulas.uniques:
        names = dict.fromkeys(call.name for call in unique.formula.calls if wanted(call))
        if names:
            yield unique, list(names)
