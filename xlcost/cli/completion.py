"""``xlcost completion``: the script that teaches a shell the commands, from click."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Add it to the start-up file of your shell.

    Example: xlcost completion bash >> ~/.bashrc
    """
    from xlcost.cli.app import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(cli, {}, "xlcost", "_XLCOST_COMPLETE").source())
