"""Waivers: what xlcost check finds in this workbook and why it stays, row by row; check reads them here.

A waiver names the rows that it is for, so that a formula that grows too long in another row is found. They are written
as ``addresses.py`` reads them, with ``;`` between them. ``[abc]_run`` are the rows of these letters, and a row of a table
is named by the text of its first column, in which ``*`` stands for any words and ``?`` for any letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from xlcost.decision.inputs import DRIVERS
from xlcost.template.records import Cell, Column, Sheet, Table

_NAME: Final = "xlcost"
_EXPIRES: Final = date(2030, 12, 31)
_LETTERS: Final = re.compile(r"\[([a-z0-9]+)\]")


class Waiver(NamedTuple):
    """The rows in which a rule is waived, and why; sheets where it is a sheet of which the rule says something."""

    rule: str
    reason: str
    rows: str = ""
    sheets: str = ""


class _Formulas(NamedTuple):
    """Formulas of a kind and why they stay: those that nest IFs (F10), those that are long (F11), those that do both."""

    reason: str
    both: str = ""
    nested: str = ""
    long: str = ""

    def waivers(self) -> Iterator[Waiver]:
        """One for each of the two rules."""
        for rule, own in (("F10", self.nested), ("F11", self.long)):
            rows = "; ".join(part for part in (self.both, own) if part)
            if rows:
                yield Waiver(rule, self.reason, rows)


_FORMULAS: Final = (
    _Formulas(
        "what is typed, else what the list of models says, else none: one look-up after the other",
        both="alt_trainer:of3; alt_closed:of3; alt_next_trainer:of3",
        nested="alt_name:of[123]",
    ),
    _Formulas(
        "a line or day of Prices by model, tier, day and length: each of these columns is named",
        both="[abc]_long; [abc]_usual; [abc]_batch_line; c_training_line; rr_batch_row",
        long="alt_prices_end:of[123]; alt_next_prices_end:of[123]; alt_gap_batch:of[123]; [abc]_line; [abc]_next; "
        "models.line; models.long; models.batch_line; rr_long",
    ),
    _Formulas("whichever ends first: sale, prices or training", both="alt_first_end:of3; alt_next_end:of3"),
    _Formulas("a typed price, else that of Prices, else n/a; B has A's part for what is left to A", "[abc]_hosting"),
    _Formulas("a training run as quoted, else as Prices has it, else n/a", both="c_run; c_plain_run"),
    _Formulas(
        "PROMPT_COST once more without a function, in one formula; Audit holds the two together",
        both="[abc]_plain; models.plain; rr_at_base",
    ),
    _Formulas(
        "a function of ours with all that it is told, and what stands there where it has no answer",
        nested="ev_by_function_low; ev_by_function_high; ev_by_function_verdict; ev_by_function_needed",
        long="models.cost; ranking_by_function.model; ranking_by_function.cost; rr_months",
    ),
    _Formulas(
        "a sentence: each IF picks the words that hold, between figures that the rows above have",
        both="sentence_1; sentence_quality; sentence_2; why_[abcd]; sentence_month_1; words_requests; words_answers; "
        "words_prices; gates.why ?: Costs less than A*; gates.why A: Can be had*; gates.why B: Can be had*; "
        "gates.why C: Can be had*; gates.why C: Shown better*",
        nested="summary.verdict",
        long="gates.why [BCD]: Good enough",
    ),
    _Formulas("a sentence broken at a space into two lines", long="answer_line_[1234]; mail.text"),
    _Formulas(
        "a note of month 1 alone, in few rows: no advice rests on it",
        both="rr_c_fixed; rr_months_plain; rr_volume; rr_volume_plain",
        long="rr_a_unit; rr_c_unit; rr_ratio; rr_ratio_fixed",
    ),
    _Formulas(
        "a textbook's formula where there are tests, paired or not; Audit holds it to EVIDENCE",
        nested="ev_p; ev_shown; ev_verdict; ev_not_worse; ev_needed; ev_chart_name",
        long="ev_low; ev_high",
    ),
    _Formulas(
        "two cases of two alternatives, looked up by their numbers: a straight line goes through both",
        long="swings.swing; move_slope; grid_a; grid_other; grid_[12345678]",
    ),
    _Formulas(
        "all months of a case in one formula; Audit holds the live case to the months one by one",
        both="cases.run_factor; cases.tokens_[abc]; cases.gpus_d; cases.present_[abcd]",
        long="cases.ready_[abc]; cases.training_c",
    ),
    _Formulas(
        "a check of all alternatives at once, a term for each",
        both="checks.found Decision and Timeline agree: alternatives*; checks.found Alternatives and Timeline agree*",
        nested="checks.found ?: their verdict and the cases needed*",
        long="checks.found Decision, Summary and Timeline agree*; checks.found The advised alternative can be had*; "
        "checks.found Sensitivity: the case without a change*; checks.found ?: the parts of all months*; "
        "checks.found ?: days since the price of its model*; checks.found Evidence: more cases that one alone*",
    ),
    _Formulas(
        "a check of all inputs of a part, a term for those that take the same numbers",
        both="checks.found Inputs, time and money:*; checks.found Inputs, what is asked for:*",
        long="checks.found Inputs, [ABC]: *: the model:*; checks.found Inputs, ?: *: quality:*; "
        "checks.found Inputs, D: *: GPUs:*; checks.found Inputs, sensitivity:*",
    ),
)
#: Rule by rule, each reason once a rule.
WAIVERS: Final = (
    *(waiver for rule in ("F10", "F11") for kind in _FORMULAS for waiver in kind.waivers() if waiver.rule == rule),
    Waiver(
        "F01",
        "the ends of what an input takes, as its data validation has them",
        "checks.found Inputs, time and money:*; checks.found Inputs, workload:*; checks.found Inputs, D: *: GPUs:*; "
        "checks.found Inputs, what is asked for:*; checks.found Inputs, sensitivity:*; "
        "checks.found Evidence, *: no number*; cases.answers; cases.tokens_[abc]; cases.gpus_d; tokens_grow_low; "
        "tokens_grow_high",
    ),
    Waiver(
        "F01",
        "places of a list: which driver and which of its two cases, which alternative, how many parts",
        f"cases.{DRIVERS[0].key}..cases.{DRIVERS[-1].key}; cases.present_[abc]; "
        "swings.swing; tornado.driver; tornado.at_low; tornado.at_high; move_requests; grid_a; grid_other",
    ),
    Waiver(
        "F01",
        "steps of a textbook's formula",
        "ev_z; ev_from; ev_to; ev_low; ev_high; ev_p; ev_verdict",
    ),
    Waiver(
        "F02",
        "alternatives are of different kinds: what one of them does not have is 0, 1 or n/a there",
        "alt_share:of2; alt_run:of3; alt_runs:of3; alt_trainer:of3; alt_trainer_base:of3; alt_trainer_tier:of3; "
        "alt_closed:of3; alt_trained:of3; alt_next_trainer:of3; alt_next_trainer_base:of3; alt_next_trainer_tier:of3; "
        "alt_next_trained:of3; alt_last_trainer:of3; alt_last_sold:of3; alt_gap_training:of3; alt_gap_trainer:of3",
    ),
    Waiver("S02", "numbers of a list, 1, 2, 3 and so on", "cases.number; swings.number"),
    Waiver("S02", "the steps of the grid are typed at its edges", "grid_volume; grid_1:total..grid_8:total"),
    Waiver("S02", "the factors of the calendar months, beside the volumes that they change", "seasons.season"),
    Waiver(
        "S02",
        "days on which a model ends, as known when the book was made",
        "models.sold_until..models.closed_to_new",
    ),
    Waiver(
        "S02",
        "counts of tests, typed or written by xlcost evidence, above what is made of them",
        "tests_test_cases..power",
    ),
    Waiver(
        "S02",
        "results of a simulation are values; a formula beside them says whether they still hold",
        "risk_runs..risk_payback_p50..risk_bins",
    ),
    Waiver(
        "S11", "side-by-side tables have their own columns of labels and values", sheets="Evidence, Summary, Volumes"
    ),
    Waiver(
        "S13",
        "it shows what each alternative needs, which the months read, and what each costs",
        sheets="Alternatives",
    ),
    Waiver(
        "S13",
        "a sentence names the next alternative, which Sensitivity finds; nothing goes in a circle",
        sheets="Decision",
    ),
    Waiver(
        "U03",
        "the live case prices all months at once; Audit holds it to the months one by one",
        "cases.tokens_[abc]",
    ),
)


def sheet(others: Sequence[Sheet]) -> Sheet:
    """The sheet; ``others`` have the rows of tables that are named by their first column."""
    tables = {block.key: block for other in others for block in other.blocks if isinstance(block, Table)}
    cells = [
        Cell(waiver.sheets, "note")
        if waiver.sheets
        else Cell(" ".join(places(waiver.rows, tables)), "note", addresses=True)
        for waiver in WAIVERS
    ]
    count = len(WAIVERS)
    return Sheet(
        name="Waivers",
        title="Waivers",
        purpose="What xlcost check would find in these rows, and why it stays until the day on which that expires; "
        "xlcost check --rules says what the rules are.",
        blocks=(
            Table(
                "waivers",
                (
                    Column("rule", "Rule", tuple(Cell(waiver.rule, "label") for waiver in WAIVERS)),
                    Column("address", "Address", tuple(cells)),
                    Column("reason", "Reason", tuple(Cell(waiver.reason, "text") for waiver in WAIVERS)),
                    Column("name", "Name", (Cell(_NAME, "text"),) * count),
                    Column("expires", "Expires", (Cell(_EXPIRES, "text", "date"),) * count),
                ),
                count,
            ),
        ),
        widths={"A": 8, "B": 66, "C": 88, "D": 8, "E": 12},
        last_column=5,
        note_column=6,
        freeze="waivers",
        freeze_column=1,
        tab="settings",
    )


def places(rows: str, tables: Mapping[str, Table]) -> Iterator[str]:
    """The places of rows as a waiver has them.

    Raises:
        KeyError: a table has no row of that text.
    """
    for each in map(str.strip, rows.split(";")):
        for written in _expanded(each):
            column, _, text = written.partition(" ")
            if not text:
                yield written
                continue
            table = tables[column.partition(".")[0]]
            found = [number for number, label in enumerate(_labels(table), 1) if fnmatchcase(label, text)]
            if not found:
                raise KeyError(written)
            yield from (f"{column}:row{number}" for number in found)


def _expanded(written: str) -> Iterator[str]:
    """The places that letters in brackets stand for; in a row's text they do so as it is."""
    found = _LETTERS.search(written)
    if " " in written or found is None:
        yield written
        return
    for letter in found[1]:
        yield f"{written[: found.start()]}{letter}{written[found.end() :]}"


def _labels(table: Table) -> Iterator[str]:
    """What the first column of a table says in each row."""
    cells = table.columns[0].cells
    return (str(cell.content) for cell in ([cells] * table.rows if isinstance(cells, Cell) else cells))
