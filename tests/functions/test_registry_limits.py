"""The register keeps within what Excel, VBA and xlwings allow, and its examples and errors are true."""

from __future__ import annotations

import re

import pytest

from xlcost.errors import NA, NUM, VALUE
from xlcost.formulas.bodies import BODIES
from xlcost.formulas.lambdas import NOT_NATIVE
from xlcost.functions import CATEGORY, DESCRIPTION_LIMIT, FUNCTIONS, call

WORKLOAD = "model requests input_tokens output_tokens"
TREATMENT = "cached_share cache_write_share batch_share retry_rate as_of prices cache_write_1h_share"
TUNED = f"token_uplift training_cost retrains_per_year hosting_cost upkeep_cost {TREATMENT}"
GATES = ("examples stable prompt_total finetune_total", "evidence available min_examples")

#: The functions that were designed, each with its required and its optional arguments.
DESIGNED = {
    "TOKEN_PRICE": ("model", "kind as_of prices"),
    "MODEL_PRICES": ("", "search as_of"),
    "MODEL_STATUS": ("model", "as_of prices"),
    "PRICE_CHANGES": ("model", "from_date to_date prices"),
    "PROMPT_COST": (WORKLOAD, TREATMENT),
    "PROMPT_COST_BREAKDOWN": (WORKLOAD, TREATMENT),
    "TRAINING_COST": ("model examples tokens_per_example", "epochs validation_tokens as_of prices"),
    "FINETUNE_UPFRONT": ("dataset_hours hourly_rate", "training_cost runs labelling_cost evaluation_cost"),
    "FINETUNE_COST": (WORKLOAD, TUNED),
    "FINETUNE_COST_BREAKDOWN": (WORKLOAD, TUNED),
    "SELF_HOST_PRICE": ("gpu_hour_usd tokens_per_second", "utilisation"),
    "BREAKEVEN_MONTHS": ("upfront prompt_monthly finetune_monthly", "annual_discount_rate if_never"),
    "BREAKEVEN_REQUESTS": (
        "upfront prompt_unit_cost finetune_unit_cost finetune_fixed_monthly",
        "prompt_fixed_monthly months if_never",
    ),
    "BREAKEVEN_PRICE_RATIO": ("prompt_monthly", "token_uplift finetune_fixed_monthly if_never"),
    "PAYBACK_MONTH": ("prompt_costs finetune_costs", "upfront annual_discount_rate which if_never"),
    "EVIDENCE": ("base_passes base_cases tuned_passes tuned_cases", "min_gain confidence"),
    "EVIDENCE_PAIRED": ("tuned_only base_only cases", "min_gain confidence"),
    "EVIDENCE_CASES": ("base_rate gain", "confidence power"),
    "QUALITY_COST": ("requests success_rate", "error_cost review_share review_minutes hourly_rate"),
    "COST_PER_SUCCESS": ("monthly_cost requests success_rate", ""),
    "COST_FORECAST": ("monthly_cost months", "monthly_growth annual_price_decline"),
    "COST_RANKING": (
        "requests input_tokens output_tokens",
        "top cached_share cache_write_share batch_share retry_rate as_of prices cache_write_1h_share",
    ),
    "FINETUNE_ADVICE": GATES,
    "FINETUNE_REASONS": GATES,
    "COST_EXPLAIN": ("function_name", " ".join(f"argument_{number}" for number in range(1, 17))),
    "XLCOST_VERSION": ("", ""),
}

DEFAULTS = {
    ("TRAINING_COST", "epochs"): 3,
    ("TRAINING_COST", "validation_tokens"): 0,
    ("FINETUNE_UPFRONT", "runs"): 1,
    ("SELF_HOST_PRICE", "utilisation"): 1,
    ("BREAKEVEN_REQUESTS", "months"): 12,
    ("COST_RANKING", "top"): 10,
    ("FINETUNE_ADVICE", "evidence"): False,
    ("FINETUNE_ADVICE", "available"): True,
    ("PAYBACK_MONTH", "upfront"): 0,
    ("EVIDENCE", "min_gain"): 0,
    ("EVIDENCE", "confidence"): 0.95,
    ("EVIDENCE_PAIRED", "confidence"): 0.95,
    ("EVIDENCE_CASES", "power"): 0.8,
    ("PAYBACK_MONTH", "which"): "first",
    ("FINETUNE_ADVICE", "min_examples"): 10_000,
    ("TOKEN_PRICE", "kind"): "input",
}

