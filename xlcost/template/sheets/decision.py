"""Decision: break-even in months, volume and price; the advice with its gates; the answer in plain sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from xlcost.template.inputs.outlook import FINETUNING_WINS, PROMPTING_WINS
from xlcost.template.lines import function_line, guard, line, noted_captions
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Look, Paragraph, Row, Sheet, Table

_ADVICE_HEADING: Final = "Advice"
_NEVER: Final = '"never"'
_ADVICE: Final = (
    "{examples},{task_stable},{prompt_monthly}*{horizon_months},{upfront_cost}+{finetune_monthly}*{horizon_months},"
    "{evidence_shown},TRUE,{min_examples}"
)
_LIVE_ADVICE: Final = _ADVICE.replace("}", ":live}")
#: Columns of FINETUNE_REASONS, with the caption each has there.
_REASONS: Final = {"gate": 1, "value": 2, "threshold": 3, "passed": 4, "why": 5}
#: The rows whose words are the answer.
SENTENCES: Final = ("sentence_prompting", "sentence_finetuning", "sentence_payback", "sentence_price")


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Decision",
        title="Decision",
        purpose="Should we prompt or fine-tune, and when does fine-tuning pay back?",
        blocks=(*_answer(), *_arms(), *_break_even(), *_advice(), *_checklists(), *_words()),
        widths={"A": 45, "B": 18, **dict.fromkeys("CDEF", 16), "G": 54},
        last_column=7,
        freeze=None,
        tab="output",
        page_breaks=(_ADVICE_HEADING,),
    )


def _answer() -> tuple[Block, ...]:
    return (
        Heading("The answer, ready for a mail"),
        *(Paragraph(f"={{{key}}}", look="sentence") for key in SENTENCES),
        Gap(),
    )


def _arms() -> tuple[Block, ...]:
    return (
        Heading("The two arms", noted_captions()),
        line(
            "monthly_saving",
            "Saving by fine-tuning",
            "USD per month",
            "={prompt_monthly}-{finetune_monthly}",
            named=True,
            note="Prompting less fine-tuning; negative where the tuned model costs more.",
        ),
        line(
            "horizon_saving",
            "Saving over the horizon, after the up-front cost",
            "USD",
            "={monthly_saving}*{horizon_months}-{upfront_cost}",
            named=True,
            strong=True,
            note="Positive: fine-tuning pays within the horizon.",
        ),
        Gap(),
    )


def _break_even() -> tuple[Block, ...]:
    pays = "{monthly_saving}>0"
    low_fixed = "{finetune_fixed}<{prompt_monthly}"
    cheaper = "{prompt_per_request}>{tuned_per_request}"
    return (
        Heading("Break-even"),
        function_line(
            "breakeven",
            "Months, by BREAKEVEN_MONTHS",
            "months",
            f"=IF({pays},BREAKEVEN_MONTHS({{upfront_cost}},{{prompt_monthly}},{{finetune_monthly}}),{_NEVER})",
            "months",
            plain=f"=IF({pays},{{upfront_cost}}/{{monthly_saving}},{_NEVER})",
            note="Months until the saving has paid for the up-front cost. Never where a month saves nothing.",
            named=True,
        ),
        line(
            "decision_payback_first",
            "First crossing on the timeline",
            "month",
            "={payback_first}",
            "month",
            axis="single",
            note="With growth, falling prices and retraining in steps.",
        ),
        line(
            "decision_payback_last",
            "Last crossing on the timeline",
            "month",
            "={payback_last}",
            "month",
            axis="single",
            note="Later than the first where a retraining pushes the saving below zero again.",
        ),
        line("monthly_rate", "Monthly discount rate", "share per month", "=(1+{discount_rate})^(1/12)-1", "rate"),
        line(
            "burden",
            "Interest on the up-front cost over the saving",
            "ratio",
            "=IF({monthly_saving}>0,{upfront_cost}*{monthly_rate}/{monthly_saving},1)",
            "ratio",
            note="At 1 or more the saving does not even pay the interest.",
        ),
        function_line(
            "breakeven_discounted",
            "Months at the discount rate, by BREAKEVEN_MONTHS",
            "months",
            f"=IF({{burden}}<1,BREAKEVEN_MONTHS({{upfront_cost}},{{prompt_monthly}},{{finetune_monthly}},{{discount_rate}}),{_NEVER})",
            "months",
            plain=f"=IF({{burden}}<1,CHOOSE(1+({{monthly_rate}}>0),{{upfront_cost}}/{{monthly_saving}},-LN(1-{{burden}})/LN(1+{{monthly_rate}})),{_NEVER})",
        ),
        line(
            "tuned_per_request",
            "Tuned inference, per request",
            "USD per request",
            "=IF({requests}>0,{tuned_inference}/{requests},0)",
            "unit_usd",
        ),
        function_line(
            "breakeven_volume",
            "Volume, by BREAKEVEN_REQUESTS",
            "requests per month",
            f"=IF({cheaper},BREAKEVEN_REQUESTS({{upfront_cost}},{{prompt_per_request}},{{tuned_per_request}},{{finetune_fixed}},0,{{horizon_months}}),{_NEVER})",
            "count",
            plain=f"=IF({cheaper},MAX(0,({{finetune_fixed}}+{{upfront_cost}}/{{horizon_months}})/({{prompt_per_request}}-{{tuned_per_request}})),{_NEVER})",
            note="Requests a month above which fine-tuning is cheaper, the up-front cost spread over the horizon.",
        ),
        function_line(
            "price_ratio_tokens",
            "Price ratio before fixed cost, by BREAKEVEN_PRICE_RATIO",
            "tuned / base price",
            f"=IF({{prompt_monthly}}>0,BREAKEVEN_PRICE_RATIO({{prompt_monthly}},{{token_uplift}}),{_NEVER})",
            "ratio",
            plain=f"=IF({{prompt_monthly}}>0,1/(1+{{token_uplift}}),{_NEVER})",
            note="The tuned model's tokens must cost less than this share of the base price, were nothing else to pay.",
        ),
        function_line(
            "breakeven_price",
            "Price ratio with fixed cost, by BREAKEVEN_PRICE_RATIO",
            "tuned / base price",
            f"=IF({low_fixed},BREAKEVEN_PRICE_RATIO({{prompt_monthly}},{{token_uplift}},{{finetune_fixed}}),{_NEVER})",
            "ratio",
            plain=f"=IF({low_fixed},(1-{{finetune_fixed}}/{{prompt_monthly}})/(1+{{token_uplift}}),{_NEVER})",
            note="The same with retraining, hosting and upkeep. Never: these alone cost as much as prompting.",
            named=True,
        ),
        function_line(
            "base_inference_returned",
            "Tuned tokens at the base price, by FINETUNE_COST",
            "USD per month",
            "=FINETUNE_COST({prompt_model},{requests},{input_tokens},{output_tokens},{token_uplift},,,,,"
            "{cached_share},{cache_write_share},{batch_share},{retry_rate},{model_date},{prices:table})",
            plain="={plain_base_monthly}",
            note="What the tuned model's tokens would cost at the prices of the prompted model.",
        ),
        guard(
            "base_inference", "Tuned tokens at the base price", "USD per month", "base_inference_returned", strong=False
        ),
        line(
            "actual_price_ratio",
            "Price ratio today",
            "tuned / base price",
            "=IF({base_inference}>0,{tuned_inference}/{base_inference},0)",
            "ratio",
            note="Tuned over base token price, weighted by this workload.",
        ),
        Gap(),
    )


def _advice() -> tuple[Block, ...]:
    chosen = '"Prompt","Fine-tune for quality","Fine-tune"'
    reasons = f"FINETUNE_REASONS({_LIVE_ADVICE})"

    def reason(key: str, *, number: bool, look: Look = "function") -> Cell:
        """A cell of the function's table; TRUE and FALSE in words, since LibreOffice loses saved logical values."""
        shown = f"INDEX({reasons},ROWS({{@unit:past}})+1,{_REASONS[key]})"
        return Cell(f"={shown}" if number else f'=IF({shown},"yes","no")', look, "count", formula=True)

    def mixed(key: str) -> Column:
        return Column(
            key, key.title(), tuple(reason(key, number=number) for number in (True, False, True, False, False))
        )

    units = ("examples", "yes or no", "USD over the horizon", "yes or no", "yes or no")
    return (
        Heading(_ADVICE_HEADING),
        function_line(
            "advice",
            "Advice, by FINETUNE_ADVICE",
            "text",
            f"=FINETUNE_ADVICE({_ADVICE})",
            "general",
            plain=f"=CHOOSE(1+({{examples}}>{{min_examples}})*{{task_stable}}*MAX(1*{{evidence_shown}},({{horizon_saving}}>0)+({{horizon_saving}}>0)),{chosen})",
            exact=True,
            note="Fine-tune when data, stability and saving pass; for quality when evidence stands in for the saving.",
            named=True,
        ),
        Gap(),
        Heading("Gates of the live scenario, by FINETUNE_REASONS", minor=True),
        Table(
            "gates",
            (
                Column("gate", "Gate", reason("gate", number=True, look="function_text")),
                Column("unit", "Unit", tuple(Cell(unit, "unit") for unit in units)),
                mixed("value"),
                mixed("threshold"),
                Column("passed", "Passed", reason("passed", number=False)),
                Column("why", "Why", reason("why", number=True, look="function_note")),
            ),
            5,
            header_to=7,
        ),
        Gap(),
    )


