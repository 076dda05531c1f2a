"""The rate card as one table, for pandas, Arrow and SQL engines: every price line and fee of every day."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlcost.errors import BadArgument
from xlcost.prices.catalogue import Catalogue
from xlcost.prices.lines import FEES, PriceLine
from xlcost.prices.package import package_catalogue

if TYPE_CHECKING:
    import pandas as pd

#: The columns: those of a price line, and which row is a fee, which has its amount in ``usd`` and no prices.
COLUMNS: Final = (*PriceLine._fields[:6], "fee", "unit", "usd", *PriceLine._fields[6:])
_PRICES_UNIT: Final = "USD per Mtok"


def rate_card(catalogue: Catalogue | None = None) -> pd.DataFrame:
    """The rate card as a pandas table: one row a price line or fee, past and announced; Arrow takes it as it is.

    The columns are those of ``prices.csv``, and ``fee``, ``unit`` and ``usd``: a row of prices has no fee, a row of a
    fee has no prices. Days are dates, ``effective_to`` is the first day on which a row no longer holds, empty where no
    end is known. A row holds for a request with more input tokens than ``above_tokens``; empty is any number.

    >>> table = rate_card()
    >>> int((table["model"] == "o3").sum()) > 2
    True
    """
    import pandas as pd

    table = pd.DataFrame(_rows(catalogue), columns=list(COLUMNS))
    for column in ("effective_from", "effective_to", "checked_on"):
        table[column] = pd.to_datetime(table[column]).astype("datetime64[ms]")
    numbers = ["above_tokens", "usd", *PriceLine._fields[6:11]]
    table[numbers] = table[numbers].astype(float)
    return table


def export(path: Path, catalogue: Catalogue | None = None) -> int:
    """Write the rate card to a CSV or Parquet file, by its ending, whole or not at all; gives the number of rows.

    Raises:
        BadArgument: another ending, or Parquet without pyarrow.
    """
    from xlcost.atomic import written_atomically

    ending = path.suffix.casefold()
    if ending not in (".csv", ".parquet"):
        raise BadArgument(f"{path}: the rate card is written as .csv or .parquet; name the file so")
    rows = list(_rows(catalogue))
    with written_atomically(path) as temporary:
        if ending == ".csv":
            with temporary.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows([_cell(value) for value in row] for row in rows)
        else:
            try:
                rate_card(catalogue).to_parquet(temporary, index=False)
            except ImportError:
                raise BadArgument(f"{path}: Parquet needs pyarrow; pip install pyarrow, or write .csv") from None
    return len(rows)


def _rows(catalogue: Catalogue | None) -> list[tuple[Any, ...]]:
    """Every row of the relation, by provider, model, tier and day."""
    known = catalogue or package_catalogue()
    prices = [(*line[:6], "", _PRICES_UNIT, None, *line[6:]) for line in known.lines]
    nothing = (None,) * 5
    fees = [
        (*fee[:3], fee.effective_from, fee.effective_to, None, fee.fee, FEES[fee.fee], fee.usd, *nothing, *fee[-3:])
        for fee in known.fees
    ]
    return [*prices, *fees]


def _cell(value: Any) -> Any:
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else value
