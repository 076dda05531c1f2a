"""Which case a command is about: a shipped one, a file of inputs, and what --set changes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xlcost.cli.common import setting

if TYPE_CHECKING:
    from xlcost.decision.case import Case

Command = TypeVar("Command", bound=Callable[..., Any])


def case_options(command: Command) -> Command:
    """The options --case, --inputs and --set."""
    for option in (
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one input; repeat at will."),
        click.option(
            "--inputs",
            type=click.Path(path_type=Path),
            help="TOML file of inputs; the rest is at its default, or as in --case where that is given.",
        ),
        click.option(
            "--case", "case_name", metavar="NAME", help="A shipped case: current (default), quality, article."
        ),
    ):
        command = option(command)
    return command


def chosen_case(case_name: str | None, inputs: Path | None, settings: tuple[str, ...]) -> Case:
    """The case that the options name.

    Raises:
        BadArgument, BadFile: no such case or file, an unknown key, or a value that its input does not take.
    """
    from xlcost.decision.case import CASE_NAMES, read_case, shipped_case, with_inputs

    if inputs is None:
        case = shipped_case(case_name or CASE_NAMES[0])
    else:
        case = read_case(inputs, shipped_case(case_name) if case_name else None)
    return with_inputs(case, dict(map(setting, settings)), "--set", note="From --set") if settings else case
