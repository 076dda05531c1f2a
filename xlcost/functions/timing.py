"""What time does to a price: whether a model is on sale on a day, and what changes from one day to another."""

from datetime import date, timedelta
from typing import Any, Final

from xlcost.errors import NA, NUM, VALUE
from xlcost.functions import arguments as arg
from xlcost.functions.lookup import catalogue
from xlcost.functions.pricing import PRICE_ERRORS
from xlcost.functions.records import Example
from xlcost.functions.registry import excel_function
from xlcost.prices import timeline

_ERRORS: Final = {
    NA: "unknown or ambiguous model, or a tier that it has not",
    VALUE: PRICE_ERRORS[VALUE],
    NUM: PRICE_ERRORS[NUM],
}
_FALLING: Final = [
    ["model", "input", "output", "effective_from"],
    ["falling", 10.0, 40.0, "2025-04-16"],
    ["falling", 2.0, 8.0, "2025-06-10"],
]


@excel_function(
    unit="text",
    errors=_ERRORS,
    example=Example({"model": "falling", "as_of": "2025-04-15", "prices": _FALLING}, "not on sale before 2025-04-16"),
    shape="cells",
)
def model_status(model: arg.Model, as_of: arg.AsOf = None, prices: arg.Prices = None) -> str:
    """Whether a model can be bought on a date and until when, and whether it can still be fine-tuned.

    Such as: on sale; until 2027-01-14; removed from the maker's list, last price; fine-tuning closed since 2027-01-06.
    """
    day: Any = as_of  # a date since its coercion
    return timeline.status(catalogue(prices), model, day)


@excel_function(
    unit="table: date, what, from, to, source",
    errors=_ERRORS,
    example=Example(
        {"model": "falling", "from_date": "2025-06-01", "to_date": "2025-06-30", "prices": _FALLING},
        [
            ["date", "what", "from", "to", "source"],
            ["2025-06-10", "input", 10.0, 2.0, ""],
            ["2025-06-10", "output", 40.0, 8.0, ""],
        ],
    ),
    shape="table",
)
def price_changes(
    model: arg.Model, from_date: arg.FromDate = None, to_date: arg.ToDate = None, prices: arg.Prices = None
) -> list[list[Any]]:
    """What changes for a model from one date to another: prices, fees, the end of its sale, with a header row.

    A price that is not published before or after is an empty cell.
    """
    known = catalogue(prices)
    first: Any = from_date or min(known.snapshot, date.max - timedelta(1)) + timedelta(1)
    last: Any = to_date or date.max
    header: list[Any] = ["date", "what", "from", "to", "source"]
    return [
        header,
        *(
            [change.day.isoformat(), change.what, _shown(change.before), _shown(change.after), change.source]
            for change in timeline.changes(known, model, first, last)
        ),
    ]


def _shown(price: float | None) -> float | str:
    return "" if price is None else price
