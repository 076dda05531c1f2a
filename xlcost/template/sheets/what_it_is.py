"""What each alternative is: its names, share, tokens, quality; the first rows of Alternatives."""

from __future__ import annotations

from collections.abc import Callable

from xlcost.template.records import Block, Gap, Heading, Look, Row
from xlcost.template.saying import said
from xlcost.template.sheets.live import BAD, REVIEW
from xlcost.template.ways import IN_WORDS, WAYS, Way, side_by_side


def each_way(
    key: str,
    label: str,
    unit: str,
    made: Callable[[Way], str],
    form: str = "amount",
    note: str = "",
    *,
    look: Look | None = None,
    strong: bool = False,
) -> Row:
    """A row with a cell for each alternative, made for each by ``made``."""
    usual: Look = "long" if unit in ("model", "provider/model") else "calculation"
    return side_by_side(key, label, unit, *map(made, WAYS), form=form, look=look or usual, note=note, strong=strong)


def what_it_is() -> tuple[Block, ...]:
    """The rows, with their heading."""

    def inherited(row: str) -> Callable[[Way], str]:
        return lambda way: f"={way.own_or_baselines(row)}"

    def name(way: Way) -> str:
        if not way.has("successor"):
            return way.written('={x_model}&""')
        own = f"{{{way.letter}_model}}"
        after = f'IFERROR(MID({own},FIND("/",{own})+1,200),{own})'
        known = f"INDEX({{models.known_as}},MATCH({{alt_base:of{way.number}}},{{models.name}},0))"
        tier = f'IF({{alt_tier:of{way.number}}}="standard",""," ("&{{alt_tier:of{way.number}}}&")")'
        return f'=IF({own}="","",IFERROR({known}&{tier},{after}))'

    def success(way: Way) -> str:
        tested = way.written(
            "IF(AND(N({tests_test_cases:of#})>0,ISNUMBER({tests_test_passes:of#})),"
            "{tests_test_passes:of#}/{tests_test_cases:of#},1)"
        )
        return f'=IF({way.own("success_rate")}<>"",{way.own("success_rate")},{tested})'

    return (
        Heading("What it is"),
        each_way(
            "alt_number",
            "Number",
            "1 is A",
            lambda way: f"=COLUMNS({{alt_title:of1}}:{{alt_title:of{way.number}}})",
            "count",
        ),
        each_way("alt_title", "Alternative", "words", lambda way: f'="{IN_WORDS[way.letter]}"', "general"),
        each_way("alt_name", "Model", "as people say", name, "general", strong=True),
        each_way(
            "alt_chart_name",
            "Name in charts",
            "words",
            lambda way: way.written(
                f'="{way.letter.upper()}: "&IF({{alt_used:of#}}=1,{{alt_name:of#}},"not considered")'
            ),
            "general",
        ),
        each_way("alt_id", "Model, full name", "provider/model", lambda way: f'={{{way.letter}_model}}&""', "general"),
        each_way(
            "alt_used",
            "Considered",
            "yes or no",
            lambda way: "=1" if way.is_baseline else f"=IF({_on(way)},1,0)",
            "yes",
            "Switched on in Inputs; where nothing is said there, when a model is chosen.",
        ),
        each_way("alt_share", "Share of requests", "share", lambda way: f"={way.own('share', '1')}", "share"),
        each_way("alt_input", "Input tokens", "per request, month 1", inherited("input_tokens"), "count"),
        each_way("alt_output", "Output tokens", "per request, month 1", inherited("output_tokens"), "count"),
        each_way("alt_subject", "In a sentence", "words", _subject, "general", look="longer"),
        each_way("alt_bad", "Cost of a bad answer", "USD per bad answer", inherited("bad_answer_cost"), "amount2"),
        each_way(
            "alt_own_success",
            "Good answers, of its own",
            "share",
            success,
            "share",
            "Typed in Inputs, else the share of test cases passed; 1 where nothing is known.",
        ),
        each_way(
            "alt_answer",
            "Bad answers and review",
            "USD per answer",
            lambda way: way.written(f"={BAD}+{REVIEW}"),
            "unit_amount",
            "Of its own answers: share of bad ones times their cost, share reviewed times minutes and hourly rate.",
        ),
        each_way(
            "alt_success",
            "Good answers, of all requests",
            "share",
            lambda way: way.written("={alt_share:of#}*{alt_own_success:of#}+(1-{alt_share:of#})*{alt_own_success:of1}"),
            "share",
            "Where only a share is routed to it, the rest has the baseline's.",
        ),
        Gap(),
    )


def _subject(way: Way) -> str:
    name, model, share = (f"{{alt_{row}:of{way.number}}}" for row in ("name", "id", "share"))
    plain = said("subject", name=name, model=model)
    if way.kind == "finetune":
        plain = said("subject.tuned", name=name, model=model)
    if way.kind == "self_host":
        plain = said("subject.own", name=name)
    if not way.has("share"):
        return f"={plain}"
    return f"=IF({share}<1,{said('subject.routed', name=name, model=model, share=share)},{plain})"


def _on(way: Way) -> str:
    switch, chosen = f"{{{way.letter}_on}}", f'{{{way.letter}_model}}<>""'
    return f'OR({switch}=TRUE,AND({switch}="",{chosen}))'
