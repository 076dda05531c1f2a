"""``xlcost usage``: real usage priced, reconciled with what was billed, or counted where it lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlcost.cli.bounds import bounded
from xlcost.cli.common import busy, json_option, print_json, print_table, say, setting, spared, usd
from xlcost.cli.usage_reading import day_of, options_of, reading_options
from xlcost.quantities import plural

if TYPE_CHECKING:
    from xlcost.usage.report import Report

_LINES_AT_ONCE = 60


@click.group()
def usage() -> None:
    """Exports of providers, clouds, gateways and tracers, as xlcost usage formats lists them.

    Example: xlcost usage price exports/ --group-by month,model
    """


@usage.command()
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@reading_options()
@click.option("--group-by", default="month,model", show_default=True, metavar="KEYS", help="Keys with commas between.")
@click.option("--allow-unpriced", is_flag=True, help="Show the total as a lower bound where rows have no price.")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), metavar="OUT", help="Write the lines as CSV.")
@click.option("--parquet", "parquet_path", type=click.Path(path_type=Path), metavar="OUT", help="As Parquet.")
@click.option("--focus", "focus_path", type=click.Path(path_type=Path), metavar="OUT", help="As FOCUS 1.2 CSV.")
@json_option
@bounded("files")
def price(
    files: tuple[str, ...],
    group_by: str,
    allow_unpriced: bool,
    csv_path: Path | None,
    parquet_path: Path | None,
    focus_path: Path | None,
    as_json: bool,
    **reading: Any,
) -> None:
    """Files, folders, patterns or - (standard input): CSV, JSON, JSON lines, Parquet, packed as gz or zst.

    Keys: month, day, provider, model, tier, source, file, use_case, team, api_key, end_user.

    Bills (costs by meter) are shown as they are billed, never priced.
    """
    from xlcost.errors import PriceUnavailable
    from xlcost.usage import writing
    from xlcost.usage.report import as_json as document
    from xlcost.usage.run import price_files

    outputs = [
        (spared(csv_path, *map(Path, files), option="--csv"), writing.write_csv),
        (spared(parquet_path, *map(Path, files), option="--parquet"), writing.write_parquet),
        (spared(focus_path, *map(Path, files), option="--focus"), writing.write_focus),
    ]
    options = options_of(tuple(key.strip() for key in group_by.split(",") if key.strip()), **reading)
    with busy("reading usage") as step:
        report = price_files(files, options, step=step)
    if not allow_unpriced:
        try:
            report.refuse_unpriced()
        except PriceUnavailable:
            if as_json:
                print_json(document(report, complete=False))
            raise
    for path, write in outputs:
        if path is not None:
            write(report, path)
    if as_json:
        print_json(document(report, complete=True))
    else:
        _show(report)
    for path, _ in outputs:
        if path is not None:
            say(f"{path}: written", err=as_json)


def _show(report: Report) -> None:
    lines = report.lines()
    unpriced = report.unpriced()
    bill = report.basis == "billed"
    billed = report.billed is not None and not bill
    headings = [*(key.replace("_", " ") for key in report.group_by), "requests", "input", "cached", "output", "USD"]
    rows = []
    for line in lines[:_LINES_AT_ONCE]:
        cost = "no price" if line.cost is None else usd(float(line.cost)) + ("+" if line.unpriced_rows else "")
        cached = line.cache_read + line.cache_write + line.cache_write_1h
        cells = [
            *line.keys.values(),
            "" if line.requests is None else _short(line.requests),
            _short(line.input + cached),
            _short(cached),
            _short(line.output),
            cost,
        ]
        rows.append([*cells, "" if line.billed is None else usd(float(line.billed))] if billed else cells)
    if billed:
        headings.append("billed")
    first = len(report.group_by)
    if bill:
        rows = [[*row[:first], row[first + 4]] for row in rows]
        headings = [*headings[:first], "USD"]
    bound = "at least " if unpriced else ""
    word = "Billed" if bill else "Usage"
    print_table(
        f"{word}: {bound}{usd(float(report.total))} USD, {plural(report.rows, 'row')}",
        headings,
        rows,
        numeric=range(first, len(headings)),
        note=f"{len(lines) - _LINES_AT_ONCE:,} more lines; --csv or --json has all"
        if len(lines) > _LINES_AT_ONCE
        else "",
    )
    for each in unpriced:
        say(f"No price: {each.reason} ({plural(each.rows, 'row')}, {each.tokens:,} tokens; {each.example})")
    for source in report.sources:
        for reason, count in source.dropped.items():
            say(f"Left out: {source.file}: {reason}: {count:,}")
    for note in report.notes:
        say(f"Note: {note}")


def _short(number: int) -> str:
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= 10 * size:
            return f"{number / size:,.1f}{letter}"
    return f"{number:,}"


@usage.command()
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@reading_options()
@click.option("--tolerance", default="1%", show_default=True, help="A difference within it is rounding.")
@json_option
@bounded("files")
def reconcile(files: tuple[str, ...], tolerance: str, as_json: bool, **reading: Any) -> None:
    """Usage and the bills for it, or exports that state what each row cost: by model and day.

    Each difference has its likeliest reason: rounding, discount, tier, not billed, not priced, unknown.
    """
    from xlcost.prices import package_catalogue
    from xlcost.usage.reconciliation import as_json as document
    from xlcost.usage.reconciliation import reconciled, share
    from xlcost.usage.run import BOTH_FAMILIES, price_files

    within = share(tolerance)
    options = options_of(("day", "model"), **reading)
    with busy("reading usage") as step:
        report = price_files(files, options, both_families=BOTH_FAMILIES, step=step)
    found = reconciled(report, options.prices or package_catalogue(), within)
    if as_json:
        print_json(document(found))
        return
    print_table(
        f"Billed {usd(float(found.billed))} USD, priced {usd(float(found.priced))} USD, "
        f"difference {usd(float(found.billed - found.priced))} USD",
        ["day", "model", "priced", "billed", "difference", "why"],
        [
            [
                each.day,
                each.model,
                "" if each.priced is None else usd(float(each.priced)),
                "" if each.billed is None else usd(float(each.billed)),
                usd(float(each.difference)),
                each.why,
            ]
            for each in found.lines[:_LINES_AT_ONCE]
        ],
        numeric=[2, 3, 4],
        note=f"{len(found.lines) - _LINES_AT_ONCE:,} more lines; --json has all"
        if len(found.lines) > _LINES_AT_ONCE
        else "",
    )
    for reason, amount in found.by_reason().items():
        say(f"{reason}: {usd(float(amount))} USD")


@usage.command()
@click.argument("name", required=False)
@json_option
def formats(name: str | None, as_json: bool) -> None:
    """What each format's input includes, and where its columns are documented; with a NAME, its columns."""
    from xlcost.usage.engine import by_name
    from xlcost.usage.sources import FORMATS

    shown = [by_name(name)] if name else list(FORMATS.values())
    if as_json:
        print_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "family": each.family,
                    "grain": each.grain,
                    "input_includes": each.input_includes,
                    "documented": each.documented,
                    "recognised_by": sorted(each.needs),
                    "columns": list(each.columns),
                    "notes": list(each.notes),
                }
                for each in shown
            ]
        )
        return
    if name:
        each = shown[0]
        say(f"{each.name}: {each.title}\n\nInput: {each.input_includes}.\nDocumented: {each.documented}.")
        say(f"Recognised by: {', '.join(sorted(each.needs))}.\nColumns: {', '.join(each.columns)}.")
        for note in each.notes:
            say(f"Note: {note}.")
        return
    print_table(
        "Usage formats",
        ["name", "rows", "what input includes"],
        [[each.name, "bill" if each.family == "bill" else each.grain, each.input_includes] for each in shown],
        note="xlcost usage formats NAME shows columns and where they are documented",
    )


