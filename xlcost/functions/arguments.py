"""The vocabulary: every argument the functions take, described once and shared by all functions that take it."""

# No ``from __future__ import annotations`` in the modules that use these: the registry reads the annotations.

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from xlcost.errors import BadArgument
from xlcost.functions import coercion
from xlcost.functions.coercion import Domain
from xlcost.functions.records import Argument
from xlcost.prices import PRICE_KINDS
from xlcost.prices.worksheet import worksheet_catalogue


def _number(description: str, unit: str, domain: Domain) -> Argument:
    return Argument(description, unit, str(domain), coercion.number(domain))


def _series(description: str, unit: str, domain: Domain) -> Argument:
    return Argument(
        description, unit, f"one row or column, each cell {domain}", coercion.series(domain), is_series=True
    )


_ROWS: Final = frozenset({list, tuple})


def price_table(value: Any, name: str) -> Any:
    """A price range as its own catalogue; a catalogue or a pandas frame of prices is taken as it is."""
    if hasattr(value, "card") and hasattr(value, "price"):
        return value
    if isinstance(value, str):
        coercion.text(value, name)  # passes an error value on
    if hasattr(value, "columns") and hasattr(value, "to_numpy"):
        value = [list(value.columns), *value.to_numpy(dtype=object, na_value=None).tolist()]
    if not (isinstance(value, list | tuple) and _ROWS.issuperset(map(type, value))):
        raise BadArgument(f"{name} must be a range with a header row (model, input, output, ...)")
    return worksheet_catalogue(value)


AT_LEAST_0: Final = Domain(0.0)
SHARE: Final = Domain(0.0, 1.0)
USD: Final = AT_LEAST_0
#: The payback months that two rows of costs may have.
CROSSINGS: Final = ("first", "last")

Model = Annotated[
    str,
    Argument(
        "Model: a catalogue id, an alias, provider/id, or an id in the prices range; id@flex names a tier",
        "",
        "a bare id that several providers sell means its maker",
        coercion.text,
    ),
]
Kind = Annotated[
    str,
    Argument("Which price", "", f"one of {', '.join(PRICE_KINDS)}", coercion.choice(PRICE_KINDS)),
]
Search = Annotated[
    str,
    Argument("Words that provider/model must contain", "", "blank lists every model", coercion.text_or_empty),
]
AsOf = Annotated[
    date | str | float | None,
    Argument(
        "Date whose prices are meant", "", "a date or YYYY-MM-DD; blank: the price snapshot, never today", coercion.day
    ),
]
FromDate = Annotated[
    date | str | float | None,
    Argument(
        "First day of the changes", "", "a date or YYYY-MM-DD; blank: the day after the price snapshot", coercion.day
    ),
]
ToDate = Annotated[
    date | str | float | None,
    Argument("Last day of the changes", "", "a date or YYYY-MM-DD; blank: as far as is known", coercion.day),
]
Prices = Annotated[
    Sequence[Sequence[Any]] | Any | None,
    Argument(
        "Price range with a header row (model, input, output, ...), then the only source",
        "USD per Mtok",
        "blank: the prices that come with xlcost",
        price_table,
        is_table=True,
    ),
]

Requests = Annotated[float, _number("Requests in a month", "requests per month", AT_LEAST_0)]
InputTokens = Annotated[
    float,
    _number("All input tokens sent: system prompt, tools, examples, context, user", "tokens per request", AT_LEAST_0),
]
OutputTokens = Annotated[float, _number("Output tokens, reasoning tokens included", "tokens per request", AT_LEAST_0)]
CachedShare = Annotated[float, _number("Share of input tokens read from the prompt cache", "share", SHARE)]
CacheWriteShare = Annotated[float, _number("Share of input tokens written to the prompt cache", "share", SHARE)]
CacheWrite1hShare = Annotated[
    float,
    _number("Share of input tokens written to the prompt cache for an hour, beside cache_write_share", "share", SHARE),
]
BatchShare = Annotated[float, _number("Share of requests sent through the batch API", "share", SHARE)]
RetryRate = Annotated[
    float, _number("Extra attempts per request; 0.02 means 2 % are sent again once", "share", AT_LEAST_0)
]

