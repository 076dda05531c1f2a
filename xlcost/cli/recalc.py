"""``xlcost recalc``: fresh cached values in a workbook, by the same functions that Excel calls, or by LibreOffice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from xlcost import __version__
from xlcost.cli.bounds import bounded
from xlcost.cli.common import busy, json_option, print_json, say, spared
from xlcost.hosts.engines import AUTO, ENGINES, LIBREOFFICE

if TYPE_CHECKING:
    from xlcost.calculate.crosscheck import CrossCheck, Difference
    from xlcost.calculate.results import NotEvaluated, Recalculation
    from xlcost.workbook.records import Book, CellValue

_SIGNATURES: Final = "_xmlsignatures/"
#: Cells that a terminal is shown of each kind.
_LISTED: Final = 20
#: How the reason begins of cells that would be calculated but for another.
_RESTS: Final = "it depends on "


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the result is written.")
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    default=AUTO,
    show_default=True,
    help="Whose values are written; auto: the embedded one's, an installed second one's for what it leaves open.",
)
@click.option("--cross-check", "crossed", is_flag=True, help="Calculate with both, list the cells that differ.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="Write what is listed here too, in full, as .csv or .xlsx."
)
@json_option
@bounded("workbook")
def recalc(workbook: Path, output: Path | None, engine: str, crossed: bool, report: Path | None, as_json: bool) -> None:
    """Only the cached values change: charts, formats, comments and macros stay byte for byte.

    In a workbook that Excel saved, each formula is proved by Excel's own values: it is certified for an engine that
    gives the saved value with Excel's inputs. What no engine proves is listed and keeps its value, and so does what
    rests on it once anything changes. Values older than their inputs prove nothing and are replaced. LibreOffice,
    where it is installed, is a second method with our functions in it; two values differ beyond 1e-9 of their size.
    With --cross-check alone nothing is written.

    Exit code 0: all calculated, and alike; 1: cells are listed; 2: nothing was written.

    Example: xlcost recalc model.xlsx -o fresh.xlsx --cross-check
    """
    if output is None and not crossed:
        raise click.UsageError("Missing option '-o': where to write the result; it may be the workbook itself.")
    from xlcost.calculate.results import write_values
    from xlcost.workbook.reader import open_book

    spared(report, *filter(None, (workbook, output)), option="--report")
    check = None
    with busy("Reading") as now:
        book = open_book(workbook)
        now("Calculating in LibreOffice" if engine == LIBREOFFICE else "Calculating")
        result = _calculated(book, engine)
        if crossed:
            now("Calculating in LibreOffice" if engine != LIBREOFFICE else "Calculating")
            check = _compared(book, engine, result)
        if output is not None:
            now("Writing")
            write_values(result, output)
    answer = _Answer(workbook, output, engine, result, check)
    if report is not None:
        from xlcost.scenarios.runs import write_table

        write_table(answer.rows(), report)
    if as_json:
        print_json(answer.document())
    else:
        for line in answer.lines():
            say(line)
    raise SystemExit(1 if answer.is_worth_a_look else 0)


def _calculated(book: Book, engine: str) -> Recalculation:
    from xlcost.calculate.certified import recalculate_with
    from xlcost.calculate.evidence import saved_by

    if engine == LIBREOFFICE and saved_by(book) is None:
        return _in_libreoffice(book)
    return recalculate_with(ENGINES[engine](), book)


def _is_evidence(result: Recalculation) -> bool:
    """Whether what was saved proves the values."""
    return result.certificates is not None and result.certificates.saved_by is not None


def _in_libreoffice(book: Book) -> Recalculation:
    from xlcost.hosts.libreoffice.recalculating import recalculate_in_libreoffice

    return recalculate_in_libreoffice(book)


def _compared(book: Book, engine: str, result: Recalculation) -> CrossCheck:
    from xlcost.calculate.certified import recalculate
    from xlcost.calculate.crosscheck import cross_check

    ours = recalculate(book) if engine == LIBREOFFICE or _is_evidence(result) else result
    return cross_check(ours, _in_libreoffice(book))


class _Answer(NamedTuple):
    """What was calculated and written, to be told to a person, a program or a file."""

    workbook: Path
    output: Path | None
    engine: str
    result: Recalculation
    check: CrossCheck | None

    @property
    def is_worth_a_look(self) -> bool:
        """Whether any cell is listed."""
        return bool(self.result.not_evaluated or (self.check is not None and self.check.differences))

    @property
    def breaks_signature(self) -> bool:
        """Whether the workbook written was signed: what the signature covers has changed."""
        parts = self.result.book.package.parts
        return self.output is not None and any(name.lower().startswith(_SIGNATURES) for name in parts)

    def lines(self) -> Iterator[str]:
        """For people; each cell has two lines, cut at the width of the terminal; what others rest on comes first."""
        kept = _count(len(self.result.not_evaluated), "formula")
        if self.output is None:
            yield f"{self.workbook}: {len(self.result.values):,} values, {kept} could not be calculated"
        else:
            yield f"{self.output}: {len(self.result.values):,} values, {kept} kept theirs"
        yield from _proved(self.result)
        if self.breaks_signature:
            yield "  its digital signature does not cover the new values; sign it again"
        causes_first = sorted(self.result.not_evaluated, key=lambda cell: cell.reason.startswith(_RESTS))
        yield from _first_of([(cell, cell.reason) for cell in causes_first])
        if self.check is not None:
            yield from _comparison(self.check)

    def document(self) -> dict[str, Any]:
        """For a program."""
        from xlcost.calculate.engines.libreoffice import office_version

        check = self.check
        return {
            "output": None if self.output is None else str(self.output),
            "engine": office_version() if self.engine == LIBREOFFICE else f"xlcost {__version__}",
            "values": len(self.result.values),
            "evidence": _evidence(self.result),
            "kept": [
                {"cell": _place(cell), "formula": cell.formula, "reason": cell.reason, "value": self._cached(cell)}
                for cell in self.result.not_evaluated
            ],
            "signature_broken": self.breaks_signature,
            "cross_check": check
            and {
                "second_engine": office_version(),
                "compared": check.compared,
                "volatile": check.volatile,
                "missing": check.missing,
                "differences": _differing(check.differences),
                "by_host": _differing(check.by_host),
            },
            "seconds": dict(self.result.seconds),
        }

    def rows(self) -> Iterator[list[Any]]:
        """For a table: a header, then every listed cell."""
        yield ["cell", "what", "xlcost", "LibreOffice", "kept value", "formula"]
        for cell in self.result.not_evaluated:
            yield [_place(cell), cell.reason, None, None, self._cached(cell), f"={cell.formula}"]
        if self.check is not None:
            for what, cells in (
                ("the engines differ", self.check.differences),
                ("an empty cell is 0 there", self.check.by_host),
            ):
                for differing in cells:
                    formula = f"={differing.formula}"
                    yield [_place(differing), what, differing.first, differing.second, None, formula]

    def _cached(self, cell: NotEvaluated) -> CellValue:
        return self.result.values[cell[:3]]


def _proved(result: Recalculation) -> Iterator[str]:
    """What the saved values prove, where they are evidence."""
    found = result.certificates
    if found is None or found.saved_by is None:
        return
    yield f"  certified by what {found.saved_by} saved: {_count(len(found.certified), 'formula')}"
    by_engine = Counter(found.certified.values())
    if len(by_engine) > 1:
        yield "    " + ", ".join(f"{count:,} by {engine}" for engine, count in by_engine.most_common())
    if found.different:
        yield f"  different from saved, and kept: {_count(len(found.different), 'formula')}"


def _evidence(result: Recalculation) -> dict[str, Any] | None:
    found = result.certificates
    if found is None or found.saved_by is None:
        return None
    return {
        "saved_by": found.saved_by,
        "certified": dict(Counter(found.certified.values()).most_common()),
        "kept": len(found.kept),
        "different": len(found.different),
        "without_saved_value": len(found.unproved),
    }


def _differing(cells: Sequence[Difference]) -> list[dict[str, Any]]:
    return [
        {"cell": _place(cell), "formula": cell.formula, "xlcost": cell.first, "libreoffice": cell.second}
        for cell in cells
    ]


def _comparison(check: CrossCheck) -> Iterator[str]:
    from xlcost.calculate.engines.libreoffice import office_version

    yield f"{office_version()}: {_count(check.compared, 'cell')} compared, {len(check.differences):,} differ"
    for number, why in (
        (check.missing, "not calculated by both"),
        (check.volatile, "dependent on the clock or chance"),
    ):
        if number:
            yield f"  {_count(number, 'cell')} left out: {why}"
    yield from _first_of(_both(check.differences))
    if check.differences:
        yield "  LibreOffice shows some errors as #VALUE!"
    if check.by_host:
        yield f"  {_count(len(check.by_host), 'cell')} left out: of an empty cell LibreOffice and older Excels make a 0"
    yield from _first_of(_both(check.by_host))


def _both(cells: Sequence[Difference]) -> Sequence[tuple[Difference, str]]:
    return [(cell, f"xlcost {_shown(cell.first)}, LibreOffice {_shown(cell.second)}") for cell in cells]


def _first_of(told: Sequence[tuple[NotEvaluated | Difference, str]]) -> Iterator[str]:
    """A screen of cells, and how many more there are."""
    for cell, what in told[:_LISTED]:
        yield from _two_lines(cell, what)
    if len(told) > _LISTED:
        resting = sum(what.startswith(_RESTS) for _, what in told[_LISTED:])
        rest = f", {resting:,} of them because of a cell that they depend on" if resting else ""
        yield f"  {_count(len(told) - _LISTED, 'more cell')}{rest}; --report has all"


def _two_lines(cell: NotEvaluated | Difference, what: str) -> Iterator[str]:
    from xlcost.report.texts import harmless

    width = get_terminal_size().columns
    yield "  " + harmless(f"{_place(cell)}: {what}", width - 2)
    yield "      " + harmless(f"={cell.formula}", width - 6)


def _place(cell: NotEvaluated | Difference) -> str:
    from xlcost.workbook.addresses import address

    return f"{cell.sheet}!{address(cell.row, cell.column)}"


def _shown(value: CellValue) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"
    return "blank" if value in (None, "") else str(value).upper() if isinstance(value, bool) else f"{value}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
