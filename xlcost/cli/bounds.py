"""The options --time-limit and --memory-limit, for every command that opens files, and what they mean for it."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from xlcost.cli.process import OwnProcess

if TYPE_CHECKING:
    from xlcost.budget import Limits

Command = TypeVar("Command", bound=Callable[..., Any])

#: Bytes of a file that counts once; only exports of usage are larger.
_ORDINARY: Final = 100 << 20


def bounded(*files: str) -> Callable[[Command], Command]:
    """Gives a command the two options, and keeps them.

    Args:
        files: the command's parameters that are files: they have one budget together, as many times the time as they
            are. A command that names none opens a budget for each of its files itself.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def kept(*arguments: Any, time_limit: str | None, memory_limit: str | None, **given: Any) -> Any:
            from xlcost.budget import budget, within

            limits = _limits(time_limit, memory_limit)
            at_work = [path for name in files for path in _paths(given.get(name))]
            if files and not at_work:
                return command(*arguments, **given)
            _in_a_worker(limits)
            with within(limits):
                if not files:
                    return command(*arguments, **given)
                with budget(*at_work, times=_times(at_work)):
                    return command(*arguments, **given)

        options = (
            click.option("--time-limit", metavar="TIME", help="For a file: 60s (default), 5min; 0: none."),
            click.option("--memory-limit", metavar="SIZE", help="For a file: 4GB (default), 512MB; 0: none."),
        )
        bound: Any = kept
        for option in reversed(options):
            bound = option(bound)
        return bound  # type: ignore[no-any-return]

    return decorate


def _limits(time_limit: str | None, memory_limit: str | None) -> Limits:
    """What is asked for, else what xlcost.toml says, else the defaults."""
    from xlcost.budget.limits import Limits, find_limits, parse_bytes, parse_seconds
    from xlcost.errors import BadArgument

    try:
        seconds = None if time_limit is None else parse_seconds(time_limit)
        size = None if memory_limit is None else parse_bytes(memory_limit)
    except BadArgument as reason:
        raise click.UsageError(f"{reason}.") from None
    if seconds is not None and size is not None:
        return Limits(seconds, size)
    set_before = find_limits(Path.cwd())
    return Limits(set_before.seconds if seconds is None else seconds, set_before.bytes if size is None else size)


def _in_a_worker(limits: Limits) -> None:
    """Where the process is the command line's own, goes on in a worker that keeps the limits."""
    own = click.get_current_context().find_object(OwnProcess)
    if own is not None and own.may_end:
        from xlcost.budget.process import guarded

        guarded(limits)


def _times(paths: Sequence[Path]) -> float:
    """How many files of ordinary size these are: those in folders and meant by patterns count, huge ones often."""
    found = [each for path in paths for each in _files(path)]
    return max(1.0, sum(max(1.0, each.stat().st_size / _ORDINARY) for each in found if each.is_file()))


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from path.rglob("*")
    elif path.exists():
        yield path
    elif glob.has_magic(str(path)):
        yield from map(Path, glob.glob(str(path), recursive=True))  # noqa: PTH207 - as the shell would


def _paths(given: Any) -> Iterator[Path]:
    if isinstance(given, str | Path):
        yield Path(given)
    elif given is not None:
        for one in given:
            yield from _paths(one)
