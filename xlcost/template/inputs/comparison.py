"""Inputs of the comparison: settings of the model, the workload, and the two models that do it."""

from __future__ import annotations

from datetime import date
from typing import Final

from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import Domain
from xlcost.template.drivers import UPLIFT
from xlcost.template.inputs.declaration import Input, Section
from xlcost.template.records import SCENARIOS

MODEL: Final = Section(
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
            "Drives the column Live and with it the whole workbook.",
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
            Domain(1.0, 120.0, whole=True),
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
            Domain(1e-9, 1.0),
            "tiny",
            1e-6,
            "The largest difference between a function and its plain Excel twin that still counts as equal.",
            "single",
            "A millionth of a dollar: below a cent, above rounding noise.",
        ),
    ),
)

WORKLOAD: Final = Section(
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

ARMS: Final = Section(
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
            UPLIFT,
            "share",
            0.0,
            "20 % means that the tuned model needs 20 % more tokens; below 0 % where tuning lets you drop examples "
            "from the prompt.",
        ),
    ),
)
