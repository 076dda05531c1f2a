"""What people may change: every input with its label, unit, domain, help and the name its cell and its TOML key share.

The domains are those of the functions' arguments, so that the workbook refuses what the functions would refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import Domain
from xlcost.template.records import SCENARIOS

#: Takes any of these: a number in a domain, one of some words, a model of the price table, TRUE or FALSE, a date, text.
Kind = Domain | tuple[str, ...] | Literal["model", "flag", "date"]

#: Single: one value for the model. Scenario: Low, Base and High. Range: the low and high end a driver is tested at.
Shape = Literal["single", "scenario", "range"]

QUOTED: Final = "Quoted"
PRICE_LIST: Final = "Price list"
ANSWERS: Final = ("Yes", "No", "Not assessed")

_HOURS_IN_MONTH: Final = Domain(0.0, 744.0)
_GROWTH: Final = Domain(-0.5, 1.0)
_DECLINE: Final = Domain(0.0, 0.95)
_RATE: Final = Domain(0.0, 1.0)
_FACTOR: Final = Domain(0.0, 100.0)
_ABOVE_0: Final = Domain(0.0, 1e15, above_low=True)
_UPLIFT: Final = Domain(-1.0, 100.0, above_low=True)
_MONTHS: Final = Domain(1.0, 120.0, whole=True)


@dataclass(frozen=True, slots=True)
class Input:
    """One input. ``default`` is what the neutral model has: one value, or (low, high) of a range."""

    key: str
    label: str
    unit: str
    kind: Kind
    format: str
    default: Any
    help: str
    shape: Shape = "scenario"
    note: str = ""

    def accepts(self, value: Any) -> bool:
        """Whether the value is in the domain (models are checked against the price table elsewhere)."""
        if isinstance(self.kind, Domain):
            return isinstance(value, int | float) and not isinstance(value, bool) and self.kind.admits(float(value))
        if self.kind == "flag":
            return isinstance(value, bool)
        if self.kind == "date":
            return isinstance(value, date)
        if self.kind == "model":
            return isinstance(value, str) and bool(value.strip())
        return value in self.kind

    @property
    def domain(self) -> str:
        """The domain in words, for messages."""
        if isinstance(self.kind, Domain):
            if self.kind.high >= 1e15 and not self.kind.whole:
                return f"a number {'above' if self.kind.above_low else 'of at least'} {self.kind.low:g}"
            return f"{'' if self.kind.whole else 'a number '}{self.kind}"
        if self.kind == "flag":
            return "TRUE or FALSE"
        if self.kind == "date":
            return "a date"
        if self.kind == "model":
            return "a model of the Prices sheet"
        return f"one of {', '.join(self.kind)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Inputs that belong together."""

    title: str
    inputs: tuple[Input, ...]


_MODEL: Final = Section(
    "Model settings",
    (
        Input(
            "scenario",
            "Scenario shown",
            "choice",
            SCENARIOS,
            "text",
            "Base",
            "The scenario that the column Live and every other sheet show.",
            "single",
            "Low, Base or High: drives the column Live and with it the whole workbook.",
        ),
        Input(
            "model_date",
            "Model date",
            "date",
            "date",
            "date",
            date(2026, 10, 26),
            "The date whose prices are meant. Every function call gets it, so the workbook gives the same numbers "
            "tomorrow.",
            "single",
            "Prices in effect on this day are used.",
        ),
        Input(
            "horizon_months",
            "Decision horizon",
            "months",
            _MONTHS,
            "count",
            12,
            "Months over which the saving must pay for the up-front cost.",
            "single",
            "Assumption: one budget year.",
        ),
        Input(
            "min_examples",
            "Examples asked for by the data gate",
            "examples",
            AT_LEAST_0,
            "count",
            10_000,
            "Fine-tuning needs more good examples than this.",
            "single",
            "The article: more than 10k high-quality examples.",
        ),
        Input(
            "stale_after_days",
            "Prices are stale after",
            "days",
            Domain(0.0, 3650.0, whole=True),
            "count",
            180,
            "Audit fails when the price of a model in use was last checked more than this many days before the "
            "model date.",
            "single",
            "Assumption: price lists change about twice a year.",
        ),
        Input(
            "audit_tolerance",
            "Tolerance of the checks",
            "USD",
            Domain(1e-12, 1.0),
            "tiny",
            1e-6,
            "The largest difference between a function and its plain Excel twin that still counts as equal.",
            "single",
            "A millionth of a dollar: far below a cent, far above rounding noise.",
        ),
    ),
)

