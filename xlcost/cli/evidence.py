"""``xlcost evidence``: what test results show of each alternative against the baseline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import QUANTITY, console, json_option, print_json, print_table
from xlcost.numbertext import spelled
from xlcost.quantities import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcost.evals.judging import Comparison, Judgement


@click.command()
@click.argument("results", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--base", default="", metavar="NAME", help="The baseline; default: the first alternative.")
@click.option("--pass-at", type=QUANTITY, metavar="SCORE", help="The score from which a case is passed.")
@click.option("--min-gain", type=QUANTITY, default=0.0, help="Gain that must be exceeded, such as 2%.")
@click.option("--confidence", type=QUANTITY, default=0.95, show_default=True, help="How sure it must be.")
@click.option("--into", type=click.Path(path_type=Path), metavar="BOOK", help="Write the counts into this workbook.")
@click.option(
    "--as", "letters", multiple=True, metavar="LETTER=NAME", help="With --into: which alternative each is; repeat."
)
@json_option
@bounded("results", "into")
def evidence(
    results: tuple[Path, ...],
    base: str,
    pass_at: float | None,
    min_gain: float,
    confidence: float,
    into: Path | None,
    letters: tuple[str, ...],
    as_json: bool,
) -> None:
    """RESULTS is a CSV with a row a test case and a column an alternative, or the log of a test tool.

    The first column names the case; a cell is pass or fail, 1 or 0, or a score with --pass-at. Logs: the JSON of
    promptfoo, OpenAI evals or Inspect, where each model may have a file of its own.

    Where both answered the same cases only those count on which they differ (McNemar's exact test, interval of Agresti
    and Min), else the two shares are compared (Newcombe's interval). Several alternatives: Holm's correction.

    Example: xlcost evidence results.csv --base prompt --into model.xlsx --as A=prompt --as C=tuned
    """
    from xlcost.evals.judging import judge
    from xlcost.evals.reading import read_results

    _refuse_outside(pass_at, min_gain, confidence)
    if letters and into is None:
        raise click.UsageError("--as is for --into BOOK.")
    judgement = judge(read_results(results, pass_at), base, min_gain, confidence)
    written = 0
    if into is not None:
        from xlcost.evals.filling import letters_of, write_into

        written = write_into(into, judgement, letters_of(judgement, dict(map(_letter, letters))))
    if as_json:
        print_json(judgement.to_dict())
        return
    _print(judgement)
    if into is not None:
        console().print(f"{into}: {plural(written, 'cell')} written and calculated anew", soft_wrap=True)


def _letter(written: str) -> tuple[str, str]:
    letter, equals, name = written.partition("=")
    if not equals or not name.strip():
        raise click.UsageError(f"--as takes LETTER=NAME, not {written!r}.")
    return letter, name


def _refuse_outside(pass_at: float | None, min_gain: float, confidence: float) -> None:
    if pass_at is not None and not math.isfinite(pass_at):
        raise click.UsageError("--pass-at must be a number.")
    if not 0.0 <= min_gain <= 1.0:
        raise click.UsageError(f"--min-gain must be 0 to 1, or 0 % to 100 %, not {spelled(min_gain)}.")
    if not 0.5 <= confidence <= 0.999999:
        raise click.UsageError(f"--confidence must be 0.5 to 0.999999, not {spelled(confidence)}.")


def _print(judgement: Judgement) -> None:
    sure = f"{judgement.confidence * 100:.6g} %"
    print_table(
        "Test results",
        ["Alternative", "cases", "passed", "share", "from", "to", "no answer"],
        [
            [each.name, f"{each.cases:,}", f"{each.passes:,}", *map(_share, (each.rate, each.low, each.high)),
             f"{each.missing:,}" if each.missing else "-"]
            for each in judgement.tested
        ],
        numeric=range(1, 7),
    )  # fmt: skip
    print_table(
        f"Gain over {judgement.base}, at a confidence of {sure}",
        ["Alternative", "gain", "from", "to", "p", "verdict", "cases needed"],
        [
            [each.name, *map(_points, (each.gain, each.low, each.high)), "-" if each.p is None else f"{each.p:.4f}",
             each.verdict, "-" if each.cases_needed is None else f"{each.cases_needed:,.0f}"]
            for each in judgement.comparisons
        ],
        numeric=[1, 2, 3, 4, 6],
        whole=[5],
    )  # fmt: skip
    from xlcost.inert import inert

    for line in sentences(judgement):
        console().print(inert(f"- {line}"))


def sentences(judgement: Judgement) -> Iterator[str]:
    """What the figures mean, a sentence each."""
    for each in judgement.comparisons:
        yield _sentence(each, judgement)
        if each.left_out:
            yield (
                f"{_cases(each.left_out)} without an answer of both {judgement.base} and {each.name} "
                f"{'is' if each.left_out == 1 else 'are'} left out."
            )
    number = len(judgement.comparisons)
    if number > 1:
        asked = ", then ".join(f"{1 - (1 - judgement.confidence) / (number - k):.2%}" for k in range(number))
        yield (
            f"Luck has {number} chances here, so by Holm's correction each gain is asked for more: the strongest must "
            f"be shown at {asked}."
        )


def _sentence(each: Comparison, judgement: Judgement) -> str:
    base = judgement.base
    if each.design == "same cases":
        seen = (
            f"of {_cases(each.cases)} through both, {each.name} alone passed {each.tuned_only:,} and {base} alone "
            f"{each.base_only:,}"
        )
    else:
        seen = f"{each.name} and {base} were tested on different cases"
    least = f" by more than {judgement.min_gain:.1%}" if judgement.min_gain else ""
    verdict = {
        "shown": f"{each.name} is shown to be better than {base}{least}",
        "not shown": f"{each.name} is not shown to be better than {base}{least}",
        "worse": f"{each.name} is shown to be worse than {base}",
    }[each.verdict]
    alone = "; alone, without the other comparisons, it would be" if each.alone != each.verdict else ""
    needed = ""
    if each.cases_needed is not None:
        needed = f"; to show a gain of {each.gain:.1%}, if it is there, takes about {each.cases_needed:,.0f} cases"
        needed += "" if each.design == "same cases" else " for each"
    return f"{verdict}{alone}: {seen}{needed}."


def _cases(number: int) -> str:
    return f"{number:,} case{'' if number == 1 else 's'}"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _points(value: float) -> str:
    return f"{value:+z.1%}"
