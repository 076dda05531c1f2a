"""Every command that opens a file has both limits, and one that opens none has not."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from xlcost.cli.app import cli

#: Parameters that are files to be written, or folders of xlcost's own.
WRITTEN = {
    "output",
    "report",
    "csv_path",
    "parquet_path",
    "focus_path",
    "cubes",
    "folder",
    "path",
    "rate_card",
    "exported",
}
#: Commands whose only files are small settings with bounds of their own, see toml.py; and what is no file of a user's.
SMALL = {"libreoffice"}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def opens_files(command: click.Command) -> bool:
    return any(
        (isinstance(parameter.type, click.Path) and parameter.name not in WRITTEN)
        or parameter.name in {"files", "usage_files"}
        for parameter in command.params
    )


@pytest.mark.parametrize(
    ("path", "command"), list(commands(cli)), ids=lambda part: " ".join(part) if isinstance(part, tuple) else ""
)
def test_limits_are_options_of_what_opens_files(path: tuple[str, ...], command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    limits = {"--time-limit", "--memory-limit"}
    expected = limits if opens_files(command) and path[0] not in SMALL else set()
    assert options & limits == expected


def test_limits_that_are_none_are_said(xlcost) -> None:
    code, out, err = xlcost("check", "book.xlsx", "--time-limit", "soon")
    assert (code, out) == (2, "")
    assert "'soon' is no time; write it like 60, 90s, 5min or 1h, and 0 for no limit" in err
    assert "'1' is too little" in xlcost("map", "book.xlsx", "--memory-limit", "1").err