_WORKLOAD: Final = Section(
    "Workload",
    (
        Input("requests", "Requests", "requests per month", AT_LEAST_0, "count", 100_000, "Requests sent in a month."),
        Input(
            "input_tokens",
            "Input tokens",
            "tokens per request",
            AT_LEAST_0,
            "count",
            1_000,
            "Everything sent: system prompt, tools, examples, context and the user's text.",
        ),
        Input(
            "output_tokens",
            "Output tokens",
            "tokens per request",
            AT_LEAST_0,
            "count",
            100,
            "Everything generated, reasoning tokens included: they are billed as output.",
        ),
        Input(
            "cached_share",
            "Input read from the prompt cache",
            "share of input tokens",
            SHARE,
            "share",
            0.0,
            "Share of the input tokens that the provider reads from its prompt cache. With the written share at "
            "most 100 %.",
        ),
        Input(
            "cache_write_share",
            "Input written to the prompt cache",
            "share of input tokens",
            SHARE,
            "share",
            0.0,
            "Share of the input tokens written to the cache. With the read share at most 100 %.",
        ),
        Input(
            "batch_share",
            "Requests sent as batch",
            "share of requests",
            SHARE,
            "share",
            0.0,
            "Share of the requests sent through the batch API. The model must have a batch price.",
        ),
        Input(
            "retry_rate",
            "Requests sent again",
            "share of requests",
            AT_LEAST_0,
            "share",
            0.0,
            "Extra attempts: 2 % means that two requests in a hundred are sent once more.",
        ),
    ),
)

_ARMS: Final = Section(
    "Models compared",
    (
        Input(
            "prompt_model",
            "Model that is prompted",
            "model",
            "model",
            "text",
            "claude-3-5-sonnet-20241022",
            "Choose from the models on the sheet Prices.",
        ),
        Input(
            "tuned_model",
            "Model that is fine-tuned",
            "model",
            "model",
            "text",
            "claude-3-5-sonnet-20241022",
            "Choose from the models on the sheet Prices; its prices there are those of tuned inference.",
        ),
        Input(
            "training_model",
            "Model whose training price is used",
            "model",
            "model",
            "text",
            "claude-3-5-sonnet-20241022",
            "The base model of the tuned one: price lists have the training price there. Used when the basis below "
            "says Price list.",
        ),
        Input(
            "token_uplift",
            "More tokens with the tuned model",
            "share of tokens",
            _UPLIFT,
            "share",
            0.0,
            "20 % means that the tuned model needs 20 % more tokens; below 0 % where tuning lets you drop examples "
            "from the prompt.",
        ),
    ),
)

