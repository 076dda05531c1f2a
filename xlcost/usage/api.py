"""``xlcost.usage`` in Python: price, reconcile, sql."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlcost.errors import BadArgument
from xlcost.prices import package_catalogue
from xlcost.usage import portable
from xlcost.usage.grouping import LABELS
from xlcost.usage.reconciliation import Reconciliation, reconciled, share
from xlcost.usage.report import Report
from xlcost.usage.run import BOTH_FAMILIES, Options, price_files, price_table, thresholds


def price(
    usage: Any,
    *,
    group_by: Sequence[str] = ("month", "model"),
    unpriced: str = "raise",
    **options: Any,
) -> Report:
    """What usage costs, exactly, at the prices of each row's model, day and tier.

    Args:
        usage: a path, a pattern, a folder or a sequence of them; or a table of requests or a cube: a pandas or polars
            frame, an Arrow table, anything with ``__arrow_c_stream__``, a DataFusion or a Spark frame. Spark counts
            itself: only the few thousand groups leave it.
        group_by: keys of the report's lines: month, day, provider, model, tier, source, file, use_case, team, api_key,
            end_user.
        unpriced: what to do with rows that cannot be priced: "raise" one error that names every reason, or "allow"
            them, and the total is a lower bound.
        options: the other fields of ``xlcost.usage.run.Options``: format, tz, since, until, deployments, prices ...

    Returns:
        A report: ``total`` (a Decimal, USD), ``lines()``, ``unpriced()``, ``to_frame()``.

    Raises:
        BadFile: a file or table cannot be read, understood or trusted; says where.
        PriceUnavailable: rows cannot be priced; names each reason, its rows and tokens.
        BadArgument: an option is wrong.
    """
    if unpriced not in ("raise", "allow"):
        raise BadArgument(f'unpriced must be "raise" or "allow", not {unpriced!r}')
    asked = Options(group_by=group_by, **options)
    if isinstance(usage, str | Path):
        report = price_files([usage], asked)
    elif isinstance(usage, list | tuple):
        report = price_files(list(usage), asked)
    else:
        report = price_table(_table(usage, asked), asked)
    if unpriced == "raise":
        report.refuse_unpriced()
    return report


def reconcile(
    paths: Sequence[str | Path], *, tolerance: float | str | Decimal = "0.01", **options: Any
) -> Reconciliation:
    """What was billed against what the same usage costs at our prices, by model and day, with the likeliest reasons.

    Args:
        paths: usage, and either bills for it or amounts of its own.
        tolerance: the share of a priced amount within which a difference is rounding: 0.01 or "1%".
        options: as for ``price``.

    Raises:
        BadFile: a file cannot be read, or nothing is billed, or nothing is usage.
        BadArgument: the tolerance is no share, or an option is wrong.
    """
    within = share(tolerance)
    asked = Options(**{"group_by": ("day", "model"), **options})
    report = price_files(list(paths), asked, both_families=BOTH_FAMILIES)
    return reconciled(report, asked.prices or package_catalogue(), within)


def sql(table: str, columns: Mapping[str, str] | None = None, **options: Any) -> str:
    """The SELECT that counts a table of requests into a cube, on whatever engine holds it.

    Args:
        table: the table's name.
        columns: which of the table's columns is which; the default is the names that ``price`` takes.
        options: group_by, since, until, input_includes_cached; ``thresholds`` are the package's.

    Raises:
        BadArgument: a column is missing, unknown or no plain name.
    """
    options.setdefault("thresholds", thresholds(package_catalogue()))
    return portable.select(table, portable.DEFAULT | dict(columns or {}), **options)


def _table(usage: Any, asked: Options) -> Any:
    """A table as something that DuckDB scans without a copy where that can be."""
    if hasattr(usage, "sparkSession"):
        from xlcost.usage.spark import cube_of

        labels = [key for key in asked.group_by if key in LABELS]
        return cube_of(usage, labels, asked.since, asked.until, thresholds(package_catalogue()))
    if hasattr(usage, "to_arrow_table"):  # DataFusion
        return usage.to_arrow_table()
    if hasattr(usage, "columns") or hasattr(usage, "__arrow_c_stream__") or hasattr(usage, "column_names"):
        return usage
    raise BadArgument(f"usage must be paths or a table (pandas, polars, Arrow, Spark), not {type(usage).__name__}")
