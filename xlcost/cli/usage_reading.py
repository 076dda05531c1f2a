"""The options that say how usage is read and priced, for every command that reads some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from xlcost.usage.exchange import Rates
    from xlcost.usage.run import Options

_OPTIONS: Final = {
    "format_name": click.option(
        "--format", "format_name", metavar="NAME", help="The format of the files; see xlcost usage formats."
    ),
    "column_map": click.option(
        "--map", "column_map", type=click.Path(path_type=Path), help="TOML: what the columns mean."
    ),
    "tz": click.option("--tz", default="UTC", show_default=True, help="Time zone of the month, like Europe/Berlin."),
    "since": click.option("--since", metavar="YYYY-MM-DD", help="The first day that counts (UTC)."),
    "until": click.option("--until", metavar="YYYY-MM-DD", help="The first day that no longer counts (UTC)."),
    "tier": click.option("--tier", default="", metavar="TIER", help="The tier of rows whose export does not say one."),
    "cached": click.option(
        "--cached", default="", metavar="WHERE", help="inside or outside: where input leaves cached tokens open."
    ),
    "deployments": click.option(
        "--deployments", type=click.Path(path_type=Path), help="CSV or TOML: your names and their models."
    ),
    "prices": click.option("--prices", type=click.Path(path_type=Path), help="CSV price table, then the only source."),
    "rates": click.option(
        "--rates",
        type=click.Path(path_type=Path),
        help="CSV: currency, effective_from, usd, for bills in EUR etc.; or a portfolio, for its sheet Rates.",
    ),
    "before_first": click.option(
        "--before-first",
        type=click.Choice(["refuse", "first-row"]),
        default="refuse",
        show_default=True,
        help="Days before a model's first known price.",
    ),
    "disjoint": click.option(
        "--disjoint", is_flag=True, help="Two sources of one model and day hold different requests."
    ),
    "cubes": click.option(
        "--cubes", type=click.Path(path_type=Path), metavar="DIR", help="Keep each file's sums there."
    ),
}


def reading_options(*without: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the options that say how usage is read and priced, but for those it has no use for."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, option in reversed(_OPTIONS.items()):
            if name not in without:
                command = option(command)
        return command

    return decorate


def options_of(
    group_by: tuple[str, ...],
    *,
    format_name: str | None = None,
    column_map: Path | None = None,
    tz: str = "UTC",
    since: str | None = None,
    until: str | None = None,
    tier: str = "",
    cached: str = "",
    deployments: Path | None = None,
    prices: Path | None = None,
    rates: Path | Rates | None = None,
    before_first: Any = "refuse",
    disjoint: bool = False,
    cubes: Path | None = None,
) -> Options:
    """How usage is read and priced, as the options of a command say.

    Raises:
        BadFile: a file that an option names cannot be read or is not what it should be.
        BadArgument: a day is none.
    """
    from xlcost.prices.deployments import read_deployments
    from xlcost.usage.inputs import read_prices
    from xlcost.usage.run import Options

    return Options(
        format=format_name,
        column_map=column_map,
        group_by=group_by,
        tz=tz,
        since=day_of(since, "--since"),
        until=day_of(until, "--until"),
        tier=tier,
        cached=cached,
        deployments=None if deployments is None else read_deployments(deployments),
        prices=None if prices is None else read_prices(prices),
        rates=_rates(rates),
        before_first=before_first,
        disjoint=disjoint,
        cubes=cubes,
    )


def _rates(given: Path | Rates | None) -> Rates:
    from xlcost.usage.exchange import NO_RATES, read_rates

    if not isinstance(given, Path):
        return given or NO_RATES
    if given.suffix.lower() in (".xlsx", ".xlsm"):
        from xlcost.portfolio.rates import read_book_rates

        return read_book_rates(given)
    return read_rates(given)


def day_of(written: str | None, name: str) -> date | None:
    """A day that an option names.

    Raises:
        BadArgument: it is none.
    """
    from xlcost.functions.coercion import day

    return None if written is None else day(written, name)