_TUNING: Final = Section(
    "Fine-tuning: before it serves",
    (
        Input(
            "dataset_hours",
            "Dataset preparation",
            "hours",
            AT_LEAST_0,
            "hours",
            0.0,
            "Hours to collect, clean, format and check the training examples.",
        ),
        Input(
            "hourly_rate",
            "Cost of an hour of work",
            "USD per hour",
            AT_LEAST_0,
            "usd",
            100.0,
            "Used for dataset preparation and for upkeep.",
        ),
        Input(
            "examples",
            "Training examples",
            "examples",
            AT_LEAST_0,
            "count",
            10_000,
            "High-quality examples at hand; the data gate and the price-list training cost use it.",
        ),
        Input(
            "tokens_per_example",
            "Tokens of an example",
            "tokens per example",
            AT_LEAST_0,
            "count",
            1_100,
            "Input and output of one training example together.",
        ),
        Input(
            "epochs",
            "Passes over the examples",
            "epochs",
            AT_LEAST_0,
            "number",
            3.0,
            "How often the training goes through the examples.",
        ),
        Input(
            "validation_tokens",
            "Validation tokens",
            "tokens per run",
            AT_LEAST_0,
            "count",
            0.0,
            "Tokens of the validation set that the provider bills in a run.",
        ),
        Input(
            "training_basis",
            "Where the training cost comes from",
            "choice",
            (QUOTED, PRICE_LIST),
            "text",
            QUOTED,
            "Quoted: the amount of the next line. Price list: tokens times the training price on the sheet Prices.",
        ),
        Input(
            "quoted_training_cost",
            "Quoted cost of a training run",
            "USD per run",
            AT_LEAST_0,
            "usd",
            0.0,
            "Used when the line above says Quoted.",
        ),
        Input(
            "training_runs",
            "Training runs before it serves",
            "runs",
            AT_LEAST_0,
            "number",
            1.0,
            "Runs until the tuned model is good enough to go live.",
        ),
        Input(
            "labelling_cost",
            "Labelling bought outside",
            "USD",
            AT_LEAST_0,
            "usd",
            0.0,
            "Invoices of labelling services.",
        ),
        Input(
            "evaluation_cost",
            "Evaluation before going live",
            "USD",
            AT_LEAST_0,
            "usd",
            0.0,
            "Test sets, human review and red-teaming of the tuned model.",
        ),
    ),
)

_RUNNING: Final = Section(
    "Fine-tuning: every month",
    (
        Input(
            "retrains_per_year",
            "Trainings again",
            "runs per year",
            AT_LEAST_0,
            "number",
            0.0,
            "12 means once a month; 4 once a quarter.",
        ),
        Input(
            "upkeep_hours",
            "Upkeep",
            "hours per month",
            AT_LEAST_0,
            "hours",
            0.0,
            "Monitoring, evaluation and refreshing the data.",
        ),
        Input(
            "hosting_rate",
            "Hosting of the tuned model",
            "USD per hour",
            AT_LEAST_0,
            "usd",
            0.0,
            "Hourly fee of a dedicated deployment, billed used or idle; 0 when inference is billed by token only.",
        ),
        Input(
            "hosting_hours",
            "Hours hosted",
            "hours per month",
            _HOURS_IN_MONTH,
            "hours",
            730.0,
            "730 is the average month around the clock.",
        ),
        Input(
            "replicas",
            "Deployments hosted",
            "deployments",
            AT_LEAST_0,
            "number",
            0.0,
            "How many deployments run at the same time.",
        ),
        Input(
            "storage_cost",
            "Storage of the tuned model",
            "USD per month",
            AT_LEAST_0,
            "usd",
            0.0,
            "Monthly fee for keeping the tuned model.",
        ),
    ),
)

_AHEAD: Final = Section(
    "Looking ahead",
    (
        Input(
            "monthly_growth",
            "Growth of requests",
            "share per month",
            _GROWTH,
            "share",
            0.0,
            "5 % means 5 % more requests every month.",
        ),
        Input(
            "annual_price_decline",
            "Fall of token prices",
            "share per year",
            _DECLINE,
            "share",
            0.0,
            "How much cheaper tokens get in a year, in both arms. Training, hosting and upkeep keep their price.",
        ),
        Input(
            "discount_rate",
            "Discount rate",
            "share per year",
            _RATE,
            "share",
            0.08,
            "Effective annual rate for present values.",
        ),
        Input(
            "task_stable",
            "The task is stable",
            "TRUE or FALSE",
            "flag",
            "logical",
            True,
            "FALSE where the task changes often: each change would mean training again.",
        ),
        Input(
            "evidence",
            "Prompting was shown not to be enough",
            "TRUE or FALSE",
            "flag",
            "logical",
            False,
            "TRUE only when tests have shown that prompting cannot reach the quality or scale.",
        ),
    ),
)

_TIMES: Final = "x live value"

