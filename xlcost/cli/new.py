"""``xlcost new``: the workbook, generated for a case or for a file of inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import say, say_failed
from xlcost.hosts.editions import EDITIONS, check_suffix
from xlcost.quantities import plural

if TYPE_CHECKING:
    from xlcost.decision.case import Case


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--case", "case_name", default="current", show_default=True, help="A shipped case: current, quality or article."
)
@click.option(
    "--inputs", type=click.Path(path_type=Path), help="TOML file of inputs; the rest is neutral, or --case's."
)
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default="template",
    show_default=True,
    help="lite: for the add-in xlwings Lite. server: for your organisation's xlwings Server. classic: .xlsm for "
    "Windows with Python. native: for Excel 365 alone.",
)
@click.option(
    "--template",
    type=click.Choice(["decision", "portfolio"]),
    default="decision",
    show_default=True,
    help="decision: one use case, its alternatives. portfolio: 1 to 500 use cases, plan, actuals, variance.",
)
@click.option("--usage", "usage_files", multiple=True, metavar="FILES", help="Portfolio: real usage; may be repeated.")
@click.option("--cases", "cases_file", type=click.Path(path_type=Path), help="Portfolio: CSV of use cases.")
@click.option("--show-inputs", is_flag=True, help="Print a complete file of inputs instead, commented.")
@click.option("--show-schema", is_flag=True, help="Print the JSON schema of such files instead, for editors.")
@bounded("inputs", "cases_file", "usage_files")
def new(
    path: Path | None,
    case_name: str,
    inputs: Path | None,
    edition: str,
    show_inputs: bool,
    show_schema: bool,
    template: str,
    usage_files: tuple[str, ...],
    cases_file: Path | None,
) -> None:
    """Every value is calculated and saved in the file, so any viewer shows it. The same inputs give the same bytes.

    Examples: xlcost new --show-inputs > budget.toml; xlcost new budget.xlsx --inputs budget.toml
    """
    if show_inputs or show_schema:
        _show(inputs, schema=show_schema)
        return
    if path is None:
        raise click.UsageError("Missing argument 'PATH': the workbook to write.")
    if template == "portfolio":
        _portfolio(path, edition, usage_files, cases_file)
        return
    if usage_files or cases_file is not None:
        raise click.UsageError("--usage and --cases are for --template portfolio.")
    from xlcost.template.build import build_and_check
    from xlcost.workbook.zipwriter import write_zip

    check_suffix(path, edition)
    case = _case(inputs)
    built = build_and_check(case)
    write_zip(path, EDITIONS[edition].make(built.data))
    say(f"{path}: {case.title}")
    say_failed(built.failed)
    if built.failed:
        raise SystemExit(1)


def _case(inputs: Path | None) -> Case:
    """The case that is meant: a shipped one, a file of inputs, or such a file on top of a shipped one that is named."""
    from xlcost.decision.case import neutral_case, read_case, shipped_case

    context = click.get_current_context()
    named = context.get_parameter_source("case_name") is not click.core.ParameterSource.DEFAULT
    if inputs is None:
        return shipped_case(context.params["case_name"])
    return read_case(inputs, shipped_case(context.params["case_name"]) if named else neutral_case())


def _portfolio(path: Path, edition: str, usage_files: tuple[str, ...], cases_file: Path | None) -> None:
    """The workbook of many use cases: those of a file, those that usage shows, or an example."""
    from xlcost.cli.actuals import read_usage, say_notes
    from xlcost.cli.common import busy
    from xlcost.portfolio.book import build_and_check, portfolio
    from xlcost.portfolio.calibration import measured
    from xlcost.portfolio.cases import example, read_cases
    from xlcost.prices import package_catalogue
    from xlcost.workbook.zipwriter import write_zip

    check_suffix(path, edition)
    catalogue = package_catalogue()
    cases = read_cases(cases_file) if cases_file is not None else []
    with busy("drawing the workbook") as step:
        rows, notes = read_usage(usage_files, cases, step) if usage_files else ([], [])
        if not cases:
            cases = measured(rows, [], catalogue, "the usage given") if rows else example()
        told = portfolio(cases, catalogue, rows=rows)
        step("calculating the workbook")
        built = build_and_check(told)
        write_zip(path, EDITIONS[edition].make(built.data))
    say(f"{path}: {plural(len(told.cases), 'use case')}, {plural(len(rows), 'row')} of usage")
    say_notes(notes)
    say_failed(built.failed)


def _show(inputs: Path | None, *, schema: bool) -> None:
    """Print every input, or the schema of a file of them."""
    from xlcost.cli.common import print_json
    from xlcost.decision.case import neutral_case, read_case, shipped_case
    from xlcost.decision.scaffold import inputs_schema, inputs_toml

    if schema:
        print_json(inputs_schema())
        return
    context = click.get_current_context()
    named = context.get_parameter_source("case_name") is not click.core.ParameterSource.DEFAULT
    base = shipped_case(context.params["case_name"]) if named else neutral_case()
    click.echo(inputs_toml(base if inputs is None else read_case(inputs, base)), nl=False)
