"""The command line: thin commands that parse, call and print. One module a command, heavy imports inside them."""

from xlcost.cli.app import main, program

__all__ = ["main", "program"]
