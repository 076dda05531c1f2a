"""Decision: the gates of every alternative with value, relation, threshold and why; the advice; and why, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from xlcost.decision.inputs import FINETUNING_WINS, PROMPTING_WINS
from xlcost.decision.wording import FINETUNE, FINETUNE_FOR_QUALITY, NOTHING, PROMPT, SELF_HOST, TEST_FIRST
from xlcost.template.lines import line
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table
from xlcost.template.saying import in_two_lines
from xlcost.template.sheets.alternatives import captions
from xlcost.template.sheets.decision_rows import first_of, least_of, one_row, out_of
from xlcost.template.sheets.gates import gates_block, passing
from xlcost.template.sheets.run_rate import run_rate
from xlcost.template.sheets.wording_rows import sentences
from xlcost.template.ways import WAYS, Way, of_number, side_by_side

_BY_KIND: Final = {"prompt": PROMPT, "finetune": FINETUNE, "self_host": SELF_HOST}
_CHECKLISTS: Final = "Checklists: judgement, never mixed into the numbers"
_ADVICE: Final = "The advice"
_LINES: Final = "The lines of the answer"
_LETTERS: Final = "".join(way.letter.upper() for way in WAYS)


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Decision",
        title="Decision",
        purpose="Which alternative is the cheapest that is good enough, and what stands in the way of the others.",
        blocks=(*_answer(), *gates_block(), *_checklists(), *_advice(), *run_rate(), *_mail()),
        widths={"A": 46, "B": 22, **dict.fromkeys("CDEF", 25), "G": 98},
        last_column=7,
        freeze=None,
        tab="output",
        page_breaks=(_ADVICE,),
        printed_until=_LINES,
    )


def _answer() -> tuple[Block, ...]:
    numbers = range(1, 2 * len(_MAILED) + 1)
    return (
        Heading("The answer, ready for a mail"),
        *(Paragraph(_nth(n), look="sentence") for n in numbers),
        Gap(),
    )


def _nth(number: int) -> str:
    """The line of the mail of a number."""
    wanted = f"{{mail.number:row{number}}}"
    return f'=IF(MAX({{mail.rank}})<{wanted},"",INDEX({{mail.text}},MATCH({wanted},{{mail.rank}},0)))'


#: The sentences of a mail; each has room for two lines, and lines that say nothing are left out.
_MAILED: Final = ("sentence_1", "sentence_quality", *(f"why_{way.letter}" for way in WAYS), "sentence_month_1")


def _mail() -> tuple[Block, ...]:
    """The lines of the answer, and the place of each among those that say something."""
    lines = [line for key in _MAILED for line in in_two_lines(f"{{{key}}}")]
    names = [f"{name}, line {number}" for name in _MAILED_AS for number in (1, 2)]
    return (
        Heading(_LINES, minor=True),
        Table(
            "mail",
            (
                Column("number", "Number", Cell("=ROWS({@what:past})", "counter", "count", formula=True)),
                Column("what", "Line", tuple(Cell(name, "label") for name in names)),
                Column(
                    "rank",
                    "Place, 0: says nothing",
                    Cell('=IF({@text}="",0,COUNTIF({@text:past},"?*"))', "counter", "count", formula=True),
                ),
                Column("text", "Words", tuple(Cell(text, "text", "general", formula=True) for text in lines)),
            ),
            len(lines),
        ),
        Gap(),
    )


_MAILED_AS: Final = (
    "The answer",
    "What quality costs",
    *(f"{way.letter.upper()}, not advised" for way in WAYS),
    "Month 1 alone",
)


def _advice() -> tuple[Block, ...]:
    def passes(way: Way) -> str:
        return f"={{alt_used:of{way.number}}}*{'*'.join(passing(way))}"

    def waiting(way: Way) -> str:
        tested = passing(way, "tested")
        if not tested:
            return f'="{out_of(way)}"'
        others = [gate for gate in passing(way) if gate not in tested]
        best = "INDEX({alt_present:all},1,MAX({best},1))"
        cheaper = f"OR({{best}}=0,N({{alt_present:of#}})<N({best})-{{money_crumb}})"
        lacks = f"{{alt_used:of#}}*{'*'.join(others)}*(1-{tested[0]})=1"
        return way.written(f'=IF(AND({lacks},{cheaper}),{{alt_present:of#}},"{out_of(way)}")')

    good = "+".join(
        f"{{alt_used:of{way.number}}}*{'*'.join(passing(way, 'quality', 'tested'))}"
        for way in WAYS
        if way.kind != "finetune"
    )
    kinds = ",".join(f'"{_BY_KIND[way.kind]}"' for way in WAYS)
    chosen = f"CHOOSE({{best}},{kinds})"
    return (
        Heading(_ADVICE, captions(label="", note="")),
        side_by_side("qualifies", "Passes every gate that bars it", "yes or no", *map(passes, WAYS), form="yes"),
        side_by_side(
            "candidate",
            "Present value of those that do",
            "={currency}",
            *(f'=IF({{qualifies:of#}}=1,{{alt_present:of#}},"{out_of(way)}")' for way in WAYS),
        ),
        least_of("least_candidate", "The cheapest of those that pass", "candidate"),
        one_row("best", "Cheapest of them", "0: none", first_of("least_candidate")),
        side_by_side("waiting", "Cheaper, but not tested", "={currency}", *map(waiting, WAYS)),
        least_of("least_waiting", "The cheapest of those not tested", "waiting"),
        one_row("untested", "Cheapest of these", "0: none", first_of("least_waiting")),
        one_row(
            "test_first",
            "Prompting is to be tested first",
            "yes or no",
            f'=IF(AND({{untested}}>0,OR({{best}}=0,{chosen.replace("{best}", "MAX({best},1)")}<>"{PROMPT}")),1,0)',
            "yes",
        ),
        one_row("meant", "Alternative meant", "1 is A, 0: none", "=IF({test_first}=1,{untested},{best})"),
        one_row("good_without_tuning", "Others that are good enough", "alternatives", f"={good}"),
        one_row(
            "advice",
            "Advice",
            "words",
            f'=IF({{test_first}}=1,"{TEST_FIRST}",IF({{best}}=0,"{NOTHING}",IF(AND({chosen}="{FINETUNE}",'
            f'{{good_without_tuning}}=0),"{FINETUNE_FOR_QUALITY}",{chosen})))',
            "general",
            named=True,
            look="output",
        ),
        one_row(
            "advised",
            "Alternative advised",
            "letter",
            f'=IF({{meant}}=0,"none",MID("{_LETTERS}",{{meant}},1))',
            "general",
            named=True,
            look="output",
        ),
        *(
            one_row(f"advised_{key}", label, unit, _or_none(row), form, named=True, look="output")
            for key, label, unit, row, form in _FIGURES
        ),
        one_row(
            "baseline_month_1", "A: month 1", "={currency}", "={alt_month_1:of1}", "amount2", named=True, look="output"
        ),
        side_by_side(
            "rivals",
            "Present value, not of A",
            "={currency}",
            *(
                f'="{out_of(way)}"'
                if way.is_baseline
                else f'=IF(ISNUMBER({{alt_present:of{way.number}}}),{{alt_present:of{way.number}}},"{out_of(way)}")'
                for way in WAYS
            ),
        ),
        least_of("least_rival", "The cheapest but A", "rivals"),
        one_row(
            "rival",
            "Held against A in the Sensitivity",
            "number, 0: none",
            "=IF({meant}>1,{meant}," + first_of("least_rival").removeprefix("=") + ")",
        ),
        one_row(
            "rival_name",
            "Model held against A",
            "as people say",
            f'=IF({{rival}}=0,"none",{of_number("alt_name", "{rival}")})',
            "general",
        ),
        Gap(),
        *sentences(),
    )


def _or_none(row: str) -> str:
    """A figure of the advised alternative."""
    return f'=IF({{meant}}=0,"none",{of_number(row, "{meant}")})'


#: The figures of the advised alternative, named so that xlcost run can be asked for them.
_FIGURES: Final = (
    ("model", "Its model", "as people say", "alt_name", "general"),
    ("payback", "Paid back at the end of month", "month", "alt_payback_first", "month"),
    ("present", "In all, present value", "={currency}", "alt_present", "amount2"),
    ("saving", "Saving against A, present value", "={currency}", "alt_saving", "amount2"),
    ("upfront", "Up front", "={currency}", "alt_upfront", "amount2"),
)


def _checklists() -> tuple[Block, ...]:
    def answers(questions: Mapping[str, str]) -> tuple[Row, ...]:
        return tuple(
            line(f"answer_{key}", label, "answer", f"={{{key}}}", "general", axis="single")
            for key, label in questions.items()
        )

    def count(key: str, label: str, keys: Collection[str]) -> Row:
        said_yes = "+".join(f'({{{name}}}="Yes")' for name in keys)
        none_said = ",".join(f'{{{name}}}="Not assessed"' for name in keys)
        points = f'=IF(AND({none_said}),"none given",{said_yes})'
        return line(key, label, f"of {len(keys)}", points, "count", axis="single", strong=True)

    return (
        Heading(_CHECKLISTS),
        Heading("Prompting wins when", minor=True),
        *answers(PROMPTING_WINS),
        count("prompting_points", "Points for prompting", PROMPTING_WINS),
        Heading("Fine-tuning wins when", minor=True),
        *answers(FINETUNING_WINS),
        count("finetuning_points", "Points for fine-tuning", FINETUNING_WINS),
        Gap(),
    )