def _checklists() -> tuple[Block, ...]:
    def answers(questions: Mapping[str, str]) -> tuple[Row, ...]:
        return tuple(
            line(f"answer_{key}", label, "answer", f"={{{key}}}", "general", axis="single")
            for key, label in questions.items()
        )

    def count(key: str, label: str, keys: Collection[str]) -> Row:
        said_yes = "+".join(f'({{{name}}}="Yes")' for name in keys)
        return line(key, label, f"of {len(keys)}", f"={said_yes}", "count", axis="single", strong=True)

    return (
        Heading("The article's checklists: judgement, never mixed into the numbers"),
        Heading("Prompting wins when", minor=True),
        *answers(PROMPTING_WINS),
        count("prompting_points", "Points for prompting", PROMPTING_WINS),
        Heading("Fine-tuning wins when", minor=True),
        *answers(FINETUNING_WINS),
        count("finetuning_points", "Points for fine-tuning", FINETUNING_WINS),
        Gap(),
    )


def _words() -> tuple[Block, ...]:
    def words(key: str, label: str, formula: str) -> Row:
        return line(key, label, "text", formula, "general", axis="single", look="text")

    return (
        Heading("How the answer is worded"),
        words(
            "words_never",
            "If it never pays back",
            '=IF({monthly_saving}>0,"not said","It never pays back: a month with the tuned model costs "&TEXT(ABS({monthly_saving}),"#,##0")&" USD more than prompting.")',
        ),
        words(
            "words_horizon",
            "Over the horizon",
            '="over "&{horizon_months}&" months it "&IF({horizon_saving}>0,"saves ","costs ")'
            '&TEXT(ABS({horizon_saving}),"#,##0")&" USD"&IF({horizon_saving}>0,"."," more.")',
        ),
        words(
            "words_month",
            "If it pays back",
            '=IF({monthly_saving}>0,"It pays back after "&TEXT({breakeven},"0.0")&" months; "&{words_horizon},"not said")',
        ),
        words(
            "words_fixed",
            "Price with fixed cost",
            '=IF(ISNUMBER({breakeven_price}),"less than "&TEXT({breakeven_price},"0.0%"),"no price is low enough")',
        ),
        words(
            "sentence_prompting",
            "First sentence",
            '=IF({advice}="Prompt","Keep prompting. ",{advice}&". ")&"At "&TEXT({requests},"#,##0")&" requests a month, "'
            '&"prompting "&{prompt_model}&" costs "&TEXT({prompt_monthly},"#,##0")&" USD a month."',
        ),
        words(
            "sentence_finetuning",
            "Second sentence",
            '="Fine-tuning "&IF({prompt_model}={tuned_model},"it",{tuned_model})&" costs "&TEXT({finetune_monthly},"#,##0")'
            '&" USD a month, after "&TEXT({upfront_cost},"#,##0")&" USD up front."',
        ),
        words("sentence_payback", "Third sentence", "=IF({monthly_saving}>0,{words_month},{words_never})"),
        words(
            "sentence_price",
            "Fourth sentence",
            '=IF({base_inference}>0,"The tuned model\'s tokens cost "&TEXT({actual_price_ratio},"0.0%")&" of the base price. To be "'
            '&"cheaper they must cost less than "&TEXT({price_ratio_tokens},"0.0%")&" before any fixed cost; with it "'
            '&{words_fixed}&".","Without requests there is no token price to compare.")',
        ),
    )
