"""The inputs of an alternative. Each row is declared once and instantiated for every letter whose kind has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from xlcost.decision.cost_inputs import HOSTED, OWN_GPUS, RUNNING, TRAINING, UPFRONT
from xlcost.decision.declaration import Cost, Input, Section, Tested
from xlcost.decision.quality_inputs import BASELINES, PAIRED_TESTS, QUALITY, TESTS
from xlcost.functions.arguments import AT_LEAST_0, SHARE

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
        cost=Cost("move"),
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
        blank=BASELINES,
        tested=Tested("times", 0.5, 2.0),
    ),
    Input(
        "output_tokens",
        "Output tokens",
        "tokens per request",
        AT_LEAST_0,
        "count",
        None,
        "Everything generated, reasoning tokens included: they are billed as output.",
        blank=BASELINES,
        tested=Tested("times", 0.5, 2.0),
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
        tested=Tested("value", 0.0, 0.05),
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
        cost=Cost("requests"),
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
