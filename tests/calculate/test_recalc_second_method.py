"""A model with the formulas that finance uses, calculated by us and by LibreOffice: every value must be the same."""

from __future__ import annotations

import pytest
from raw_package import formula_sheet, write_book

from xlcost.calculate.certified import recalculate
from xlcost.calculate.crosscheck import agree, recalculate_with_libreoffice
from xlcost.calculate.results import Recalculation
from xlcost.workbook.reader import open_book

MONTHS = 24
FIRST = 4  # the first row of the time axis

#: One row a month: date, days, workdays, volume, price, revenue, cost, cash, balance.
MODEL: dict[str, object] = {
    "A1": 45292, "B1": 1000, "C1": 0.03, "D1": 12.5, "E1": 0.62, "F1": 9000, "G1": 0.085,
    "A3": "month", "B3": "days", "C3": "workdays", "D3": "volume", "E3": "price", "F3": "revenue", "G3": "cost",
    "H3": "cash", "I3": "balance", "J3": "region",
}  # fmt: skip
for row in range(FIRST, FIRST + MONTHS):
    MODEL |= {
        f"A{row}": f"=EDATE($A$1,ROW()-{FIRST})",
        f"B{row}": f"=EOMONTH(A{row},0)-A{row}+1",
        f"C{row}": f"=NETWORKDAYS(A{row},EOMONTH(A{row},0))",
        f"D{row}": f"=ROUND($B$1*(1+$C$1)^(ROW()-{FIRST}),0)",
        f"E{row}": f"=IF(MOD(MONTH(A{row}),3)=0,$D$1*1.02,$D$1)",
        f"F{row}": f"=D{row}*E{row}",
        f"G{row}": f"=-F{row}*$E$1-$F$1/{MONTHS}",
        f"H{row}": f"=F{row}+G{row}",
        f"I{row}": f"=N(I{row - 1})+H{row}" if row > FIRST else f"=H{row}",
        f"J{row}": '=CHOOSE(MOD(ROW(),3)+1,"north","south","east")',
    }
