"""What the commands share: numbers as people write them, options made from the register, tables, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import click

from xlcost.quantities import quantity

if TYPE_CHECKING:
    from rich.console import Console

    from xlcost.functions import Argument, Function

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")


class Quantity(click.ParamType[float]):
    """A number as people write it: 100k, 1.5M, 2,000, 20%."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, or a usage error that shows how to write one."""
        if isinstance(value, float | int):
            return float(value)
        number = quantity(value)
        if number is None:
            self.fail(f"{value!r} is not a number; write it like 250000, 250k, 1.5M or 20%.", param, ctx)
        return number


QUANTITY: Final = Quantity()


def arguments_as_options(function: Function, *, skip: Iterable[str] = ()) -> Callable[[Command], Command]:
    """Give a command an option for each argument of an Excel function; required ones stay required."""
    left_out = frozenset(skip)

    def decorate(command: Command) -> Command:
        for argument in reversed([a for a in function.arguments if a.name not in left_out and not a.is_table]):
            command = _option(argument)(command)
        return command

    return decorate


def _option(argument: Argument) -> Callable[[Command], Command]:
    numeric = hasattr(argument.coerce, "domain")
    return click.option(
        f"--{argument.name.replace('_', '-')}",
        argument.name,
        type=QUANTITY if numeric else str,
        required=argument.required,
        metavar="NUMBER" if numeric else "TEXT",
        help=argument.help,
    )


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


def setting(written: str) -> tuple[str, str]:
    """NAME=VALUE as a name and what was written after it."""
    name, equals, value = written.partition("=")
    if not equals or not name.strip():
        raise click.UsageError(f"--set takes NAME=VALUE, not {written!r}.")
    return name.strip(), value


def plain_value(written: str) -> float | str | bool:
    """TRUE or FALSE, a number as people write it, or else the text itself."""
    value = written.strip()
    if value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    try:
        return QUANTITY.convert(value, None, None)
    except click.BadParameter:
        return value


def spared(output: Path | None, *read: Path, option: str = "--output") -> Path | None:
    """Where to write, unless that is one of the files read: no report may replace the workbook it is about."""
    if output is not None and any(output.exists() and path.exists() and output.samefile(path) for path in read):
        raise click.UsageError(f"{option} {output} is a file that this command reads; write to another one.")
    return output


def console() -> Console:
    """Where tables go: as wide as the terminal, 80 columns where there is none."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, markup=False)  # a name in a file is no markup


def say(text: str = "", *, err: bool = False) -> None:
    """A line for people; what comes from a file in it acts on no terminal."""
    from xlcost.inert import inert

    click.echo(inert(text), err=err)


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    from xlcost.inert import json_text

    click.echo(json_text(value))


_LONGEST_CELL: Final = 1_000


def print_table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
    whole: Sequence[int] = (),
    note: str = "",
) -> None:
    """A table for people: a title, headings if any, columns of numbers to the right; rows of "" draw a line.

    The columns in ``whole`` are never broken into lines. Of a text that nobody reads to its end the beginning is shown.
    """
    from rich import box
    from rich.table import Table

    from xlcost.inert import inert

    def cell(text: str) -> str:
        return inert(text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}\N{HORIZONTAL ELLIPSIS}")

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_header=any(headings))
    for position, heading in enumerate(headings):
        justify: Literal["left", "right"] = "right" if position in numeric else "left"
        table.add_column(cell(heading), justify=justify, overflow="fold", no_wrap=position in whole)
    for row in rows:
        if any(row):
            table.add_row(*map(cell, row))
        else:
            table.add_section()
    out = console()
    out.print(inert(title), style="bold")
    out.print(table)
    if note:
        out.print(inert(note), style="dim")


def tracked(work: Iterable[Item], total: int, what: str) -> Iterable[Item]:
    """The same items, with a progress bar on stderr while they are worked through; none where no one is watching."""
    import sys

    if not sys.stderr.isatty():
        return work
    from rich.console import Console
    from rich.progress import track

    return track(work, what, total=total, console=Console(stderr=True), transient=True)


@contextmanager
def busy(what: str) -> Iterator[Callable[[str], None]]:
    """While long work is done: a bar on stderr, with the seconds, that says what it is at; none where no one watches.

    The block is given a function for saying what comes next.
    """
    import sys

    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda step: bar.update(task, description=step)


def say_failed(checks: Sequence[str]) -> None:
    """What the master check says of a workbook that was written, and which checks fail."""
    say(f"master check: {'FAILED' if checks else 'OK'}")
    for check in checks:
        say(f"  {check}")


def usd(amount: float | None) -> str:
    """Money for people: two decimals from a cent up, enough digits below."""
    if amount is None:
        return ""
    if amount != 0 and abs(amount) < 0.01:
        return f"{amount:.3g}"
    return f"{amount:,.2f}"