#: Words that VBA keeps to itself, and those that xlwings keeps.
RESERVED = frozenset(
    word
    for line in (
        "abs and any append array as attribute base beep binary boolean byref byte byval call case cbool",
        "cbyte ccur cdate cdbl cint circle clng close const csng cstr currency cvar cverr date debug decimal",
        "declare defbool defdate defdbl defint deflng defobj defsng defstr defvar dim do doevents double each",
        "else elseif empty end endif enum eqv erase error event exit explicit false fix for friend function",
        "get global gosub goto if imp implements in input inputb instr int integer is lbound len lenb let lib",
        "like line load local lock long longlong longptr loop lset me mid midb mod name new next not nothing",
        "null object on open option optional or output paramarray preserve print private property pset public",
        "put raiseevent random randomize read redim rem reset resume return rset scale seek select set sgn",
        "shared single spc static step stop string sub tab then time to true type typeof ubound unload unlock",
        "until variant wend while width with withevents write xor caller self",
    )
    for word in line.split()
)

ARGUMENTS = [(function, argument) for function in FUNCTIONS.values() for argument in function.arguments]


def test_the_functions_are_those_that_were_designed():
    declared = {
        name: tuple(
            " ".join(argument.name for argument in function.arguments if argument.required == required)
            for required in (True, False)
        )
        for name, function in FUNCTIONS.items()
    }
    assert declared == DESIGNED, "write a new function down in DESIGNED; from a release on none of it changes"


def test_every_function_is_a_formula_too_or_says_why_not():
    without = set(FUNCTIONS) - set(BODIES) - set(NOT_NATIVE) - {"XLCOST_VERSION"}
    assert not without, f"{without}: a body in xlcost/formulas/bodies.py, or a reason in NOT_NATIVE of lambdas.py"


def test_cost_explain_takes_a_function_and_as_many_arguments_as_the_longest_has():
    explain = FUNCTIONS["COST_EXPLAIN"]
    assert explain.min_args == 1
    assert explain.max_args - 1 == max(f.max_args for f in FUNCTIONS.values() if f is not explain)


@pytest.mark.parametrize(("function", "argument"), DEFAULTS)
def test_documented_defaults(function, argument):
    (declared,) = [a for a in FUNCTIONS[function].arguments if a.name == argument]
    assert declared.default == DEFAULTS[function, argument]


def test_the_category():
    assert CATEGORY == "XLCOST"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_excel_does_not_cut_the_description(name):
    assert 0 < len(FUNCTIONS[name].summary) <= DESCRIPTION_LIMIT == 255
    assert FUNCTIONS[name].summary.endswith(".")


def test_excel_does_not_cut_the_help_of_an_argument():
    assert {(f.name, a.name) for f, a in ARGUMENTS if not 0 < len(a.help) <= DESCRIPTION_LIMIT} == set()


def test_every_number_says_its_unit_and_domain():
    assert {a.name for _, a in ARGUMENTS if hasattr(a.coerce, "domain") and not (a.unit and a.domain)} == set()


def test_argument_names_are_identifiers_in_vba():
    names = {a.name for _, a in ARGUMENTS}
    assert {name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,254}", name)} == set()
    assert names & RESERVED == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_name_is_no_cell_address_and_no_argument(name):
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
    assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*", name)
    assert name.lower() not in {a.name for a in FUNCTIONS[name].arguments}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_required_arguments_come_first_and_are_few_enough_for_excel(name):
    required = [argument.required for argument in FUNCTIONS[name].arguments]
    assert required == sorted(required, reverse=True)
    assert len(required) <= 255


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_worked_example_gives_what_it_says(name):
    function = FUNCTIONS[name]
    shown = call(name, [function.example.arguments.get(argument.name) for argument in function.arguments])
    if function.example.result is None:  # the price data itself, or the version: never an error
        assert not str(shown).startswith("#")
    else:
        assert shown == approximately(function.example.result)


def approximately(value):
    if isinstance(value, list):
        return [[approximately(cell) for cell in row] for row in value]
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_formula_writes_those_arguments(name):
    function = FUNCTIONS[name]
    assert function.example_formula.startswith(f"={name}(")
    assert function.example_formula.count('"') % 2 == 0


PRICES = [["model", "input", "output", "training"], ["known", 3.0, 15.0, 25.0], ["untrained", 3.0, None, None]]
#: Values of which each is wrong for some argument: too small, too large, no number, no date, no such model.
WRONG = [None, "no such thing", "known", "untrained", -1.0, 0.0, 1.0, 2.0, 1e300, 1e14, True, 45_000.5]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_documented_errors_are_those_that_occur(name):
    """Every pair of arguments is set to every pair of wrong values; what comes out is what the function owns up to."""
    function = FUNCTIONS[name]
    example = dict(function.example.arguments)
    if "model" in example:
        example |= {"model": "known", "prices": PRICES, "as_of": None}
    names = [argument.name for argument in function.arguments]
    outcomes = set()
    for first in names:
        for second in names:
            for wrong in WRONG:
                for other in (wrong, example.get(second)):
                    given = {**example, first: wrong, second: other}
                    shown = call(name, [given.get(argument) for argument in names])
                    outcomes.add(shown if isinstance(shown, str) else "")
    assert outcomes & {VALUE, NUM, NA} == set(function.errors)
