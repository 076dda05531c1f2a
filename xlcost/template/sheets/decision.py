"""Decision: the gates of every alternative with value, relation, threshold and why; the advice; and why, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, NamedTuple

from xlcost.decision.inputs import FINETUNING_WINS, PROMPTING_WINS
from xlcost.decision.wording import FINETUNE, FINETUNE_FOR_QUALITY, NOTHING, PROMPT, SELF_HOST, TEST_FIRST
from xlcost.template.lines import line
from xlcost.template.plain import SHARES, Shares, batch_tier, bill, line_in_effect, longer_line, request
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table
from xlcost.template.saying import in_two_lines, said
from xlcost.template.sheets.alternatives import captions
from xlcost.template.sheets.timeline import NOT_AVAILABLE
from xlcost.template.ways import WAYS, Way, side_by_side

_BY_KIND: Final = {"prompt": PROMPT, "finetune": FINETUNE, "self_host": SELF_HOST}
_CHECKLISTS: Final = "Checklists: judgement, never mixed into the numbers"
_ADVICE: Final = "The advice"
_RUN_RATE: Final = "Month 1 alone, as a static month (run-rate): a note, and not what the advice rests on"
_LETTERS: Final = "".join(way.letter.upper() for way in WAYS)


class Gate(NamedTuple):
    """A condition of an alternative: templates of what was found, of what is asked, of whether it passes and why."""

    name: str
    words: str
    unit: str
    value: str
    relation: str
    threshold: str
    passed: str
    why: str
    form: str = "count"
    informs: bool = False  # says how an alternative compares, and bars none


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Decision",
        title="Decision",
        purpose="Which alternative is the cheapest that is good enough, and what stands in the way of the others.",
        blocks=(*_answer(), *_gates(), *_checklists(), Gap(), *_advice(), *_run_rate()),
        widths={"A": 46, "B": 22, **dict.fromkeys("CDEF", 25), "G": 98},
        last_column=7,
        freeze=None,
        tab="output",
        page_breaks=(_ADVICE,),
    )


def gates_of(way: Way) -> Iterator[Gate]:
    """The gates that an alternative must pass, in the order of the terminal."""
    yield _available(way)
    yield _quality(way)
    if way.kind == "prompt" and not way.is_baseline:
        cases = "N({tests_test_cases:of#})"
        yield Gate(
            "tested",
            "Tested",
            "test cases",
            f"={cases}",
            ">",
            "=0",
            f"AND({cases}>0,ISNUMBER({{tests_test_passes:of#}}))",
            f"IF(PASSED,{said('tested.yes', cases=cases)},{said('tested.no')})",
        )
    if way.kind == "finetune":
        yield from _tuning(way)
    if not way.is_baseline:
        both = "AND(ISNUMBER({alt_present:of1}),ISNUMBER({alt_present:of#}))"
        difference = "ABS({alt_present:of1}-{alt_present:of#})"
        yield Gate(
            "saving",
            "Costs less than A (informs only)",
            "={currency}",
            "={alt_present:of#}",
            "<",
            "={alt_present:of1}",
            f"IF({both},{{alt_present:of#}}<{{alt_present:of1}},FALSE)",
            f"IF({both},IF(PASSED,{said('saving.less', difference=difference)},"
            f"{said('saving.more', difference=difference)}),{said('saving.none')})",
            "amount",
            informs=True,
        )


def _available(way: Way) -> Gate:
    until = "{alt_until:of#}"
    ends = f"AND(ISNUMBER({until}),N({until})<{{horizon_end}})"
    conditions = [f"NOT({ends})", "ISNUMBER({alt_present:of#})"]
    if way.has("share"):
        rest = "AND({x_share}<1,{gates.passed:row1}=0)"
        conditions.append(f"NOT({rest})")
        until = f"IF(AND(NOT(ISNUMBER({until})),{{x_share}}<1),{{alt_until:of1}},{until})"
    return Gate(
        "available",
        "Can be had through the horizon",
        "first day without it",
        f"={until}",
        ">=",
        "={horizon_end}",
        f"AND({','.join(conditions)})",
        _why_available(way, ends),
        "date",
    )


def _why_available(way: Way, ends: str) -> str:
    if way.kind == "self_host":
        return f'IF(PASSED,{said("available.own")},"its GPUs have no price")'
    moved = "MATCH(1,{x_over:months},0)"
    successor = said("available.successor", successor="{x_successor}", month=moved)
    good = f"IF(SUM({{x_next:months}})>0,{successor},{said('available.yes')})"
    last = "IF(N({alt_first_end:of#})=N({alt_until:of#}),{alt_id:of#},{x_successor})"
    ended = said("available.ends", model=last, until="{alt_until:of#}")
    if way.has("training_model"):
        closed = said("available.training_closed", model="{alt_trainer:of#}", until="{alt_trained:of#}")
        ended = f"IF(AND(N({{alt_trained:of#}})=N({{alt_until:of#}}),N({{alt_sold:of#}})<>N({{alt_until:of#}})),{closed},{ended})"
    model = "{alt_id:of#}"
    first = "INDEX({x_own:months},1,1)"
    no_batch = said("available.no_batch_price", model=model, share="{x_batch_share}")
    cached = "({x_cached_share}+{x_cache_write_share}+{x_cache_write_1h_share})"
    no_cache = said("available.no_cache_price", model=model, share=cached)
    missing = (
        f"IF({{x_batch_share}}>0,{no_batch},IF({cached}>0,{no_cache},{said('available.no_token_price', model=model)}))"
    )
    no_price = said("available.no_price", model=model, day="{model_date}")
    missing = f'IF(INDEX({{x_line:months}},1,1)=0,{no_price},IF(ISNUMBER({first}),"a price is missing in a later month: see Timeline",{missing}))'
    if way.has("training_model"):
        no_training = said("available.no_training_price", model="{alt_trainer:of#}", day="{model_date}")
        missing = f"IF(ISNUMBER({{alt_upfront:of#}}),{missing},{no_training})"
    if way.has("share"):
        rest = "AND({x_share}<1,{gates.passed:row1}=0)"
        missing = f"IF({rest},{said('available.rest')},{missing})"
    return f"IF(PASSED,{good},IF({ends},{ended},{missing}))"


def _quality(way: Way) -> Gate:
    rate, required = "{alt_success:of#}", "{required_rate}"
    enough = f"{rate}>={required}-{{rate_crumb}}"
    slots = {"rate": rate, "required": required}
    by_rate = said("quality.rate", **slots)
    short = said("quality.short", **slots)
    if way.is_baseline:
        passed, why = enough, f"IF(PASSED,{by_rate},{short})"
    else:
        passed = f"OR({enough},{{ev_not_worse:of#}}=1)"
        why = f"IF({enough},{by_rate},IF(PASSED,{said('quality.tests', loss='{tolerated_loss}')},{short}))"
    return Gate("quality", "Good enough", "good answers", f"={rate}", ">=", f"={required}", passed, why, "share")


def _tuning(way: Way) -> Iterator[Gate]:
    slots = {"examples": "{examples}", "minimum": "{min_examples}"}
    yield Gate(
        "data",
        "Enough good examples",
        "examples",
        "={examples}",
        ">",
        "={min_examples}",
        "{examples}>{min_examples}",
        f"IF(PASSED,{said('data.yes', **slots)},{said('data.no', **slots)})",
    )
    yield Gate(
        "stability",
        "The task is stable",
        "yes or no",
        "=IF({stable},1,0)",
        "=",
        "=1",
        "IF({stable},TRUE,FALSE)",
        f"IF(PASSED,{said('stability.yes')},{said('stability.no')})",
        "yes",
    )
    closed = "AND(IF({x_new_organisation},TRUE,FALSE),ISNUMBER({alt_closed:of#}))"
    yield Gate(
        "access",
        "Its provider trains for us",
        "yes or no",
        f"=IF({closed},0,1)",
        "=",
        "=1",
        f"NOT({closed})",
        f"IF(PASSED,{said('access.yes')},{said('access.no', since='{alt_closed:of#}')})",
        "yes",
    )
    other = "INDEX({alt_success:all},1,{ev_other:of#})"
    claimed = f"{{alt_success:of#}}>{other}"
    named = "INDEX({alt_name:all},1,{ev_other:of#})"
    tested = "ISNUMBER({ev_low:of#})"
    proven = (
        f"IF({tested},IF({{ev_shown:of#}}=1,{said('evidence.yes', other=named)},{said('evidence.no', other=named)}),"
        f"{said('evidence.none', other=named)})"
    )
    yield Gate(
        "evidence",
        "Shown better, where claimed",
        "yes or no",
        "={ev_shown:of#}",
        "=",
        f"=IF({claimed},1,0)",
        f"OR(NOT({claimed}),{{ev_shown:of#}}=1)",
        f"IF({claimed},{proven},{said('evidence.not_needed', other=named)})",
        "yes",
    )


def _answer() -> tuple[Block, ...]:
    keys = ("sentence_1", "sentence_quality", *(f"why_{way.letter}" for way in WAYS), "sentence_month_1")
    lines = [line for key in keys for line in in_two_lines(f"{{{key}}}")]
    return (
        Heading("The answer, ready for a mail"),
        *(Paragraph(line, look="sentence") for line in lines),
        Gap(),
    )


def _gates() -> tuple[Block, ...]:
    lines = [(way, gate) for way in WAYS for gate in gates_of(way)]

    def cells(made: Callable[[Way, Gate], Cell]) -> tuple[Cell, ...]:
        return tuple(made(way, gate) for way, gate in lines)

    def formula(text: str, way: Way, look: str = "calculation", form: str = "general") -> Cell:
        return Cell(way.written(text), look, form, formula=True)  # type: ignore[arg-type]

    table = Table(
        "gates",
        (
            Column(
                "gate",
                "Gate",
                cells(lambda way, gate: Cell(f"{way.letter.upper()}: {gate.words}", "label")),
            ),
            Column(
                "unit",
                "Unit",
                cells(lambda way, gate: Cell(gate.unit, "unit", formula=gate.unit.startswith("="))),
            ),
            Column("value", "Value", cells(lambda way, gate: formula(gate.value, way, form=gate.form))),
            Column("relation", "Must be", cells(lambda way, gate: Cell(gate.relation, "counter", "text"))),
            Column("threshold", "Asked for", cells(lambda way, gate: formula(gate.threshold, way, form=gate.form))),
            Column(
                "passed",
                "Passed",
                cells(
                    lambda way, gate: formula(f"=IF({{alt_used:of#}}=1,IF({gate.passed},1,0),0)", way, "counter", "yes")
                ),
            ),
            Column(
                "why",
                "Why",
                cells(
                    lambda way, gate: formula(
                        "=IF({alt_used:of#}=1," + gate.why.replace("PASSED", "{@passed}=1") + ',"not considered")',
                        way,
                        "meaning",
                    )
                ),
            ),
        ),
        len(lines),
    )
    return (Heading("Gates of the live scenario"), table, Gap())


def _place(way: Way, *names: str) -> list[str]:
    """References to whether an alternative passes its gates of these names; all that bar it where none is named."""
    found, position = [], 0
    for other in WAYS:
        for gate in gates_of(other):
            position += 1
            meant = gate.name in names if names else not gate.informs
            if other == way and meant:
                found.append(f"{{gates.passed:row{position}}}")
    return found


def _advice() -> tuple[Block, ...]:
    def passes(way: Way) -> str:
        return f"={{alt_used:of{way.number}}}*{'*'.join(_place(way))}"

    def waiting(way: Way) -> str:
        tested = _place(way, "tested")
        if not tested:
            return f'="{_out(way)}"'
        others = [gate for gate in _place(way) if gate not in tested]
        best = "INDEX({alt_present:all},1,MAX({best},1))"
        cheaper = f"IF({{best}}=0,TRUE,{{alt_present:of#}}<{best})"
        lacks = f"{{alt_used:of#}}*{'*'.join(others)}*(1-{tested[0]})=1"
        return way.written(f'=IF(AND({lacks},{cheaper}),{{alt_present:of#}},"{_out(way)}")')

    good = "+".join(
        f"{{alt_used:of{way.number}}}*{'*'.join(_place(way, 'quality', 'tested'))}"
        for way in WAYS
        if way.kind != "finetune"
    )
    kinds = ",".join(f'"{_BY_KIND[way.kind]}"' for way in WAYS)
    chosen = f"CHOOSE({{best}},{kinds})"
    return (
        Heading(_ADVICE, captions()),
        side_by_side("qualifies", "Passes every gate that bars it", "yes or no", *map(passes, WAYS), form="yes"),
        side_by_side(
            "candidate",
            "Present value of those that do",
            "={currency}",
            *(f'=IF({{qualifies:of#}}=1,{{alt_present:of#}},"{_out(way)}")' for way in WAYS),
        ),
        _one(
            "best",
            "Cheapest of them",
            "0: none",
            "=IF(COUNT({candidate:all})=0,0,MATCH(MIN({candidate:all}),{candidate:all},0))",
        ),
        side_by_side("waiting", "Cheaper, but not tested", "={currency}", *map(waiting, WAYS)),
        _one(
            "untested",
            "Cheapest of these",
            "0: none",
            "=IF(COUNT({waiting:all})=0,0,MATCH(MIN({waiting:all}),{waiting:all},0))",
        ),
        _one(
            "test_first",
            "Prompting is to be tested first",
            "yes or no",
            f'=IF(AND({{untested}}>0,IF({{best}}=0,TRUE,{chosen.replace("{best}", "MAX({best},1)")}<>"{PROMPT}")),1,0)',
            "yes",
        ),
        _one("meant", "Alternative meant", "1 is A, 0: none", "=IF({test_first}=1,{untested},{best})"),
        _one("good_without_tuning", "Others that are good enough", "alternatives", f"={good}"),
        _one(
            "advice",
            "Advice",
            "words",
            f'=IF({{test_first}}=1,"{TEST_FIRST}",IF({{best}}=0,"{NOTHING}",IF(AND({chosen}="{FINETUNE}",'
            f'{{good_without_tuning}}=0),"{FINETUNE_FOR_QUALITY}",{chosen})))',
            "general",
            named=True,
            look="output",
        ),
        _one(
            "advised",
            "Alternative advised",
            "letter",
            f'=IF({{meant}}=0,"none",MID("{_LETTERS}",{{meant}},1))',
            "general",
            named=True,
            look="output",
        ),
        *(
            _one(f"advised_{key}", label, unit, _or_none(row), form, named=True, look="output")
            for key, label, unit, row, form in _FIGURES
        ),
        _one(
            "baseline_month_1", "A: month 1", "={currency}", "={alt_month_1:of1}", "amount2", named=True, look="output"
        ),
        side_by_side(
            "rivals",
            "Present value, not of A",
            "={currency}",
            *(
                f'="{_out(way)}"'
                if way.is_baseline
                else f'=IF(ISNUMBER({{alt_present:of{way.number}}}),{{alt_present:of{way.number}}},"{_out(way)}")'
                for way in WAYS
            ),
        ),
        _one(
            "rival",
            "Held against A in the Sensitivity",
            "number, 0: none",
            "=IF({meant}>1,{meant},IF(COUNT({rivals:all})=0,0,MATCH(MIN({rivals:all}),{rivals:all},0)))",
        ),
        _one(
            "rival_name",
            "Model held against A",
            "as people say",
            f'=IF({{rival}}=0,"none",{_of("alt_name", "{rival}")})',
            "general",
        ),
        Gap(),
        *_sentences(),
    )


def _out(way: Way) -> str:
    """What stands for an alternative that is out of a comparison: each its own, as look-up lists want it."""
    return f"{way.letter.upper()}: n/a"


def _one(
    key: str,
    label: str,
    unit: str,
    formula: str,
    form: str = "count",
    *,
    named: bool = False,
    look: str = "calculation",
) -> Row:
    return line(key, label, unit, formula, form, axis="single", named=named, look=look)  # type: ignore[arg-type]


def _or_none(row: str) -> str:
    """A figure of the advised alternative."""
    return f'=IF({{meant}}=0,"none",{_of(row, "{meant}")})'


#: The figures of the advised alternative, named so that xlcost run can be asked for them.
_FIGURES: Final = (
    ("model", "Its model", "as people say", "alt_name", "general"),
    ("payback", "Paid back at the end of month", "month", "alt_payback_first", "month"),
    ("present", "In all, present value", "={currency}", "alt_present", "amount2"),
    ("saving", "Saving against A, present value", "={currency}", "alt_saving", "amount2"),
    ("upfront", "Up front", "={currency}", "alt_upfront", "amount2"),
)


def _of(row: str, number: str) -> str:
    return f"INDEX({{{row}:all}},1,MAX({number},1))"


def _sentences() -> tuple[Block, ...]:
    meant = "{meant}"
    subject, present = _of("alt_subject", meant), _of("alt_present", meant)
    slots = {"subject": subject, "present": present, "months": "{horizon_months}"}
    difference = f"ABS({present}-{{alt_present:of1}})"
    against = {"difference": difference, "other": "{alt_subject:of1}"}
    versus = (
        f"IF({meant}=1,{said('versus.today')},IF(ISNUMBER({{alt_present:of1}}),IF({present}<{{alt_present:of1}},"
        f'{said("versus.less", **against)},{said("versus.more", **against)}),""))'
    )
    headline = f"{said('advice', advice='{advice}', **slots)}&{versus}&{_payback(meant)}"
    until = said("until_tested", subject=_of("alt_subject", "{best}"))
    test_first = f"{said('advice.test_first', **slots)}&{until}"
    best = _of("alt_present", "{best}")
    return (
        Heading("How the answer is worded", minor=True),
        _one(
            "sentence_1",
            "The answer",
            "words",
            f'=IF({{test_first}}=1,{test_first},IF({{best}}=0,{said("advice.nothing")},{headline}))&"."',
            "general",
            look="text",
        ),
        _one("sentence_quality", "What quality costs", "words", _premium(), "general", look="text"),
        _one(
            "sentence_2",
            "The second sentence",
            "words",
            '=IF({sentence_quality}<>"",{sentence_quality},IF(AND({untested}>0,{meant}<>{untested}),'
            f"{_chosen('{untested}')},{_chosen('{next_best}')}))",
            "general",
            look="text",
        ),
        *(
            _one(
                f"why_{way.letter}",
                f"{way.letter.upper()}, where it is not advised",
                "words",
                _other(way, best),
                "general",
                look="text",
            )
            for way in WAYS
        ),
        Gap(),
    )


def _chosen(number: str) -> str:
    """The sentence about an alternative by its number; nothing for 0."""
    return f'CHOOSE({number}+1,"",{",".join(f"{{why_{way.letter}}}" for way in WAYS)})'


def _payback(number: str) -> str:
    first, last = _of("alt_payback_first", number), _of("alt_payback_last", number)
    return (
        f'IF(OR({number}=1,NOT(ISNUMBER({{alt_present:of1}}))),"",IF(NOT(ISNUMBER({first})),{said("payback.never")},'
        f"IF(NOT(ISNUMBER({last})),{said('payback.not_for_good', first=first)},IF({first}={last},"
        f"{said('payback.month', first=first)},{said('payback.again', first=first, last=last)}))))"
    )


def _premium() -> str:
    present, good = _of("alt_present", "{best}"), _of("alt_per_good", "{best}")
    monthly = f"ABS(({present}-{{alt_present:of1}})/{{horizon_months}})"
    unit = f"ABS({good}-{{alt_per_good:of1}})"
    slots = {"monthly": monthly, "unit": unit, "other": "{alt_subject:of1}"}
    return (
        f'=IF({{advice}}="{FINETUNE_FOR_QUALITY}",IF(AND(ISNUMBER({{alt_present:of1}}),ISNUMBER({{alt_per_good:of1}})),'
        f"IF({present}>={{alt_present:of1}},{said('quality.premium', **slots)},{said('quality.bonus', **slots)})"
        '&".",""),"")'
    )


def _other(way: Way, best: str) -> str:
    """What is said of an alternative that is not advised; nothing of the one that is, or of one not considered."""
    reasons = []
    for place in _place(way):
        why = place.replace("gates.passed", "gates.why")
        reasons.append(f'IF({place}=1,"",", and "&{why})')
    why = f"MID({'&'.join(reasons)},7,2000)"
    subject, present = f"{{alt_subject:of{way.number}}}", f"{{alt_present:of{way.number}}}"
    slots = {"letter": f'"{way.letter.upper()}"', "subject": subject}
    difference = f"ABS({present}-{best})"
    available = _place(way, "available")[0]
    untested = said("other.test_first", subject=subject, difference=difference)
    paid = _payback(f"{{alt_number:of{way.number}}}")
    number, order = str(way.number), f"{{alt_number:of{way.number}}}"
    return (
        f'=IF(OR({{alt_used:of{number}}}=0,{{meant}}={order},{{best}}={order}),"",'
        f"IF(AND({{untested}}={order},{{best}}>0),{untested},"
        f"IF(OR({available}=0,{{best}}=0),{said('other.unavailable', **slots, why=why)},"
        f"IF({{qualifies:of{number}}}=1,{said('other.more', **slots, difference=difference)}&{paid},"
        f"IF({present}<{best},{said('other.less_but', **slots, difference=difference, why=why)},"
        f'{said("other.more_and", **slots, difference=difference, why=why)}))))&".")'
    )


def _run_rate() -> tuple[Block, ...]:
    """Break-evens of one static month, named so: they say what a single month would mean, and decide nothing."""
    requests = "INDEX({month_requests:months},1,1)"
    rate = "INDEX({exchange:months},1,1)"
    tuned = next(way for way in WAYS if way.kind == "finetune")
    who = tuned.letter

    def month(key: str) -> str:
        return f"INDEX({{{key}:months}},1,1)"

    def unit(letter: str) -> str:
        parts = "+".join(month(f"{letter}_{part}") for part in ("tokens", "fees", "quality"))
        return f"=IF({requests}>0,IFERROR(({parts})*{rate}/{requests},{NOT_AVAILABLE}),{NOT_AVAILABLE})"

    def fixed(letter: str, yearly: str = "0") -> str:
        return (
            f"=IFERROR(({month(f'{letter}_hosting')}+{month(f'{letter}_people')}+{yearly}/12)*{rate},{NOT_AVAILABLE})"
        )

    run = f"({month(f'{who}_run')}+{{{who}_retrain_data_cost}}+{{{who}_retrain_evaluation_cost}})"
    yearly = f"IF({{{who}_retrains_per_year}}=0,0,{{{who}_retrains_per_year}}*{run})"
    outlay = f"({{alt_upfront:of{tuned.number}}}-{{alt_upfront:of1}})"
    known = f"AND(ISNUMBER({{rr_a_unit}}),ISNUMBER({{rr_{who}_unit}}),ISNUMBER({{rr_a_fixed}}),ISNUMBER({{rr_{who}_fixed}}),ISNUMBER({outlay}))"
    volume = (
        f"BREAKEVEN_REQUESTS(MAX(0,{outlay}),{{rr_a_unit}},{{rr_{who}_unit}},{{rr_{who}_fixed}},"
        f'{{rr_a_fixed}}+MAX(0,-{outlay})/{{horizon_months}},{{horizon_months}},"never")'
    )
    saved = f"({{rr_a_unit}}-{{rr_{who}_unit}})"
    plain = f"MAX(0,({{rr_{who}_fixed}}-{{rr_a_fixed}}+{outlay}/{{horizon_months}})/{saved})"
    a_month = f"({{rr_a_unit}}*{requests}+{{rr_a_fixed}})"
    c_month = f"({{rr_{who}_unit}}*{requests}+{{rr_{who}_fixed}})"
    row = f"({month('a_line')}+{month('a_next')})"
    shares = Shares(*(f"{{{who}_{name}}}" for name in SHARES))
    tokens = (f"{{alt_input:of{tuned.number}}}", f"{{alt_output:of{tuned.number}}}")
    long_row = longer_line("{alt_base:of1}", "{alt_tier:of1}", "{model_date}", tokens[0])
    batch_row = line_in_effect("{alt_base:of1}", batch_tier("{alt_tier:of1}"), "{model_date}")
    standard = request("MAX({rr_row},1)", row, "{alt_base:of1}", *tokens, shares)
    batched = request("MAX({rr_batch_row},1)", row, "{alt_base:of1}", *tokens, shares)
    at_base = bill(requests, standard, batched, shares)
    base = f"{{rr_at_base}}*(1-{{a_discount}})*{rate}"
    others = "+".join(month(f"{who}_{part}") for part in ("fees", "quality"))
    names = {"name": f'"tuned "&{{alt_name:of{tuned.number}}}', "other": "{alt_name:of1}"}
    words = (
        f'IF(NOT(ISNUMBER({{rr_volume}})),IF(EXACT({{rr_volume}},"never"),{said("breakeven.never", **names)}&".",""),'
        f"IF({{rr_volume}}>0,{said('breakeven.volume', volume='ROUNDUP({rr_volume},0)', **names)},"
        f'{said("breakeven.any", **names)})&".")'
    )
    return (
        Heading(_RUN_RATE),
        _one("rr_a_unit", "A: one more request", "={currency}", unit("a"), "unit_amount"),
        _one(f"rr_{who}_unit", "C: one more request", "={currency}", unit(who), "unit_amount"),
        _one("rr_a_fixed", "A: whatever the volume", '={currency}&" per month"', fixed("a"), "amount2"),
        _one(
            f"rr_{who}_fixed",
            "C: whatever the volume, a year's retraining spread evenly",
            '={currency}&" per month"',
            fixed(who, yearly),
            "amount2",
        ),
        _one(
            "rr_months",
            "C: months until it has paid back, by BREAKEVEN_MONTHS",
            "months, undiscounted",
            f'=IF({known},BREAKEVEN_MONTHS(MAX(0,{outlay}),{a_month},{c_month},0,"never"),{NOT_AVAILABLE})',
            "months1",
            look="function",
        ),
        _one(
            "rr_months_plain",
            "C: months until it has paid back, plain Excel",
            "months, undiscounted",
            f'=IF({known},IF({a_month}>{c_month},MAX(0,{outlay})/({a_month}-{c_month}),"never"),{NOT_AVAILABLE})',
            "months1",
        ),
        _one(
            "rr_volume",
            "C: cheaper from this volume on, by BREAKEVEN_REQUESTS",
            "requests per month",
            f"=IF({known},{volume},{NOT_AVAILABLE})",
            look="function",
        ),
        _one(
            "rr_volume_plain",
            "C: cheaper from this volume on, plain Excel",
            "requests per month",
            f'=IF({known},IF({saved}>0,{plain},"never"),{NOT_AVAILABLE})',
        ),
        _one("rr_row", "Price line of A's model for C's requests", "line of Prices", f"=MAX({row},{long_row})", "line"),
        _one("rr_batch_row", "Its batch line", "line of Prices", f"=IF({{{who}_batch_share}}=0,0,{batch_row})", "line"),
        _one(
            "rr_at_base",
            "C's tokens at the list prices of A's model",
            "USD in month 1",
            f"=IF({{alt_used:of{tuned.number}}}*{{rr_row}}=0,{NOT_AVAILABLE},IFERROR({at_base},{NOT_AVAILABLE}))",
            "amount2",
        ),
        _one(
            "rr_ratio",
            "C's token prices over A's: cheaper below, tokens alone",
            "ratio",
            f"=IF(AND({known},N({{rr_at_base}})>0),{month('a_tokens')}*{rate}/({base}),{NOT_AVAILABLE})",
            "ratio",
        ),
        _one(
            "rr_ratio_fixed",
            "C's token prices over A's: cheaper below, all counted",
            "ratio, 0 or less: never",
            f"=IF(AND({known},N({{rr_at_base}})>0),({a_month}-{{rr_{who}_fixed}}-({others})*{rate})/({base}),{NOT_AVAILABLE})",
            "ratio",
        ),
        _one(
            "sentence_month_1",
            "In words",
            "words",
            f'=IF(AND({{alt_used:of{tuned.number}}}=1,{_place(tuned, "available")[0]}=1),{words},"")',
            "general",
            look="text",
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
        Heading(_CHECKLISTS),
        Heading("Prompting wins when", minor=True),
        *answers(PROMPTING_WINS),
        count("prompting_points", "Points for prompting", PROMPTING_WINS),
        Heading("Fine-tuning wins when", minor=True),
        *answers(FINETUNING_WINS),
        count("finetuning_points", "Points for fine-tuning", FINETUNING_WINS),
    )
