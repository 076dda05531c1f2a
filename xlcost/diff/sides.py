"""One of the two workbooks compared, with its price tables, which are told of apart from other cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from xlcost.outline.model import CannotApply, Model
from xlcost.outline.price_table import PriceTable, price_tables
from xlcost.workbook.records import Place


@dataclass(frozen=True)
class Side:
    """The old or the new workbook; ``shared`` are the sheets that the other one has, too."""

    model: Model = field(repr=False)
    shared: frozenset[str]

    def calculates(self, place: Place) -> bool:
        """Whether the value of a cell is known: typed, or calculated here as Excel would."""
        try:
            return place not in self.model.not_evaluated
        except CannotApply:
            cell = self.model.cell(place)
            return cell is None or cell.formula is None

    @cached_property
    def price_tables(self) -> tuple[PriceTable, ...]:
        """The price tables on shared sheets."""
        return tuple(table for table in price_tables(self.model) if table.sheet in self.shared)

    @cached_property
    def apart(self) -> frozenset[Place]:
        """The cells of price tables below their headers."""
        return frozenset(
            (table.sheet, row, column)
            for table in self.price_tables
            for row in table.rows
            for column in table.columns.values()
        )
