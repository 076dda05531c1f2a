"""``xlcost new``: the workbook, generated for a case or for a file of inputs."""

from __future__ import annotations

from pathlib import Path

import click

from xlcost.cli.process import OwnProcess, absent
from xlcost.hosts.editions import EDITIONS, check_suffix


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--case", "case_name", default="article", show_default=True, help="A shipped case: article or smaller-model."
)
@click.option("--inputs", type=click.Path(path_type=Path), help="TOML file of inputs; the rest is the case's.")
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default="template",
    show_default=True,
    help="lite: for the add-in xlwings Lite. classic: .xlsm for Windows with Python. native: for Excel 365 alone.",
)
def new(path: Path, case_name: str, inputs: Path | None, edition: str) -> None:
    """Every value is calculated and saved in the file, so any viewer shows it. The same inputs give the same bytes.

    Example: xlcost new budget.xlsx --inputs budget.toml
    """
    if click.get_current_context().find_object(OwnProcess) is not None:
        with absent("numpy", "PIL"):  # openpyxl loads what it finds of them; we write neither arrays nor pictures
            import openpyxl  # noqa: F401
    from xlcost.template.build import build
    from xlcost.template.case import read_case, shipped_case
    from xlcost.workbook.zipwriter import write_zip

    check_suffix(path, edition)
    case = shipped_case(case_name)
    if inputs is not None:
        case = read_case(inputs, case)
    write_zip(path, EDITIONS[edition].make(build(case)))
    click.echo(f"{path}: {case.title}")