Examples = Annotated[float, _number("Training examples", "examples", AT_LEAST_0)]
TokensPerExample = Annotated[float, _number("Tokens in one training example", "tokens per example", AT_LEAST_0)]
Epochs = Annotated[float, _number("Passes over the training data", "epochs", AT_LEAST_0)]
ValidationTokens = Annotated[float, _number("Validation tokens billed in a run", "tokens", AT_LEAST_0)]
DatasetHours = Annotated[float, _number("Work to prepare the dataset", "hours", AT_LEAST_0)]
HourlyRate = Annotated[float, _number("What an hour of that work costs", "USD per hour", USD)]
TrainingCost = Annotated[float, _number("Cost of one training run", "USD per run", USD)]
Runs = Annotated[float, _number("Training runs before the model is good", "runs", AT_LEAST_0)]
LabellingCost = Annotated[float, _number("Labelling bought outside", "USD", USD)]
EvaluationCost = Annotated[float, _number("Evaluation before going live", "USD", USD)]
TokenUplift = Annotated[
    float,
    _number(
        "More (or fewer, if negative) tokens than prompting needs; 0.2 is 20 % more",
        "share",
        Domain(-1.0, above_low=True),
    ),
]
RetrainsPerYear = Annotated[float, _number("Trainings again, in a year", "runs per year", AT_LEAST_0)]
HostingCost = Annotated[float, _number("Hosting of the tuned model, used or idle", "USD per month", USD)]
UpkeepCost = Annotated[float, _number("Monitoring, evaluation and data refresh", "USD per month", USD)]
GpuHourUsd = Annotated[float, _number("Price of the GPUs that serve the model", "USD per hour", USD)]
TokensPerSecond = Annotated[
    float,
    _number("Tokens the GPUs serve when busy", "tokens per second", Domain(0.0, above_low=True)),
]
Utilisation = Annotated[float, _number("Share of the hour they are busy", "share", Domain(0.0, 1.0, above_low=True))]

Upfront = Annotated[float, _number("What fine-tuning costs before it serves", "USD", USD)]
PromptMonthly = Annotated[float, _number("A month of prompting", "USD per month", USD)]
PromptMonthlyAboveZero = Annotated[float, _number("A month of prompting", "USD per month", Domain(0.0, above_low=True))]
FinetuneMonthly = Annotated[float, _number("A month with the tuned model", "USD per month", USD)]
AnnualDiscountRate = Annotated[float, _number("Effective annual discount rate", "share per year", AT_LEAST_0)]
IfNever = Annotated[
    Any,
    Argument(
        "What to show where it never happens, such as the text never",
        "",
        "a number, a text or TRUE or FALSE; blank: the error #NUM!",
        coercion.value_to_show,
    ),
]
PromptTotal = Annotated[float, _number("Prompting over the whole horizon", "USD over the horizon", USD)]
FinetuneTotal = Annotated[
    float, _number("Fine-tuning over the whole horizon, its up-front cost included", "USD over the horizon", USD)
]
#: Rows of cells, a list, a NumPy array or a pandas column.
PromptCosts = Annotated[Any, _series("Prompting, a cell a month", "USD per month", USD)]
FinetuneCosts = Annotated[Any, _series("The tuned model, a cell a month, as many months", "USD per month", USD)]
Crossing = Annotated[
    str,
    Argument(
        "Which crossing: the first, or the last, after which the saving stays",
        "",
        f"one of {', '.join(CROSSINGS)}",
        coercion.choice(CROSSINGS),
    ),
]
PromptUnitCost = Annotated[float, _number("Prompting, one request", "USD per request", USD)]
FinetuneUnitCost = Annotated[float, _number("The tuned model, one request", "USD per request", USD)]
FinetuneFixedMonthly = Annotated[
    float, _number("Fixed cost of the tuned model: retraining, hosting, upkeep", "USD per month", USD)
]
PromptFixedMonthly = Annotated[float, _number("Fixed cost of prompting", "USD per month", USD)]
Months = Annotated[
    float, _number("Months over which the up-front cost is earned back", "months", Domain(0.0, above_low=True))
]
ForecastMonths = Annotated[float, _number("Months to forecast", "months", Domain(1.0, 600.0, whole=True))]
MonthlyCost = Annotated[float, _number("Cost of the first month", "USD per month", USD)]
MonthlyGrowth = Annotated[
    float, _number("Growth of the volume in a month", "share per month", Domain(-1.0, 100.0, above_low=True))
]
AnnualPriceDecline = Annotated[float, _number("Fall of the prices in a year", "share per year", SHARE)]
Top = Annotated[float, _number("How many models to show", "models", Domain(1.0, 10_000.0, whole=True))]

