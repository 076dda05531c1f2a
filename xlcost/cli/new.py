"""``xlcost new``: the workbook, generated for a case or for a file of inputs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--case", "case_name", default="article", show_default=True, help="A shipped case: article or smaller-model."
)
@click.option("--inputs", type=click.Path(path_type=Path), help="TOML file of inputs; the rest is the case's.")
def new(path: Path, case_name: str, inputs: Path | None) -> None:
    """Every value is calculated and saved in the file, so any viewer shows it. The same inputs give the same bytes.

    Example: xlcost new budget.xlsx --inputs budget.toml
    """
    from xlcost.headless.zipwriter import write_zip
    from xlcost.template.build import build
    from xlcost.template.case import read_case, shipped_case

    case = shipped_case(case_name)
    if inputs is not None:
        case = read_case(inputs, case)
    write_zip(path, build(case))
    click.echo(f"{path}: {case.title}")
