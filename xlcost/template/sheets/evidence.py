"""Evidence: what the tests show. Counts are typed, or written by xlcost evidence; the gate of Decision reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlcost.decision.case import Case
from xlcost.decision.inputs import INPUTS
from xlcost.template.records import Block, Canvas, Cell, Gap, Heading, Paragraph, Row, Rule, Sheet
from xlcost.template.sheets.alternatives import captions
from xlcost.template.sheets.evidence_plan import plan
from xlcost.template.sheets.inputs import typed
from xlcost.template.sheets.month_rows import NOT_AVAILABLE
from xlcost.template.ways import WAYS, Way, of_others, side_by_side

_COUNTS: Final = ("test_cases", "test_passes", "compared_with", "only_passes", "other_only_passes")
_SHARE: Final = Rule(
    "decimal", "0.5", "between", "0.99", title="Power", prompt="0.8 is usual.", error="A share between 0.5 and 0.99."
)
_SOURCE: Final = Rule(
    "textLength",
    "500",
    "lessThanOrEqual",
    title="Source",
    prompt="The file of results.",
    blank=True,
    error="At most 500 characters.",
)
_CHART_ROWS: Final = 14


def sheet(case: Case) -> Sheet:
    """The sheet for a case."""
    return Sheet(
        name="Evidence",
        title="Evidence",
        purpose="Whether tests show that one alternative answers better than another, and how sure that is.",
        blocks=(
            *_counts(case),
            *_shares(),
            *_gain(),
            *plan(),
            Canvas("evidence_chart", _CHART_ROWS),
            Gap(),
            *_notes(),
        ),
        widths={"A": 40, "B": 20, **dict.fromkeys("CDEF", 25), "G": 70},
        last_column=7,
        freeze=None,
        captions=captions(),
        tab="input",
        pages_high=1,
    )


def _counts(case: Case) -> tuple[Block, ...]:
    rows = []
    for row in _COUNTS:
        keys = tuple(f"{way.letter}_{row}" if way.has(row) else "" for way in WAYS)
        declared = next(INPUTS[key] for key in keys if key)
        cells = tuple(typed(INPUTS[key], case.values[key][0]) if key else None for key in keys)
        note = f"{declared.help} Blank: {declared.blank}." if declared.blank else declared.help
        rows.append(Row(f"tests_{row}", declared.label, declared.unit, cells, "alternative", note, keys=keys))
    power = Row(
        "power",
        "Power asked of a test",
        "share",
        (Cell(0.8, "input", "share", rule=_SHARE),),
        "single",
        "How often a test of the size named below finds a gain that is there.",
    )
    source = Row(
        "tests_source",
        "Where the counts come from",
        "file",
        (Cell(None, "input_words", "text", rule=_SOURCE), *(Cell(None, "input_run"),) * 3),
        "scenario",
        "The file and its SHA-256, as xlcost evidence writes it. Blank: typed by hand.",
        named=True,
    )
    return (
        Heading("Test results, typed or written by xlcost evidence RESULTS.csv --into this workbook"),
        *rows,
        power,
        source,
        Gap(),
    )


_TESTED: Final = "AND(N({tests_test_cases:of#})>0,ISNUMBER({tests_test_passes:of#}))"


def _shares() -> tuple[Block, ...]:
    rate, cases = "{ev_rate:of#}", "{tests_test_cases:of#}"
    spread = f"{{ev_z}}^2/{cases}"
    middle = f"({rate}+{spread}/2)/(1+{spread})"
    half = f"{{ev_z}}/(1+{spread})*SQRT({rate}*(1-{rate})/{cases}+{spread}/(4*{cases}))"

    def known(formula: str) -> str:
        return f"=IF(ISNUMBER({rate}),{formula},{NOT_AVAILABLE})"

    return (
        Heading("Share of test cases passed"),
        Row(
            "ev_z",
            "Standard errors of the confidence asked for",
            "z",
            (Cell("=NORMSINV(1-(1-{confidence})/2)", "calculation", "ratio", formula=True),),
            "single",
            "Two-sided.",
        ),
        side_by_side(
            "ev_rate",
            "Passed",
            "share",
            f"=IF({_TESTED},{{tests_test_passes:of#}}/{cases},{NOT_AVAILABLE})",
            form="share",
            strong=True,
        ),
        side_by_side("ev_from", "Interval, from", "share", known(f"{middle}-{half}"), form="share", note="Wilson."),
        side_by_side("ev_to", "Interval, to", "share", known(f"{middle}+{half}"), form="share"),
        Gap(),
    )


#: The chance of error that a test may have; a crumb more, since 1 less 0.95 is not quite 0.05.
_CHANCE: Final = "1-{confidence}+{rate_crumb}"


def _luck(wins: str, losses: str) -> str:
    """The chance of at least so many wins among cases that fall either way alike: as few losses, by symmetry."""
    return f"IF({wins}=0,1,BINOMDIST({losses},{wins}+{losses},0.5,TRUE))"


_NO_TESTS: Final = '"no tests"'
#: What the functions say of a gain, by the line of their table: held against the plain formulas above on Audit.
_BY_FUNCTION: Final = (
    ("low", 2, "Gain, from", "share", "share"),
    ("high", 3, "Gain, to", "share", "share"),
    ("verdict", 5, "Verdict", "words", "general"),
    ("needed", 6, "Cases needed", "cases", "count"),
)


def _gain() -> tuple[Block, ...]:
    b, c, n = "{tests_only_passes:of#}", "{tests_other_only_passes:of#}", "{tests_test_cases:of#}"
    other = "{ev_other:of#}"
    half = f"{{ev_z}}*SQRT({b}+{c}+1-({b}-{c})^2/({n}+2))/({n}+2)"  # Agresti and Min: half a case more in each cell
    middle = f"({b}-{c})/({n}+2)"

    def of_other(row: str) -> str:
        return f"INDEX({{{row}:all}},1,{other})"

    def newcombe(sign: str, mine: str, others: str) -> str:
        return (
            f"{{ev_rate:of#}}-{of_other('ev_rate')}{sign}SQRT(({{ev_rate:of#}}-{{{mine}:of#}})^2"
            f"+({of_other(others)}-{of_other('ev_rate')})^2)"
        )

    def either(paired: str, unpaired: str) -> str:
        return (
            f"=IF({{ev_paired:of#}}=1,{paired},IF(AND(ISNUMBER({{ev_rate:of#}}),ISNUMBER({of_other('ev_rate')})),{unpaired},"
            f"{NOT_AVAILABLE}))"
        )

    def by_function(key: str, line: int) -> str:
        tests = f"{of_other('tests_test_passes')},{of_other('tests_test_cases')},{{tests_test_passes:of#}},{n}"
        found = (
            f"IF({{ev_paired:of#}}=1,INDEX(EVIDENCE_PAIRED({b},{c},{n},0,{{confidence}}),{line},2),"
            f"INDEX(EVIDENCE({tests},0,{{confidence}}),{line},2))"
        )
        if key == "needed":  # blank where nothing is needed, which LibreOffice calculates anew on opening
            return f'=IF(AND({{ev_verdict:of#}}="not shown",N({{ev_gain:of#}})>0),{found},{NOT_AVAILABLE})'
        return f"=IF(ISNUMBER({{ev_low:of#}}),{found},{_NO_TESTS if key == 'verdict' else NOT_AVAILABLE})"

    against_a = (
        "IF(AND(ISNUMBER({ev_rate:of#}),ISNUMBER({ev_rate:of1})),{ev_rate:of#}-{ev_rate:of1}"
        f"-SQRT(({{ev_rate:of#}}-{{ev_from:of#}})^2+({{ev_to:of1}}-{{ev_rate:of1}})^2),{NOT_AVAILABLE})"
    )
    return (
        Heading("Gain over the alternative it was compared with"),
        of_others(
            "ev_other",
            "Compared with, number",
            "1 is A",
            '=MATCH({tests_compared_with:of#},{"A","B","C","D"},0)',
            "count",
        ),
        of_others(
            "ev_paired",
            "The same cases went through both",
            "yes or no",
            f"=IF(AND(ISNUMBER({b}),ISNUMBER({c}),N({n})>0),1,0)",
            "yes",
        ),
        of_others(
            "ev_gain",
            "Gain",
            "share",
            either(f"({b}-{c})/{n}", f"{{ev_rate:of#}}-{of_other('ev_rate')}"),
            "share",
            strong=True,
        ),
        of_others(
            "ev_low",
            "Gain, from",
            "share",
            either(f"{middle}-{half}", newcombe("-", "ev_from", "ev_to")),
            "share",
            "Newcombe's interval; Agresti and Min's where the same cases went through both.",
        ),
        of_others(
            "ev_high", "Gain, to", "share", either(f"{middle}+{half}", newcombe("+", "ev_to", "ev_from")), "share"
        ),
        of_others(
            "ev_p",
            "Probability of at least this gain by chance",
            "p",
            f"=IF({{ev_paired:of#}}=1,{_luck(b, c)},{NOT_AVAILABLE})",
            "ratio",
            "McNemar's exact test, one-sided; only where the same cases went through both.",
        ),
        of_others(
            "ev_shown",
            "Shown to be better",
            "yes or no",
            f"=IF(ISNUMBER({{ev_low:of#}}),IF(AND({{ev_low:of#}}>0,OR({{ev_paired:of#}}=0,N({{ev_p:of#}})<={_CHANCE})),1,0),0)",
            "yes",
            strong=True,
        ),
        of_others(
            "ev_verdict",
            "Verdict",
            "words",
            '=IF(ISNUMBER({ev_low:of#}),IF({ev_shown:of#}=1,"shown",IF(AND({ev_high:of#}<0,OR({ev_paired:of#}=0,'
            f'{_luck(c, b)}<={_CHANCE})),"worse","not shown")),{_NO_TESTS})',
            "general",
        ),
        of_others(
            "ev_not_worse_low",
            "Gain over A, from",
            "share",
            f"=IF(AND({{ev_paired:of#}}=1,{other}=1),{{ev_low:of#}},{against_a})",
            "share",
        ),
        of_others(
            "ev_not_worse",
            "Shown not to be worse than A",
            "yes or no",
            "=IF(ISNUMBER({ev_not_worse_low:of#}),IF({ev_not_worse_low:of#}>-{tolerated_loss},1,0),0)",
            "yes",
            "By more than the loss of quality tolerated in Inputs.",
        ),
        of_others(
            "ev_needed",
            "Test cases needed for this gain",
            "cases",
            f'=IF(AND({{ev_verdict:of#}}="not shown",N({{ev_gain:of#}})>0),MAX(1,ROUNDUP(({{ev_z}}+NORMSINV({{power}}))^2'
            f"*IF({{ev_paired:of#}}=1,({b}+{c})/{n}-{{ev_gain:of#}}^2,{of_other('ev_rate')}*(1-{of_other('ev_rate')})"
            f"+{{ev_rate:of#}}*(1-{{ev_rate:of#}}))/{{ev_gain:of#}}^2,0)),{NOT_AVAILABLE})",
            "count",
            "To show the gain seen with the power above: of each, or through both where the same went through both.",
        ),
        *(
            of_others(
                f"ev_by_function_{key}", f"{label}, by EVIDENCE or EVIDENCE_PAIRED", unit, by_function(key, line), form
            )
            for key, line, label, unit, form in _BY_FUNCTION
        ),
        of_others(
            "ev_chart_name",
            "In the chart",
            "words",
            '=IF({alt_used:of#}=0,"",{alt_chart_name:of#}&IF(ISNUMBER({ev_low:of#}),"",", not tested"))',
            "general",
        ),
        of_others("ev_chart_gain", "In the chart: gain", "share", "=N({ev_gain:of#})", "share"),
        of_others(
            "ev_chart_up",
            "In the chart: up to",
            "share",
            "=IF(ISNUMBER({ev_low:of#}),{ev_high:of#}-{ev_gain:of#},0)",
            "share",
        ),
        of_others(
            "ev_chart_down",
            "In the chart: down to",
            "share",
            "=IF(ISNUMBER({ev_low:of#}),{ev_gain:of#}-{ev_low:of#},0)",
            "share",
        ),
        Gap(),
    )


def _notes() -> tuple[Block, ...]:
    return (
        Paragraph("A typed success rate in Inputs stands above the tests; left blank, the share passed here is used."),
        Paragraph("A success rate without tests is an assumption: the gate Tested or Shown to be better says so."),
    )


def column(way: Way) -> Callable[[str], str]:
    """References to an alternative's cell of a row."""
    return lambda row: f"{{{row}:of{way.number}}}"