@usage.command()
@click.option("--table", required=True, help="The table's name, as the engine writes it.")
@click.option("--column", "columns", multiple=True, metavar="NAME=COLUMN", help="What a column is called there.")
@click.option("--group-by", default="", metavar="LABELS", help="Labels to keep: use_case, team, api_key, end_user.")
@click.option("--since", metavar="YYYY-MM-DD", help="The first day that counts (UTC).")
@click.option("--until", metavar="YYYY-MM-DD", help="The first day that no longer counts (UTC).")
@click.option("--input-excludes-cached", is_flag=True, help="The input column leaves cached tokens out.")
@json_option
def sql(
    table: str,
    columns: tuple[str, ...],
    group_by: str,
    since: str | None,
    until: str | None,
    input_excludes_cached: bool,
    as_json: bool,
) -> None:
    """Print the SELECT that counts a table of requests on the engine that holds it.

    The same text runs on DuckDB, Spark, Databricks, Trino, Athena, Snowflake, BigQuery and Postgres. Export what it
    returns as CSV or Parquet; xlcost usage price cube.csv --format cube prices it exactly.

    NAME: timestamp, model, input_tokens, output_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, tier,
    batch, web_searches, or a label. An empty COLUMN leaves one out.
    """
    from xlcost.prices import package_catalogue
    from xlcost.usage import portable
    from xlcost.usage.run import thresholds

    named = portable.DEFAULT | dict(setting(each) for each in columns)
    text = portable.select(
        table,
        {name: column for name, column in named.items() if column},
        thresholds=thresholds(package_catalogue()),
        group_by=[label.strip() for label in group_by.split(",") if label.strip()],
        since=day_of(since, "--since"),
        until=day_of(until, "--until"),
        input_includes_cached=not input_excludes_cached,
    )
    say(json.dumps({"sql": text}) if as_json else f"{text};")
