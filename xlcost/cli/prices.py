"""``xlcost prices``: look prices up by words and date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xlcost.cli.common import json_option, print_json, print_table, say
from xlcost.errors import UnknownModel
from xlcost.functions.coercion import day
from xlcost.prices import FEES, Card, PriceLine, package_catalogue

_MODELS_AT_ONCE = 40


class _SearchByDefault(click.Group):
    """A group whose first word may be its command or the first word of a search."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = {*self.commands, *self.get_help_option_names(ctx)}
        return super().parse_args(ctx, args if args and args[0] in words else ["search", *args])


@click.group(cls=_SearchByDefault)
def prices() -> None:
    """`xlcost prices WORDS` is short for `xlcost prices search WORDS`.

    Example: xlcost prices anthropic sonnet --as-of 2025-06-09

    Example: xlcost prices --export prices.parquet
    """


@prices.command()
@click.argument("words", nargs=-1)
@click.option("--as-of", metavar="YYYY-MM-DD", help="Prices in effect on this date; default: the snapshot's date.")
@click.option(
    "--rate-card", type=click.Path(path_type=Path), metavar="OUT", help="Write every price as CSV to join with a log."
)
@click.option("--all", "show_all", is_flag=True, help=f"Show every model found, not the first {_MODELS_AT_ONCE}.")
@click.option(
    "--export",
    "exported",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write every price and fee of every day, past and announced, to FILE.csv or FILE.parquet.",
)
@json_option
def search(
    words: tuple[str, ...],
    as_of: str | None,
    rate_card: Path | None,
    exported: Path | None,
    show_all: bool,
    as_json: bool,
) -> None:
    """The prices of the models whose provider/model has these words; no words, every model."""
    if exported is not None:
        from xlcost.prices.relation import export

        if words or as_of:
            raise click.UsageError("--export writes every model and day: leave out the words and --as-of.")
        say(f"{exported}: {export(exported):,} rows")
        return
    catalogue = package_catalogue()
    if rate_card is not None:
        from xlcost.usage.ratecard import write

        write(catalogue, rate_card)
        say(f"{rate_card}: written, prices of {catalogue.snapshot}")
        return
    when = day(as_of, "--as-of") if as_of else catalogue.snapshot
    wanted = " ".join(words)
    rows = [line for card in catalogue.search(wanted, when) for line in _listed(card)]
    if not rows:
        near = catalogue.suggest(wanted)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise UnknownModel(f"no model whose name has {wanted!r} has a price on {when}{hint}")
    if as_json:
        print_json(rows)
        return
    shown = rows if show_all else rows[:_MODELS_AT_ONCE]
    more = len(rows) - len(shown)
    print_table(
        f"Prices on {when}, USD per million tokens",
        ["model", "tier", "above", "input", "output", "cached", "from"],
        [_row(row) for row in shown],
        numeric=[2, 3, 4, 5],
        note=f"{more} more; say more words, or --all" if more else "",
    )


def _listed(card: Card) -> list[dict[str, Any]]:
    """The price lines of a card as the fields of a price line, and one without prices where it has only fees."""
    lines = card.lines or (PriceLine(card.provider, card.model, card.tier, card.effective_from, card.effective_to),)
    fees = {fee: card.published(fee) for fee in FEES if fee in card.fees}
    return [{**line._asdict(), **({} if line.above_tokens else fees)} for line in lines]


def _row(row: dict[str, Any]) -> list[str]:
    numbers = (row[key] for key in ("above_tokens", "input", "output", "cache_read"))
    return [
        f"{row['provider']}/{row['model']}",
        row["tier"],
        *("" if number is None else f"{number:,.6g}" for number in numbers),
        str(row["effective_from"] or ""),
    ]
