"""The reference itself, the cases, and the plain Python route over every case."""

import pytest
from agreement import agree
from cases import CASES
from reference import answer
from reference_arguments import ARGUMENTS, ERRORS, KINDS, Number
from written_cases import Case

from xlcost.errors import ERROR_TEXTS
from xlcost.functions import FUNCTIONS, call
from xlcost.functions.records import REQUIRED
from xlcost.prices import PRICE_KINDS

PRICES = [
    ["model", "tier", "input", "output", "cache_read", "cache_write", "training"],
    ["sonnet", None, 3, 15, 0.3, 3.75, 25],
    ["sonnet", "batch", 1.5, 7.5, None, None, None],
]

#: Every worked figure of the cost model.
WORKED = [
    ("PROMPT_COST", {"input_tokens": 1_000, "output_tokens": 100}, 450),
    ("PROMPT_COST", {"input_tokens": 875, "output_tokens": 125}, 450),
    ("FINETUNE_COST", {"input_tokens": 1_000, "output_tokens": 100, "token_uplift": 0.2}, 540),
    ("PROMPT_COST", {"input_tokens": 1_000, "output_tokens": 100, "cached_share": 0.8}, 234),
    ("PROMPT_COST", {"input_tokens": 1_000, "output_tokens": 100, "batch_share": 0.5}, 337.5),
    ("PROMPT_COST", {"input_tokens": 1_000, "output_tokens": 100, "retry_rate": 0.02}, 459),
    ("TRAINING_COST", {"examples": 10_000, "tokens_per_example": 500, "epochs": 3}, 375),
    ("BREAKEVEN_MONTHS", {"upfront": 6_000, "prompt_monthly": 1_500, "finetune_monthly": 900}, 10),
    (
        "BREAKEVEN_MONTHS",
        {"upfront": 6_000, "prompt_monthly": 1_500, "finetune_monthly": 900, "annual_discount_rate": 0.1},
        10.4627522,
    ),
    (
        "BREAKEVEN_REQUESTS",
        {"prompt_unit_cost": 0.0045, "finetune_unit_cost": 0.003, "finetune_fixed_monthly": 1_500, "upfront": 0},
        1_000_000,
    ),
    ("BREAKEVEN_PRICE_RATIO", {"prompt_monthly": 450, "token_uplift": 0.2}, 0.833333333333),
    ("FINETUNE_UPFRONT", {"dataset_hours": 40, "hourly_rate": 100}, 4_000),
    (
        "FINETUNE_COST",
        {
            "input_tokens": 1_000,
            "output_tokens": 100,
            "token_uplift": 0.2,
            "training_cost": 500,
            "retrains_per_year": 12,
            "upkeep_cost": 10 * 100,
        },
        2_040,
    ),
    (
        "FINETUNE_COST",
        {
            "input_tokens": 1_000,
            "output_tokens": 100,
            "token_uplift": 0.2,
            "training_cost": 2_000,
            "retrains_per_year": 12,
            "upkeep_cost": 25 * 100,
        },
        5_040,
    ),
    ("BREAKEVEN_MONTHS", {"upfront": 4_500, "prompt_monthly": 450, "finetune_monthly": 540}, "#NUM!"),
]


def arguments(function, named):
    known = {"model": "sonnet", "requests": 100_000, "prices": PRICES, **named}
    return [known.get(name) for name, *_ in ARGUMENTS[function]]


@pytest.mark.parametrize(("function", "named", "figure"), WORKED)
def test_worked_figures_of_the_cost_model_come_out(function, named, figure):
    assert agree(figure, call(function, arguments(function, named)), 1e-8)


@pytest.mark.parametrize(("function", "named", "figure"), WORKED)
def test_the_reference_knows_the_worked_figures_too(function, named, figure):
    assert agree(figure, answer(function, arguments(function, named)), 1e-8)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_python_route_gives_what_the_case_says(case: Case):
    assert agree(case.expected, call(case.function, case.arguments), 1e-12)


def test_there_are_cases_for_every_function():
    assert len(CASES) >= 300
    without = set(FUNCTIONS) - {case.function for case in CASES}
    assert not without, f"{without}: RESULTS and ARGUMENTS of the reference, and variations_of_*.py (CONTRIBUTING.md)"


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_optional_argument_is_given_a_value_by_some_case(name):
    given = {
        argument.name
        for case in CASES
        if case.function == name
        for argument, value in zip(FUNCTIONS[name].arguments, case.arguments)
        if value is not None and value not in ERRORS and case.expected not in ERRORS
    }
    assert given == {argument.name for argument in FUNCTIONS[name].arguments}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_reference_and_the_registry_declare_the_same_arguments(name):
    declared = [
        (argument.name, argument.default is REQUIRED, None if argument.default is REQUIRED else argument.default)
        for argument in FUNCTIONS[name].arguments
    ]
    known = [
        (argument, not default, float(default[0]) if isinstance(kind, Number) and default else _plain(default))
        for argument, kind, *default in ARGUMENTS[name]
    ]
    assert declared == known


@pytest.mark.parametrize("name", ARGUMENTS)
def test_the_reference_and_the_registry_declare_the_same_domains(name):
    declared = [
        (argument.name, domain.low, domain.high, domain.above_low, domain.whole)
        for argument in FUNCTIONS[name].arguments
        if (domain := getattr(argument.coerce, "domain", None))
    ]
    known = [
        (argument, float(kind.low), float(kind.high), kind.above, kind.whole)
        for argument, kind, *_ in ARGUMENTS[name]
        if isinstance(kind, Number)
    ]
    assert declared == known


def test_the_reference_knows_the_same_kinds_and_errors():
    assert tuple(PRICE_KINDS) == KINDS
    assert set(ERRORS) <= ERROR_TEXTS


def _plain(default):
    return default[0] if default and isinstance(default[0], str | bool) else None
