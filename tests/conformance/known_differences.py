"""Where a host gives something else than the case says, and why. Nothing else may differ, and everything here must.

A case is named as in ``cases``; ``*`` stands for anything. A pattern that matches a case which agrees is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from cases import CASES
from written_cases import Case
from zeros import answers_with_zeros


class Difference(NamedTuple):
    """Cases that one thing about a host makes differ."""

    reason: str
    cases: tuple[str, ...]


_EMPTY_IS_ZERO: Final = (
    "Calc gives an add-in 0 for an empty cell: a number whose default is not 0 must be typed or its argument left out, "
    "and a required one is not missed"
)
_TRUTH_IS_A_NUMBER: Final = "in Calc TRUE is the number 1, so it cannot be refused where a number belongs"
_ERROR_IN_RANGE: Final = "Calc calls no add-in with a range that holds an error: the cell shows Err:504"

_NO_DATE_IS_ZERO: Final = Difference(
    "older builds of Excel pass 0 for an empty cell on the Office.js path: where a date belongs, 0 is taken for one",
    ("TOKEN_PRICE serial zero", "MODEL_PRICES date is too early"),
)

_BLANK_IS_ZERO: Final = (
    "for a number or a truth value, the 0 that older builds of Excel pass for an empty cell cannot be told from one that "
    "was typed: what 0 gives is shown, and our books leave no such input empty"
)


#: Route -> its differences.
KNOWN: Final[dict[str, tuple[Difference, ...]]] = {
    "server": (_NO_DATE_IS_ZERO,),
    "empty": (_NO_DATE_IS_ZERO,),
    "zero": (
        _NO_DATE_IS_ZERO,
        Difference(_BLANK_IS_ZERO, ("FINETUNE_REASONS in words", *(case.id for case, _ in answers_with_zeros(CASES)))),
    ),
    "pyodide": (_NO_DATE_IS_ZERO,),
    "libreoffice": (
        Difference(
            _EMPTY_IS_ZERO,
            (
                "TOKEN_PRICE serial zero",
                "MODEL_PRICES date is too early",
                "COST_RANKING ten by default",
                "COST_RANKING without providers",
                "COST_RANKING prices is a text",
                "COST_RANKING * at 0",
                "COST_RANKING *_share at 1",
                "COST_RANKING cache_write_share is 'many'",
                "COST_RANKING retry_rate is 'many'",
                "COST_RANKING * blank",
                "TRAINING_COST article",
                "TRAINING_COST validation tokens",
                "TRAINING_COST validation_tokens at 0",
                "TRAINING_COST above the minimum",
                "TRAINING_COST on a date",
                "TRAINING_COST package",
                "TRAINING_COST models in a column",
                "TRAINING_COST worked example",
                "TRAINING_COST examples blank",
                "TRAINING_COST tokens_per_example blank",
                "FINETUNE_ADVICE a lower threshold",
                "FINETUNE_ADVICE evidence is blank",
                "FINETUNE_ADVICE min_examples at 0",
                "FINETUNE_ADVICE * blank",
                "FINETUNE_REASONS other thresholds",
                "FINETUNE_REASONS blank examples",
                "FINETUNE_REASONS min_examples at 0",
                "FINETUNE_REASONS * blank",
                "PROMPT_COST requests blank",
                "PROMPT_COST *_tokens blank",
                "PROMPT_COST_BREAKDOWN requests blank",
                "PROMPT_COST_BREAKDOWN *_tokens blank",
                "FINETUNE_COST requests blank",
                "FINETUNE_COST *_tokens blank",
                "FINETUNE_COST_BREAKDOWN requests blank",
                "FINETUNE_COST_BREAKDOWN *_tokens blank",
                "FINETUNE_UPFRONT * blank",
                "SELF_HOST_PRICE * blank",
                "BREAKEVEN_MONTHS * blank",
                "BREAKEVEN_REQUESTS * blank",
                "BREAKEVEN_REQUESTS the tuned model is dearer, in words",
                "BREAKEVEN_REQUESTS any volume will do, with a word for never",
                "BREAKEVEN_PRICE_RATIO * blank",
                "COST_FORECAST * blank",
                "EVIDENCE *s blank",
                "EVIDENCE_PAIRED *_only blank",
                "EVIDENCE_PAIRED cases blank",
                "EVIDENCE_CASES base_rate blank",
                "EVIDENCE_CASES gain blank",
                "EVIDENCE_CASES rates against powers",
                "EVIDENCE_CASES power is 'many'",
                "EVIDENCE_CASES power at *",
                "QUALITY_COST requests blank",
                "QUALITY_COST success_rate blank",
                "COST_PER_SUCCESS * blank",
            ),
        ),
        Difference(_TRUTH_IS_A_NUMBER, ("* is True", "TOKEN_PRICE date is TRUE", "PROMPT_COST requests is TRUE")),
        Difference(
            _ERROR_IN_RANGE,
            (
                "TOKEN_PRICE a price that is an error",
                "PROMPT_COST the price is an error",
                "PROMPT_COST another model's price is an error",
                "PROMPT_COST errors stay in their rows",
                "BREAKEVEN_MONTHS up-front costs in a column",
                "PAYBACK_MONTH a month that is an error",
            ),
        ),
        Difference(
            "in Calc FALSE is 0, which for a value to show means a blank cell, as Calc gives 0 for one",
            ("BREAKEVEN_MONTHS never as a truth value",),
        ),
        Difference(
            "Calc shows the error of an argument itself and does not call the add-in",
            ("PROMPT_COST an error after a wrong argument", "COST_EXPLAIN an error that came in"),
        ),
        Difference(
            "a text in rows from an add-in equals no other text in Calc, so functions that give a text take no ranges",
            ("FINETUNE_ADVICE examples in a column", "FINETUNE_ADVICE stability against evidence"),
        ),
        Difference("Calc calls one argument too many Err:504", ("XLCOST_VERSION takes nothing",)),
    ),
    "native": (
        Difference(
            "xlcost reads a price range whole, a LAMBDA only the cells that it needs: where a range holds an error or "
            "cannot be read, the cell keeps the value it had and is reported",
            (
                "TOKEN_PRICE a price that is an error",
                "TOKEN_PRICE prices without *",
                "TOKEN_PRICE a text where the price belongs",
                "TOKEN_PRICE a price with a separator of thousands",
                "TOKEN_PRICE a negative price",
                "TOKEN_PRICE a model of two lines",
                "TOKEN_PRICE a price column of another name",
                "TOKEN_PRICE a currency column",
                "TOKEN_PRICE a date in words in the range",
                "PROMPT_COST the price is an error",
                "PROMPT_COST another model's price is an error",
            ),
        ),
    ),
    "ironcalc": (
        Difference(
            "ironcalc 0.9 knows neither ISNUMBER of a range nor INDEX with several rows; formulon knows both, as Excel does",
            (
                "TOKEN_PRICE a price column of another name",
                "TOKEN_PRICE a currency column",
                "TOKEN_PRICE column of models",
                "TOKEN_PRICE models against kinds",
                "TOKEN_PRICE dates in a row",
                "PROMPT_COST column of requests",
                "PROMPT_COST row of input tokens",
                "PROMPT_COST column against row",
                "PROMPT_COST two columns",
                "PROMPT_COST two blocks",
                "PROMPT_COST columns of different lengths",
                "PROMPT_COST block and short row",
                "PROMPT_COST errors stay in their rows",
                "PROMPT_COST blank optional in a range",
                "PROMPT_COST models in a column",
                "PROMPT_COST a whole table",
                "TRAINING_COST epochs in a row",
                "TRAINING_COST models in a column",
                "FINETUNE_UPFRONT hours in a column, rates in a row",
                "FINETUNE_COST uplifts *",
                "SELF_HOST_PRICE utilisation in a column",
                "SELF_HOST_PRICE prices against speeds",
                "BREAKEVEN_MONTHS up-front costs in a column",
                "BREAKEVEN_MONTHS texts in a column",
                "BREAKEVEN_MONTHS savings in a column, never in words",
                "PAYBACK_MONTH up-front costs against rates",
                "PAYBACK_MONTH crossings in a column, never in words",
                "BREAKEVEN_MONTHS savings against rates",
                "BREAKEVEN_REQUESTS unit costs in a column",
                "BREAKEVEN_PRICE_RATIO uplifts in a row",
                "FINETUNE_ADVICE examples in a column",
                "FINETUNE_ADVICE stability against evidence",
                "EVIDENCE_CASES gains in a row",
                "EVIDENCE_CASES rates against powers",
                "QUALITY_COST rates in a column",
                "COST_PER_SUCCESS rates in a row",
            ),
        ),
    ),
}


def known_cases(key: str, cases: Iterable[Case], *only: Difference) -> set[str]:
    """The ids of the cases in which a route is known to differ: for any of its reasons, or for the given ones."""
    patterns = [pattern for difference in only or KNOWN.get(key, ()) for pattern in difference.cases]
    return {case.id for case in cases if any(fnmatchcase(case.id, pattern) for pattern in patterns)}
