"""Formulas that Timeline and Alternatives have live and Cases once more in every case: one text for both.

Rows of Timeline are named as one month sees them; ``over_months`` makes that all months, and ``in_case`` puts what a case
of Sensitivity changes in place of the live values.
"""

from __future__ import annotations

import re
from typing import Final

from xlcost.decision.inputs import DRIVERS, INPUTS, Driver
from xlcost.template.ways import LETTERS, Way

#: What 1 at the end of a month is worth today.
WORTH_TODAY: Final = "(1+{annual_discount_rate:live})^(-{month}/12)"
#: What is left of token prices after a year; what requests, and the tokens of one, grow by in a month.
PRICES_FALL: Final = "(1-{annual_price_decline:live})"
REQUESTS_GROW: Final = "(1+{monthly_growth:live})"
TOKENS_GROW: Final = "(1+{token_growth:live})"
#: How often a request is sent.
SENT: Final = "(1+{x_retry_rate})"
#: What is paid of a list price of tokens.
CONTRACTED: Final = "(1-{x_discount})"
#: Training runs of a month: those due by its end, less those due by the end of the one before.
RUNS_DUE: Final = "(INT({x_retrains_per_year}*{month}/12+{crumb})-INT({x_retrains_per_year}*({month}-1)/12+{crumb}))"
#: GPUs that are busy at the peak of a month.
GPUS_BUSY: Final = (
    f"{{month_requests}}*{SENT}/({{hours}}*{{seconds}})*{{x_peak_factor}}*({{alt_input:of#}}+{{alt_output:of#}})"
    "*{token_level}/({x_tokens_per_second}*{x_utilisation})"
)
#: The tokens of a training example, and what a run costs by the line of Prices that stands for LINE.
EXAMPLE: Final = 'IF({x_tokens_per_example}="",{alt_input:of#}+{alt_output:of#},{x_tokens_per_example})'
LISTED_RUN: Final = (
    "MAX(N(INDEX({prices.training_minimum},LINE)),INDEX({prices.training},LINE)"
    f"*({{examples}}*{EXAMPLE}*{{x_epochs}}+{{x_validation_tokens}})/1000000)"
)
#: What one answer costs on average because some are bad, and because some are read.
BAD: Final = "(1-{alt_own_success:of#})*{alt_bad:of#}"
REVIEW: Final = "{x_reviewed_share}*{x_review_minutes}/{minutes}*{hourly_rate:live}"


def tokens(model: str, requests: str, tokens_in: str, tokens_out: str, day: str) -> str:
    """The tokens of requests at the list prices of a day: numbers, or whole rows of months."""
    shares = "{x_cached_share},{x_cache_write_share},{x_batch_share},{x_retry_rate}"
    return f"PROMPT_COST({model},{requests},{tokens_in},{tokens_out},{shares},{day},{{prices:table}},{{x_cache_write_1h_share}})"


def fees(way: Way) -> str:
    """What an alternative pays for a request beside its tokens, those sent again included; "" for nothing."""
    by_thousand = way.cost("requests")
    return f"{SENT}*{by_thousand}/1000" if by_thousand else ""


#: Rows of Alternatives that say what an input of each is, a blank one too.
_STANDS_FOR: Final = {
    "alt_input": "input_tokens",
    "alt_output": "output_tokens",
    "alt_bad": "bad_answer_cost",
    "alt_own_success": "success_rate",
}
_MOVED_BY: Final = {key: driver for driver in DRIVERS for key in driver.inputs}
_LIVE: Final = re.compile(r"([/^]?)(\{([a-z][a-z0-9_]*)(?::(?:live|of([0-9])))?\})(\^?)")
_DRIVER: Final = re.compile(r"\{@([a-z][a-z0-9_]*)\}")


def in_case(formula: str) -> str:
    """A formula of live values, as a case has it that changes one driver."""

    def moved(found: re.Match[str]) -> str:
        before, live, key, number, after = found.groups()
        driver = _MOVED_BY.get(f"{LETTERS[int(number) - 1]}_{_STANDS_FOR.get(key)}" if number else key)
        if driver is None:
            return found[0]
        text = _at_its_end(driver, live)
        return f"{before}({text}){after}" if (before or after) and driver.move == "times" else f"{before}{text}{after}"

    return _LIVE.sub(moved, formula)


def _at_its_end(driver: Driver, live: str) -> str:
    """An input in a case: its live value, unless the case is one of its driver."""
    if driver.move == "times":
        return f"{live}*{{@{driver.key}}}"
    if driver.move == "plus":
        kind = INPUTS[driver.inputs[0]].kind
        return f"MAX({kind.low:g},MIN({kind.high:g},{live}+{{@{driver.key}}}))"  # type: ignore[union-attr]
    return (
        f"{{@{driver.key}}}" if len(driver.inputs) == 1 else f"IF(ISNUMBER({{@{driver.key}}}),{{@{driver.key}}},{live})"
    )


def over_months(formula: str, *rows: str) -> str:
    """A formula of one month as one of all months, of which the named rows have one value each."""
    for row in rows:
        formula = formula.replace(f"{{{row}}}", f"{{{row}:months}}")
    return formula


def drivers_in(formula: str) -> set[str]:
    """The columns of its row of Cases that a formula reads, by their keys: drivers among them."""
    return set(_DRIVER.findall(formula))
