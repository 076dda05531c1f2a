"""The alternatives as the sheets see them: one formula, written once for each letter that has the input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from xlcost.decision.declaration import Due
from xlcost.decision.due import factors, terms
from xlcost.decision.inputs import BASELINE, INPUTS, KINDS
from xlcost.template.records import Cell, Look, Row

#: How a kind of alternative is called, where the reader has not named it.
IN_WORDS: Final = {"a": "Prompt", "b": "Prompt a smaller model", "c": "Fine-tune", "d": "Self-host"}
LETTERS: Final = tuple(KINDS)


def added(*summands: str) -> str:
    """Formulas added up, as a factor: in brackets where they are several. Empty ones are left out."""
    given = [one for one in summands if one]
    return f"({'+'.join(given)})" if len(given) > 1 else "".join(given)


def _product(amount: str, by: Sequence[str]) -> str:
    return "*".join((amount, *map(_cell, by)))


def _cell(key: str) -> str:
    return f"{{{key}}}"


class Way(NamedTuple):
    """An alternative: its letter and its place among them, from 1."""

    letter: str
    number: int

    def has(self, row: str) -> bool:
        """Whether it has the input of that name."""
        return f"{self.letter}_{row}" in INPUTS

    def own(self, row: str, otherwise: str = "0") -> str:
        """Its input, or what stands for one that it does not have."""
        return f"{{{self.letter}_{row}}}" if self.has(row) else otherwise

    def own_or_baselines(self, row: str) -> str:
        """Its input, the baseline's where that is blank."""
        own, baseline = self.own(row), f"{{{BASELINE}_{row}}}"
        return own if self.letter == BASELINE else f'IF({own}="",{baseline},{own})'

    def cost(self, due: Due) -> str:
        """What it pays when something falls due: a formula of its inputs, a factor as it stands; "" for nothing."""
        return added(*(_product(added(*map(_cell, term.inputs)), term.factors) for term in terms(self.letter, due)))

    def cost_of(self, row: str) -> str:
        """What one of its inputs costs, 0 for one that it does not have."""
        return _product(self.own(row), factors(INPUTS[f"{self.letter}_{row}"])) if self.has(row) else "0"

    def written(self, template: str) -> str:
        """A template for it: ``{x_cost}`` is its own row, ``{alt_input:of#}`` its cell of a row that all share."""
        return template.replace("{x_", f"{{{self.letter}_").replace(":of#", f":of{self.number}")

    @property
    def is_baseline(self) -> bool:
        """Whether it is the one that the others are held against."""
        return self.letter == BASELINE

    @property
    def kind(self) -> str:
        """prompt, finetune or self_host."""
        return KINDS[self.letter]


WAYS: Final = tuple(Way(letter, number) for number, letter in enumerate(LETTERS, 1))


def side_by_side(
    key: str,
    label: str,
    unit: str,
    *templates: str,
    form: str = "amount",
    look: Look = "calculation",
    note: str = "",
    strong: bool = False,
) -> Row:
    """A row with a cell for each alternative: one template for all, or one each."""
    each = templates if len(templates) > 1 else templates * len(WAYS)
    cells = tuple(Cell(way.written(text), look, form, formula=True) for way, text in zip(WAYS, each, strict=True))
    return Row(key, label, unit, cells, "alternative", note, strong=strong)


def of_number(row: str, number: str) -> str:
    """The cell of a row for the alternative of a number; of the first where that is 0."""
    return f"INDEX({{{row}:all}},1,MAX({number},1))"


def of_others(key: str, label: str, unit: str, made: str, form: str, note: str = "", *, strong: bool = False) -> Row:
    """A row for every alternative but the baseline."""
    each = (made.replace("{L}", way.letter.upper()) for way in WAYS)
    row = side_by_side(key, label, unit, *each, form=form, note=note, strong=strong)
    return row._replace(cells=(None, *row.cells[1:]))