LAST = FIRST + MONTHS - 1
RANGES = {name: f"{name}{FIRST}:{name}{LAST}" for name in "ABCDEFGHIJ"}
SUMMARY = [
    "SUM({F})", "AVERAGE({F})", "MAX({F})", "MIN({G})", "COUNT({A})", "COUNTA({J})", "MEDIAN({D})", "STDEV({F})",
    "VARP({F})", "LARGE({F},2)", "SMALL({F},3)", "RANK(F9,{F})", "PERCENTILE({F},0.9)", "QUARTILE({D},1)",
    'SUMIF({J},"north",{F})', 'COUNTIF({J},"s*")', 'COUNTIF({D},">1500")', 'AVERAGEIF({J},"east",{H})',
    'SUMIFS({F},{J},"south",{D},">=1200")', 'COUNTIFS({J},"<>north",{B},31)', "SUMPRODUCT({D},{E})",
    'SUMPRODUCT(({J}="east")*({B}=31),{F})', 'INDEX({F},MATCH(DATE(2024,9,1),{A},0))', "MATCH(1400,{D},1)",
    "VLOOKUP(DATE(2025,2,1),A4:F27,6,FALSE)", "VLOOKUP(DATE(2025,2,15),A4:F27,4,TRUE)", "LOOKUP(1300,{D},{F})",
    "HLOOKUP(\"cost\",A3:J27,5,FALSE)", "SUM(OFFSET(F4,0,0,12,1))", 'SUM(INDIRECT("F4:F15"))', "NPV($G$1/12,{H})",
    "IRR($M$1:$M$6)", "PMT($G$1/12,36,-50000)", "IPMT($G$1/12,5,36,-50000)", "PPMT($G$1/12,5,36,-50000)",
    "FV($G$1/12,24,-500,-1000)", "PV($G$1/12,36,-1500)", "NPER($G$1/12,-1500,50000)", "RATE(36,-1578.38,50000)",
    "SLN(50000,5000,5)", "SYD(50000,5000,5,2)",
    "EFFECT(0.085,12)", "NOMINAL(0.0884,12)",
    "XNPV(0.1,{F},{A})", "YEARFRAC(A4,A27,1)", "YEARFRAC(A4,A27,0)",
    "WEEKDAY(A4,2)", "WEEKNUM(A9,2)", 'TEXT(A4,"yyyy-mm-dd")',
    'TEXT(SUM({F}),"#,##0.00")', 'TEXT($G$1,"0.00%")', 'LEFT(J4,2)&"-"&RIGHT(J5,3)', 'SUBSTITUTE(J4,"s","S")',
    "IFERROR(1/0,0)", 'IF(AND(F4>0,OR(G4<0,FALSE)),"ok","bad")', "ROUND(-2.5,0)", "ROUNDUP(2.341,2)", "CEILING(7.1,0.5)",
    "FLOOR(7.9,2)", "MROUND(7.6,0.5)", "MOD(-7,3)", "QUOTIENT(17,5)", "INT(-3.2)", "TRUNC(-3.2)", "POWER(2,0.5)",
    "EXP(1)", "LN(10)", "LOG(8,2)", "ABS(MIN({G}))", "COMBIN(10,3)", "FACT(6)",
    "TREND({F},{D},2000)", "FORECAST(2000,{F},{D})", "SLOPE({F},{D})", "INTERCEPT({F},{D})", "CORREL({F},{D})",
    "NORMDIST(1.2,0,1,TRUE)", "NORMSINV(0.95)", "CHIDIST(8,4)", "FDIST(3,4,10)",
    "SUBTOTAL(9,{F})", "COUNTBLANK(K4:K27)", "PRODUCT(1,2,3)", "SUMSQ(3,4)", "CHAR(65)", "CODE(\"A\")", "LEN(J4)",
    "FIND(\"t\",J4)", "SEARCH(\"T\",J4)", "PROPER(\"net income\")", "TRIM(\"  a  b \")", "VALUE(\"12.5\")", "N(TRUE)",
    "DATE(2024,14,3)", "TIME(13,30,0)", "HOUR(0.75)", "ADDRESS(3,2)",
]  # fmt: skip
MODEL |= {f"M{row}": flow for row, flow in enumerate((-70000, 12000, 15000, 18000, 21000, 26000), 1)}
FORMULAS = {f"L{row}": "=" + formula.format(**RANGES) for row, formula in enumerate(SUMMARY, 1)}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recalculation, Recalculation]:
    path = write_book(tmp_path_factory.mktemp("second") / "model.xlsx", formula_sheet(MODEL | FORMULAS))
    return recalculate(path), recalculate_with_libreoffice(open_book(path))


def test_hardly_a_cell_is_left_out(both: tuple[Recalculation, Recalculation]) -> None:
    assert (len(both[0].not_evaluated) <= 2, both[1].not_evaluated) == (True, ())


def test_the_monthly_figures_are_the_same(both: tuple[Recalculation, Recalculation]) -> None:
    ours, theirs = (result.values for result in both)
    places = [("S1", row, column) for row in range(FIRST, LAST + 1) for column in range(1, 11)]
    assert {place: (ours[place], theirs[place]) for place in places if not agree(ours[place], theirs[place])} == {}


@pytest.mark.parametrize("row", range(1, len(SUMMARY) + 1), ids=SUMMARY)
def test_the_figure_is_the_same(both: tuple[Recalculation, Recalculation], row: int) -> None:
    listed = {cell[:3] for cell in both[0].not_evaluated}
    ours, theirs = (result.values["S1", row, 12] for result in both)
    assert ("S1", row, 12) in listed or agree(ours, theirs), f"{ours!r} here, {theirs!r} in LibreOffice"