HighQualityExamples = Annotated[float, _number("High-quality examples at hand", "examples", AT_LEAST_0)]
Stable = Annotated[
    bool, Argument("Whether the task is stable and will not change often", "", "TRUE or FALSE", coercion.flag)
]
Evidence = Annotated[
    bool,
    Argument(
        "Whether it was shown that prompting cannot reach the quality or scale", "", "TRUE or FALSE", coercion.flag
    ),
]
Available = Annotated[
    bool,
    Argument(
        "Whether the tuned model can be trained by you and is on sale through the horizon",
        "",
        "TRUE or FALSE",
        coercion.flag,
    ),
]
MinExamples = Annotated[float, _number("Examples above which the data gate passes", "examples", AT_LEAST_0)]

_COUNT: Final = Domain(0.0, 1e9, whole=True)
_CASES: Final = Domain(1.0, 1e9, whole=True)
_SURE: Final = Domain(0.5, 0.999999)

BasePasses = Annotated[float, _number("Test cases that the baseline passed", "cases", _COUNT)]
BaseCases = Annotated[float, _number("Test cases that it answered", "cases", _CASES)]
TunedPasses = Annotated[float, _number("Test cases that the tuned model passed", "cases", _COUNT)]
TunedCases = Annotated[float, _number("Test cases that the tuned model answered", "cases", _CASES)]
TunedOnly = Annotated[float, _number("Cases that the tuned model passed and the baseline did not", "cases", _COUNT)]
BaseOnly = Annotated[float, _number("Cases that the baseline passed and the tuned model did not", "cases", _COUNT)]
Cases = Annotated[float, _number("All cases that went through both, those with the same result too", "cases", _CASES)]
MinGain = Annotated[float, _number("Gain that must be exceeded; 0.02 is 2 points", "share", SHARE)]
Confidence = Annotated[float, _number("How sure the evidence must be", "share", _SURE)]
Power = Annotated[float, _number("Chance that the gain is shown if it is there", "share", _SURE)]
BaseRate = Annotated[float, _number("Share of cases that the baseline passes", "share", SHARE)]
Gain = Annotated[
    float, _number("How much more the tuned model passes; 0.05 is 5 points", "share", Domain(0.0, 1.0, above_low=True))
]
SuccessRate = Annotated[float, _number("Share of the answers that are good", "share", SHARE)]
ErrorCost = Annotated[float, _number("What one bad answer costs", "USD per bad answer", USD)]
ReviewShare = Annotated[float, _number("Share of the answers that a person reviews", "share", SHARE)]
ReviewMinutes = Annotated[float, _number("Time for one review", "minutes per answer", AT_LEAST_0)]
MonthlyCostInAll = Annotated[float, _number("All that the month costs", "USD per month", USD)]
