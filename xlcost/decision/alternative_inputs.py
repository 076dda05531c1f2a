"""The inputs of an alternative. Each row is declared once and instantiated for every letter whose kind has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from xlcost.decision.declaration import Input, Section
from xlcost.functions.arguments import AT_LEAST_0, SHARE
from xlcost.functions.coercion import UNBOUNDED, Domain

Way = Literal["prompt", "finetune", "self_host"]

#: The alternatives in their order; the first is the baseline, today's way.
KINDS: Final[dict[str, Way]] = {"a": "prompt", "b": "prompt", "c": "finetune", "d": "self_host"}
BASELINE: Final = "a"
#: What each alternative is, in a few words.
TITLES: Final = {
    "a": "A: prompt, the baseline",
    "b": "B: prompt a smaller model",
    "c": "C: fine-tune",
    "d": "D: host an open model yourself",
}

_ABOVE_0: Final = Domain(0.0, UNBOUNDED, above_low=True)
_BASELINES: Final = "that of the baseline"

SWITCH: Final = (
    Input(
        "on",
        "Considered",
        "TRUE or FALSE",
        "flag",
        "logical",
        None,
        "FALSE leaves this alternative out of every figure.",
        "single",
        "yes, once a model is chosen",
    ),
)

MODEL: Final = (
    Input(
        "model",
        "Model",
        "provider/model",
        "model",
        "text",
        None,
        "As on the sheet Prices; @tier behind it names a tier, such as @flex.",
        "single",
        "not chosen",
    ),
    Input(
        "successor",
        "Successor when it goes off sale",
        "provider/model",
        "model",
        "text",
        None,
        "The model that is billed from the first month in which the first one can no longer be used.",
        "single",
        "none: not available from that month on",
    ),
    Input(
        "successor_cost",
        "Cost of moving to the successor",
        "USD once",
        AT_LEAST_0,
        "usd",
        0.0,
        "Training, tests and changes, in the month of the move.",
    ),
)

ROUTED: Final = (
    Input(
        "share",
        "Share of requests routed to it",
        "share of requests",
        SHARE,
        "share",
        1.0,
        "The rest goes to the baseline, at the baseline's cost and quality.",
    ),
)

OPEN_MODEL: Final = (
    Input(
        "model",
        "Open model",
        "name",
        "text",
        "text",
        None,
        "The model that runs on your own or rented GPUs; it needs no row on the sheet Prices.",
        "single",
        "not chosen",
    ),
)

TOKENS: Final = (
    Input(
        "input_tokens",
        "Input tokens",
        "tokens per request",
        AT_LEAST_0,
        "count",
        None,
        "Everything sent: system prompt, tools, examples, context and the user's text.",
        blank=_BASELINES,
    ),
    Input(
        "output_tokens",
        "Output tokens",
        "tokens per request",
        AT_LEAST_0,
        "count",
        None,
        "Everything generated, reasoning tokens included: they are billed as output.",
        blank=_BASELINES,
    ),
)
RETRIES: Final = (
    Input(
        "retry_rate",
        "Requests sent again",
        "share of requests",
        AT_LEAST_0,
        "share",
        0.0,
        "Extra attempts: 2 % means that two requests in a hundred are sent once more.",
    ),
)
TRAFFIC: Final = (
    Input(
        "cached_share",
        "Input read from the prompt cache",
        "share of input tokens",
        SHARE,
        "share",
        0.0,
        "With the written shares at most 100 %.",
    ),
    Input(
        "cache_write_share",
        "Input written to the cache for 5 minutes",
        "share of input tokens",
        SHARE,
        "share",
        0.0,
        "With the other cache shares at most 100 %.",
    ),
    Input(
        "cache_write_1h_share",
        "Input written to the cache for 1 hour",
        "share of input tokens",
        SHARE,
        "share",
        0.0,
        "With the other cache shares at most 100 %. The model must have a price for it.",
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
    *RETRIES,
    Input(
        "tool_fees",
        "Tool fees",
        "USD per 1,000 requests",
        AT_LEAST_0,
        "usd",
        0.0,
        "Web search, code execution and what else is billed by the call.",
    ),
    Input(
        "discount",
        "Negotiated discount",
        "share off list prices",
        SHARE,
        "share",
        0.0,
        "Off the token prices; the list cost is shown beside the contracted one.",
    ),
)

UPFRONT: Final = (
    Input(
        "preparation_hours",
        "Preparation",
        "hours",
        AT_LEAST_0,
        "hours",
        0.0,
        "Prompts or training data: to collect, write, clean and check, before it serves.",
    ),
    Input("labelling_cost", "Labelling", "USD", AT_LEAST_0, "usd", 0.0, "Labels bought or made before it serves."),
    Input("evaluation_cost", "Evaluation", "USD", AT_LEAST_0, "usd", 0.0, "Test sets and review before it serves."),
    Input("integration_cost", "Integration", "USD", AT_LEAST_0, "usd", 0.0, "Changes to software before it serves."),
)

TRAINING: Final = (
    Input(
        "training_model",
        "Model whose training price is used",
        "provider/model",
        "model",
        "text",
        None,
        "The base model of the tuned one: price lists have the training price there.",
        "single",
        "the model itself, without ft: before its name",
    ),
    Input(
        "training_cost",
        "Quoted cost of a training run",
        "USD per run",
        AT_LEAST_0,
        "usd",
        None,
        "An amount you were quoted; it stands above the price list.",
        blank="examples times tokens at the training price of the price list",
    ),
    Input(
        "tokens_per_example",
        "Tokens of an example",
        "tokens per example",
        AT_LEAST_0,
        "count",
        None,
        "Input and output of one training example together.",
        blank="input and output tokens of a request",
    ),
    Input(
        "epochs",
        "Passes over the examples",
        "epochs",
        AT_LEAST_0,
        "number",
        3.0,
        "How often a training run goes through the examples.",
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
        "training_runs",
        "Training runs before it serves",
        "runs",
        AT_LEAST_0,
        "number",
        1.0,
        "Runs until the tuned model is good enough to go live.",
    ),
    Input(
        "retrains_per_year",
        "Retraining",
        "runs per year",
        AT_LEAST_0,
        "number",
        0.0,
        "Spread evenly: 12 every month, 4 in months 3, 6, 9 and 12, 1 in month 12.",
    ),
    Input(
        "retrain_data_cost",
        "New data for a retraining",
        "USD per run",
        AT_LEAST_0,
        "usd",
        0.0,
        "On top of the training run.",
    ),
    Input(
        "retrain_evaluation_cost",
        "Evaluation of a retraining",
        "USD per run",
        AT_LEAST_0,
        "usd",
        0.0,
        "On top of the training run.",
    ),
    Input(
        "new_organisation",
        "We have never fine-tuned with this provider",
        "TRUE or FALSE",
        "flag",
        "logical",
        True,
        "TRUE where the provider would count you as new: some take no new organisations any more.",
        "single",
    ),
)

HOSTED: Final = (
    Input(
        "hosting_cost",
        "Hosting",
        "USD per month",
        AT_LEAST_0,
        "usd",
        None,
        "A deployment that is billed used or idle, and storage of the tuned model.",
        blank="hosting per hour x 730 x deployments, and storage, from the price list",
    ),
    Input(
        "replicas",
        "Deployments",
        "deployments",
        AT_LEAST_0,
        "number",
        1.0,
        "How many are hosted at a time. Used for hosting from the price list.",
    ),
)

OWN_GPUS: Final = (
    Input(
        "gpu_hour",
        "Price of a GPU",
        "USD per GPU-hour",
        AT_LEAST_0,
        "usd",
        None,
        "Rented, or your own with depreciation, power and space.",
        blank="not known: the alternative is not available",
    ),
    Input(
        "tokens_per_second",
        "Tokens a GPU serves",
        "tokens per second",
        _ABOVE_0,
        "count",
        1_000.0,
        "Input and output together, measured under full load.",
    ),
    Input(
        "utilisation",
        "Utilisation aimed at",
        "share",
        Domain(0.0, 1.0, above_low=True),
        "share",
        0.7,
        "How full the GPUs may be at the peak.",
    ),
    Input(
        "peak_factor",
        "Peak over average",
        "x average requests per second",
        Domain(1.0, 10_000.0),
        "factor",
        3.0,
        "The busiest second of a month against its average.",
    ),
    Input(
        "min_gpus",
        "GPUs at least",
        "GPUs",
        AT_LEAST_0,
        "count",
        1.0,
        "What the model needs to run at all, and for a spare.",
    ),
)

RUNNING: Final = (
    Input(
        "upkeep_hours",
        "Upkeep",
        "hours per month",
        AT_LEAST_0,
        "hours",
        0.0,
        "Monitoring, evaluation, operation and refreshing data.",
    ),
    Input(
        "maintenance_hours",
        "Maintenance of prompts",
        "hours per month",
        AT_LEAST_0,
        "hours",
        0.0,
        "Keeping prompts and examples right when the task or the model changes.",
    ),
)

QUALITY: Final = (
    Input(
        "success_rate",
        "Good answers",
        "share of answers",
        SHARE,
        "share",
        None,
        "Share of answers that can be used as they are.",
        blank="the share of test cases passed; 100 % where nothing was tested",
    ),
    Input(
        "bad_answer_cost",
        "Cost of a bad answer",
        "USD per bad answer",
        AT_LEAST_0,
        "usd",
        None,
        "What a bad answer costs: mending it, a call, a refund.",
        blank=_BASELINES,
    ),
    Input("reviewed_share", "Answers reviewed", "share of answers", SHARE, "share", 0.0, "Read by a person."),
    Input(
        "review_minutes",
        "Minutes of a review",
        "minutes per answer",
        AT_LEAST_0,
        "number",
        0.0,
        "At the cost of an hour of work.",
    ),
)

_NO_TESTS: Final = "not tested"
TESTS: Final = (
    Input(
        "test_cases",
        "Test cases run",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "How many cases of a test set it answered.",
        "single",
        _NO_TESTS,
    ),
    Input(
        "test_passes",
        "Test cases passed",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "How many of them were good.",
        "single",
        _NO_TESTS,
    ),
)
PAIRED_TESTS: Final = (
    Input(
        "compared_with",
        "Compared with",
        "alternative",
        ("A", "B", "C", "D"),
        "text",
        "A",
        "Whose test results the evidence is held against.",
        "single",
    ),
    Input(
        "only_passes",
        "Passed here only",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "Where both answered the same cases: those good here and bad there.",
        "single",
        "the test sets were different",
    ),
    Input(
        "other_only_passes",
        "Passed there only",
        "cases",
        Domain(0.0, 1e9, whole=True),
        "count",
        None,
        "Where both answered the same cases: those bad here and good there.",
        "single",
        "the test sets were different",
    ),
)

_BEFORE: Final = "before it serves"
_PARTS: Final[dict[Way, tuple[tuple[str, tuple[Input, ...]], ...]]] = {
    "prompt": (
        ("the model", (*MODEL, *TOKENS, *TRAFFIC)),
        (_BEFORE, UPFRONT),
        ("every month", (*HOSTED, *RUNNING)),
        ("quality", QUALITY),
        ("tests", TESTS),
    ),
    "finetune": (
        ("the model", (*MODEL, *TOKENS, *TRAFFIC)),
        (_BEFORE, UPFRONT),
        ("training", TRAINING),
        ("every month", (*HOSTED, *RUNNING)),
        ("quality", QUALITY),
        ("tests", TESTS),
    ),
    "self_host": (
        ("the model", (*OPEN_MODEL, *TOKENS, *RETRIES)),
        (_BEFORE, UPFRONT),
        ("GPUs", OWN_GPUS),
        ("every month", RUNNING),
        ("quality", QUALITY),
        ("tests", TESTS),
    ),
}
#: What the baseline has in place of a default that refers to the baseline.
_BASELINE_DEFAULTS: Final = {"input_tokens": 1_000, "output_tokens": 200, "bad_answer_cost": 0.0}


def _sections(letter: str) -> tuple[Section, ...]:
    """The inputs of one alternative, in the order of the sheet."""
    made = []
    for part, rows in _PARTS[KINDS[letter]]:
        inputs = list(rows)
        if letter != BASELINE and part == "the model":
            inputs = [*SWITCH, *inputs[:3], *(ROUTED if KINDS[letter] == "prompt" else ()), *inputs[3:]]
        if letter != BASELINE and part == "tests":
            inputs += PAIRED_TESTS
        title = f"{TITLES[letter]}: {part}"
        made.append(Section(title, tuple(replace(_own(row, letter), group=title) for row in inputs), letter))
    return tuple(made)


def _own(row: Input, letter: str) -> Input:
    if letter == BASELINE and row.key in _BASELINE_DEFAULTS:
        row = replace(row, default=_BASELINE_DEFAULTS[row.key], blank="")
    return row.of(letter)


#: The sections of every alternative, by letter.
ALTERNATIVES: Final = {letter: _sections(letter) for letter in KINDS}
