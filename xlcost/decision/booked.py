"""A case read back from a workbook: the names of its cells are the keys of the inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from xlcost.decision.case import Case, neutral_case, with_inputs
from xlcost.decision.inputs import INPUTS, Input
from xlcost.decision.pricing import full_model_name
from xlcost.prices import Catalogue, package_catalogue
from xlcost.prices.events import TRAINING_FEES
from xlcost.prices.files import ALIASES, DATA, read_aliases
from xlcost.prices.lines import FeeLine, PriceLine, full_name
from xlcost.prices.names import family

#: Names that every workbook of a decision has.
NEEDED: Final = ("a_model", "model_date", "horizon_months", "requests")
_Line = TypeVar("_Line", PriceLine, FeeLine)
_EPOCH: Final = date(1899, 12, 30)


def case_from_cells(cells: Mapping[str, Sequence[Any]], title: str = "") -> Case:
    """The case of the scenario that a workbook shows.

    Args:
        cells: by input key, the values of the cells that the name means: of an input with scenarios its live value.
            Keys that are no input are ignored, inputs that are missing have their default.
        title: of the case.

    Raises:
        BadFile: a value that its input does not take.
    """
    given: dict[str, Any] = {"title": title}
    for key, values in cells.items():
        declared = INPUTS.get(key)
        if declared is None or declared.shape == "range":
            continue
        if declared.shape == "row":
            given[key] = [_typed(declared, value) for value in values]
        elif not _is_blank(values[0]) or declared.blank:
            given[key] = _typed(declared, values[0])
    return with_inputs(neutral_case(), given, title or "workbook")


def named_in_full(case: Case, catalogue: Catalogue | None = None) -> Case:
    """The case with every model called as the price list writes it: a workbook looks names up as they stand.

    Raises:
        UnknownModel, AmbiguousModel: a model that the price list does not know, or knows several of.
        PriceNotPublished: a model that has no price in the tier that is named.
    """
    prices = catalogue or package_catalogue()
    full = {
        key: (full_model_name(prices, case.values[key][0]),)
        for key, declared in INPUTS.items()
        if declared.kind == "model" and case.values[key][0] is not None
    }
    return replace(case, values={**case.values, **full})


def _typed(declared: Input, value: Any) -> Any:
    """A cell's value as a file of inputs would have it: blanks as empty texts, day numbers as dates."""
    if _is_blank(value):
        return ""
    if declared.kind == "date" and isinstance(value, int | float) and not isinstance(value, bool):
        return _EPOCH + timedelta(days=int(value))
    return value


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def catalogue_with(sheet: Catalogue) -> Catalogue:
    """The prices of a workbook's own table, with what xlcost knows of the models beside them.

    A model in the table has the table's lines and fees and no others; ends of sale and of training are known for all.
    """
    package = package_catalogue()
    own = {*map(full_name, sheet.lines), *map(full_name, sheet.fees)}
    return Catalogue(
        [*sheet.lines, *_others(package.lines, own)],
        [*(_until_training_closes(fee, package) for fee in sheet.fees), *_others(package.fees, own)],
        snapshot=package.snapshot,
        digest=f"{sheet.digest}+{package.digest}",
        aliases=_aliases(sheet),
        events=package.events,
        family=family,
    )


def _aliases(sheet: Catalogue) -> dict[str, str]:
    """The other names of models, but for those that the workbook's table uses itself."""
    own = {full_name(line).casefold() for line in sheet.lines}
    return {alias: target for alias, target in read_aliases(DATA / ALIASES).items() if alias.casefold() not in own}


def _others(lines: Iterable[_Line], own: set[str]) -> list[_Line]:
    return [line for line in lines if full_name(line) not in own]


def _until_training_closes(fee: FeeLine, package: Catalogue) -> FeeLine:
    """A training fee ends where training does, which a table of prices does not say."""
    if fee.fee not in TRAINING_FEES:
        return fee
    known = [line for line in package.fees if full_name(line) == full_name(fee) and line.fee == fee.fee]
    ends = [line.effective_to for line in known]
    if not ends or None in ends:
        return fee
    end = max(day for day in ends if day)
    return fee if fee.effective_to is not None and fee.effective_to <= end else fee._replace(effective_to=end)