_RANGES: Final = Section(
    "Sensitivity: what each driver is tested at",
    (
        Input(
            "range_requests",
            "Range of requests",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_input_tokens",
            "Range of input tokens",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_output_tokens",
            "Range of output tokens",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_tuned_price",
            "Range of the tuned model's token price",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 1.5),
            "Multiplies the tuned model's token prices.",
            "range",
        ),
        Input(
            "range_training_cost",
            "Range of the training run cost",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_retrains",
            "Range of trainings again",
            _TIMES,
            _FACTOR,
            "factor",
            (0.25, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_upkeep_hours",
            "Range of upkeep hours",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_hourly_rate",
            "Range of the hourly rate",
            _TIMES,
            _FACTOR,
            "factor",
            (0.75, 1.5),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_dataset_hours",
            "Range of dataset hours",
            _TIMES,
            _FACTOR,
            "factor",
            (0.5, 2.0),
            "Multiplies the live value.",
            "range",
        ),
        Input(
            "range_token_uplift",
            "Range of the token uplift",
            "share of tokens",
            _UPLIFT,
            "share",
            (-0.3, 0.4),
            "Replaces the live value.",
            "range",
        ),
        Input(
            "range_cached_share",
            "Range of the cached share",
            "share of input tokens",
            SHARE,
            "share",
            (0.0, 0.8),
            "Replaces the live value.",
            "range",
        ),
        Input(
            "range_batch_share",
            "Range of the batch share",
            "share of requests",
            SHARE,
            "share",
            (0.0, 0.5),
            "Replaces the live value; needs a batch price where it is above 0 %.",
            "range",
        ),
        Input(
            "range_retry_rate",
            "Range of requests sent again",
            "share of requests",
            AT_LEAST_0,
            "share",
            (0.0, 0.05),
            "Replaces the live value.",
            "range",
        ),
    ),
)

_GRID: Final = Section(
    "Sensitivity: axes of the grid",
    (
        Input(
            "grid_first_volume",
            "First volume of the grid",
            _TIMES,
            _ABOVE_0,
            "factor",
            0.25,
            "The first column, as a multiple of the live requests.",
            "single",
            "Assumption: a quarter of today's volume.",
        ),
        Input(
            "grid_volume_step",
            "Each further volume",
            "x the one before",
            Domain(1.0, 100.0, above_low=True),
            "factor",
            2.0,
            "Each column is this many times the one before.",
            "single",
            "Assumption: doubling.",
        ),
        Input(
            "grid_first_ratio",
            "First tuned price ratio of the grid",
            "tuned price / base price",
            AT_LEAST_0,
            "ratio",
            0.1,
            "The first row: tuned token price over base token price.",
            "single",
            "Assumption: a tenth, about what a small model costs.",
        ),
        Input(
            "grid_ratio_step",
            "Each further ratio",
            "tuned price / base price",
            _ABOVE_0,
            "ratio",
            0.15,
            "Added from row to row.",
            "single",
            "Assumption.",
        ),
    ),
)

_CHECKLIST: Final = Section(
    "Checklist of the article: judgement, never mixed into the numbers",
    tuple(
        Input(
            key,
            label,
            "answer",
            ANSWERS,
            "text",
            "Not assessed",
            "Your judgement; shown beside the advice on Decision.",
            "single",
            f"The article, {side} wins when...",
        )
        for side, items in (
            (
                "prompting",
                (
                    ("knows_domain", "The base model already knows the domain"),
                    ("limited_data", "Training data is limited"),
                    ("needs_flexibility", "Behaviour must stay easy to change"),
                    ("needs_speed", "Speed of iteration matters"),
                ),
            ),
            (
                "fine-tuning",
                (
                    ("large_data", "There are large amounts of domain-specific data"),
                    ("narrow_task", "The task is narrowly defined"),
                    ("needs_style", "Style or format must be consistent"),
                    ("needs_latency", "Latency matters: a smaller model can match a larger one"),
                ),
            ),
        )
        for key, label in items
    ),
)

SECTIONS: Final[Sequence[Section]] = (_MODEL, _WORKLOAD, _ARMS, _TUNING, _RUNNING, _AHEAD, _RANGES, _GRID, _CHECKLIST)

#: Every input by its key.
INPUTS: Final = {declared.key: declared for section in SECTIONS for declared in section.inputs}
