"""Usage files to a report: found, recognised, counted, checked, priced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xlcost.errors import BadArgument, BadFile
from xlcost.prices import Catalogue, package_catalogue
from xlcost.quantities import plural
from xlcost.usage import checks, files
from xlcost.usage.cubes import Cubes
from xlcost.usage.engine import TABLE, Counted, by_name, counted, registered, workshop
from xlcost.usage.exchange import NO_RATES, Rates, in_usd
from xlcost.usage.grouping import LABELS, Selection
from xlcost.usage.pricing import BeforeFirst, Priced, priced, resolver
from xlcost.usage.report import Report, Source, checked_keys
from xlcost.usage.sources.format import Format
from xlcost.usage.sources.mapped import mapped_format


@dataclass(frozen=True, slots=True)
class Options:
    """How usage is read and priced.

    Attributes:
        format: the name of the format of all files; recognised by their columns otherwise.
        column_map: a TOML file that says what the columns of an unknown format mean.
        group_by: keys of the report's lines, of ``report.GROUP_BY``.
        tz: the time zone whose months are meant.
        since: the first day that counts, in UTC.
        until: the first day that no longer counts, in UTC.
        tier: the tier of rows whose export does not say one.
        cached: "inside" or "outside": where cached tokens are in formats that leave it open.
        deployments: the model that a name of one's own stands for.
        prices: a catalogue that is then the only source.
        rates: what one unit of another currency is in USD; see ``exchange.read_rates``.
        before_first: what to do with days before a model's first known price.
        disjoint: two sources with usage of one model on one day hold different requests.
        cubes: a folder where each file's sums are kept under its SHA-256; a file met again is not read again.
        today: the day after which usage is of days to come; default: today.
    """

    format: str | None = None
    column_map: Path | None = None
    group_by: Sequence[str] = ("month", "model")
    tz: str = "UTC"
    since: date | None = None
    until: date | None = None
    tier: str = ""
    cached: str = ""
    deployments: Mapping[str, str] | None = None
    prices: Catalogue | None = None
    rates: Rates = NO_RATES
    before_first: BeforeFirst = "refuse"
    disjoint: bool = False
    cubes: Path | None = None
    today: date | None = None

    def __post_init__(self) -> None:
        """Take days and paths as people write them, and refuse what is none.

        Raises:
            BadArgument: an option has a value of another kind.
        """
        for name in ("since", "until", "today"):
            object.__setattr__(self, name, _day(name, getattr(self, name)))
        for name in ("column_map", "cubes"):
            if isinstance(getattr(self, name), str):
                object.__setattr__(self, name, Path(getattr(self, name)))
        if isinstance(self.group_by, str):
            object.__setattr__(self, "group_by", (self.group_by,))
        takes = {
            "column_map": (Path | None, "a path"),
            "cubes": (Path | None, "a path"),
            "group_by": (Sequence, "a list of keys"),
            "tz": (str, "a time zone such as Europe/Berlin"),
            "deployments": (Mapping | None, "a mapping of names to models"),
            "prices": (Catalogue | None, "a catalogue; see xlcost.prices"),
            "rates": (Rates, "rates; see read_rates"),
            "disjoint": (bool, "True or False"),
        }
        for name, (kind, said) in takes.items():
            if not isinstance(getattr(self, name), kind):
                raise BadArgument(f"{name} must be {said}, not {getattr(self, name)!r}")
        if self.before_first not in get_args(BeforeFirst):
            raise BadArgument(
                f"before_first must be one of {', '.join(get_args(BeforeFirst))}, not {self.before_first!r}"
            )


def _day(name: str, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadArgument(f"{name} must be a day such as 2026-11-01, not {value!r}") from None


#: Usage and bills count the same requests: only a reconciliation wants both.
ONE_FAMILY: Final = False
BOTH_FAMILIES: Final = True


def price_files(
    paths: Sequence[str | Path],
    options: Options,
    *,
    both_families: bool = ONE_FAMILY,
    step: Callable[[str], None] = lambda what: None,
) -> Report:
    """What usage files come to, at the prices of each row's model, day and tier.

    Args:
        paths: files, folders, patterns, or "-" for standard input.
        options: how they are read and priced.
        both_families: whether usage and bills for it may be given together, as a reconciliation wants.
        step: is told what is at work.

    Raises:
        BadFile: a file cannot be read, understood or trusted; says file and line.
        BadArgument: an option is wrong.
    """
    asked, catalogue, named = _asked(options)
    with workshop() as (connection, folder):
        found = files.expanded([str(path) for path in paths], folder / "stdin")
        kept = Cubes(options.cubes, asked, named) if options.cubes is not None else None
        read = [_counted(connection, file, folder, asked, named, kept, step) for file in found]
        read = [
            counted(connection, file.file, folder, asked, named) if _meets_another(file, read) else file
            for file in read
        ]
        if not both_families:
            _refuse_mixture(read)
        checks.refuse_future(connection, read, options.today)
        step("looking for duplicates")
        checks.refuse_duplicates(connection, read)
    step("pricing")
    return _report(read, options, asked, catalogue)


def price_table(table: Any, options: Options) -> Report:
    """What a table in memory comes to: whatever DuckDB takes, pandas, polars, Arrow.

    Raises:
        BadFile: its columns or values are not understood.
    """
    asked, catalogue, named = _asked(options)
    with workshop() as (connection, folder):
        registered(connection, table)
        read = [counted(connection, files.UsageFile(Path(), "the table", "table"), folder, asked, named)]
        checks.refuse_future(connection, read, options.today)
        checks.refuse_duplicates(connection, read)
        connection.unregister(TABLE)
    return _report(read, options, asked, catalogue)


def _asked(options: Options) -> tuple[Selection, Catalogue, Format | None]:
    labels = tuple(key for key in checked_keys(options.group_by) if key in LABELS)
    catalogue = options.prices or package_catalogue()
    named = (
        mapped_format(options.column_map)
        if options.column_map is not None
        else by_name(options.format)
        if options.format
        else None
    )
    asked = Selection(
        labels,
        options.since,
        options.until,
        _zone(options.tz),
        thresholds(catalogue),
        options.tier.strip().lower(),
        _place(options.cached),
    )
    return asked, catalogue, named


def _report(read: Sequence[Counted], options: Options, asked: Selection, catalogue: Catalogue) -> Report:
    groups = [in_usd(group, options.rates) for file in read for group in file.groups]
    resolve = resolver(catalogue, options.deployments)
    result = priced(groups, catalogue, resolve, before_first=options.before_first)
    if not options.disjoint:
        checks.refuse_overlap(result)
    return Report(
        tuple(result),
        tuple(
            Source(file.file.name, file.format.name, sum(group.rows for group in file.groups), file.dropped)
            for file in read
        ),
        asked.labels,
        checked_keys(options.group_by),
        catalogue.snapshot,
        catalogue.digest,
        options.tz,
        tuple(dict.fromkeys([*_notes(read), *_pricing_notes(result)])),
    )


def thresholds(catalogue: Catalogue) -> tuple[int, ...]:
    """Every number of input tokens above which some model costs more, ascending."""
    return tuple(sorted({int(line.above_tokens) for line in catalogue.lines if line.above_tokens}))


def _counted(
    connection: Any,
    file: files.UsageFile,
    folder: Path,
    asked: Selection,
    named: Format | None,
    kept: Cubes | None,
    step: Callable[[str], None],
) -> Counted:
    step(f"reading {file.name}")
    known = kept.known(connection, file) if kept is not None else None
    if known is not None:
        return known
    result = counted(connection, file, folder, asked, named)
    if kept is not None:
        kept.keep(connection, result)
    return result


def _meets_another(file: Counted, read: Sequence[Counted]) -> bool:
    """Whether a file whose sums were kept has days of another file of its format: only its rows tell what is twice."""
    days = {group.day for group in file.groups}
    return file.known and any(
        other is not file and other.format is file.format and any(group.day in days for group in other.groups)
        for other in read
    )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadArgument(f"no time zone {name!r}; write it like Europe/Berlin") from None
    return "" if name.upper() in ("UTC", "ETC/UTC") else name


def _place(cached: str) -> str:
    if cached not in ("", "inside", "outside"):
        raise BadArgument(f'cached must be "inside" or "outside", not {cached!r}')
    return cached


def _refuse_mixture(read: Sequence[Counted]) -> None:
    if len({file.format.family for file in read}) > 1:
        usage = next(file for file in read if file.format.family == "usage")
        bill = next(file for file in read if file.format.family == "bill")
        raise BadFile(
            f"{usage.file.name} is usage and {bill.file.name} a bill for it: together they would count twice; compare "
            "them with xlcost usage reconcile"
        )


def _notes(read: Sequence[Counted]) -> list[str]:
    notes = [note for file in read for note in file.notes]
    for file in read:
        if file.format.name == "bedrock-log" and any(group.cache_write for group in file.groups):
            notes.append(
                f"{file.file.name}: cache writes are priced as 5-minute writes; the log does not tell them apart"
            )
    return notes


def _pricing_notes(result: Sequence[Priced]) -> list[str]:
    notes = []
    assumed = [each for each in result if each.assumed_short]
    if assumed:
        stake = sum(each.at_stake for each in assumed)
        notes.append(
            f"tier assumed: {plural(sum(each.group.rows for each in assumed), 'bucket')} of models with a long-context "
            f"price, priced as short requests by their average; {stake:,.2f} USD more if all were long"
        )
    early = [each for each in result if each.before_first]
    if early:
        rows = sum(each.group.rows for each in early)
        notes.append(f"{plural(rows, 'row')} of days before a model's first known price, priced at it")
    foreign = {each.group.currency for each in result if each.group.currency != "USD" and not each.group.meter}
    if foreign:
        notes.append(f"amounts in {', '.join(sorted(foreign))} are left out: no rate to USD is given (--rates)")
    searches = sum(each.unpriced_searches for each in result)
    if searches:
        notes.append(f"{plural(searches, 'web search')} not in the price: the price data has no fee for that")
    return notes
