"""What makes a cell a slip and not a design: its line breaks off where the lines beside it go on."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from xlcost.check.rules.likeness import has_one_piece_otherwise, is_nearly
from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book

PERIODS = "BCDEFGHI"


def reported(work: openpyxl.Workbook, *rules: str, profile: str = "audit") -> list[str]:
    data = io.BytesIO()
    work.save(data)
    book = read_book(package_from_bytes(data.getvalue(), "alone.xlsx"))
    report = check_book(book, Settings(profile=profile))
    assert not report.failed
    return [f"{finding.rule} {finding.where}" for finding in report.findings if finding.rule in rules]


def plan() -> openpyxl.Workbook:
    """Eight quarters of sales, cost and what is left of them, the fourth and the last followed by none."""
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["USD", *(f"Q{at % 4 + 1} {2026 + at // 4}" for at in range(8))])
    sheet.append(["Units", *[100] * 8])
    sheet.append(["Sales", *(f"={column}2*$L$1" for column in PERIODS)])
    sheet.append(["Cost", *(f"=-{column}2*$L$2" for column in PERIODS)])
    sheet.append(["Profit", *(f"={column}3+{column}4" for column in PERIODS)])
    sheet.append(["Tax", *(f"=-{column}5*$L$3" for column in PERIODS)])
    sheet["L1"], sheet["L2"], sheet["L3"] = 9, 4, 0.3
    return work


def ordered() -> openpyxl.Workbook:
    """A list of orders: pieces by price, with a discount and what is due."""
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["Order", "Pieces", "Price", "Amount", "Discount", "Due"])
    for row in range(2, 12):
        sheet.append([f"Order {row}", row, 5, f"=B{row}*C{row}", f"=-D{row}*$H$1", f"=D{row}+E{row}"])
    sheet["H1"] = 0.02
    return work


@pytest.mark.parametrize(
    ("at", "said"), [("E5", "=E3-E4"), ("I5", "=I3-I4"), ("B5", "=B3-B4"), ("E5", "=(E3+E4)*1000")]
)
def test_a_period_that_differs_where_all_others_go_on_is_told_wherever_it_stands(at, said):
    work = plan()
    assert reported(work, "F02", "F03") == []
    work.active[at] = said
    assert reported(work, "F02", "F03") == [f"F02 Sheet!{at}"]


def test_a_column_in_which_every_line_differs_is_a_part_of_its_own():
    work = plan()
    for row, formula in ((2, "=E2+1"), (3, "=E3*1.1"), (4, "=E4-5"), (5, "=F3*0.6"), (6, "=E6/2")):
        work.active[f"F{row}"] = formula
    assert reported(work, "F02", "F03") == []


def test_a_formula_that_stands_twice_in_its_line_is_meant():
    work = plan()
    work.active["D5"] = work.active["G5"] = None
    for column in "DG":
        work.active[f"{column}5"] = f"={column}3-{column}4"
    assert reported(work, "F02") == []
    assert reported(work, "F02", profile="house") == ["F02 Sheet!D5"]


@pytest.mark.parametrize("at", ["D5", "D2", "D11", "F7", "F2"])
def test_a_number_typed_in_a_list_is_told_where_the_row_is_as_the_others(at):
    work = ordered()
    assert reported(work, "F03") == []
    work.active[at] = 77.5
    assert reported(work, "F03") == [f"F03 Sheet!{at}"]


@pytest.mark.parametrize("look", [{"font": Font(color="FF0070C0")}, {"fill": PatternFill("solid", fgColor="FFFFFF00")}])
def test_a_number_that_looks_unlike_its_neighbours_is_meant(look):
    work = ordered()
    work.active["D5"] = 77.5
    for part, value in look.items():
        setattr(work.active["D5"], part, value)
    assert reported(work, "F03") == []
    assert reported(work, "F03", profile="house") == ["F03 Sheet!D5"]


def test_a_row_of_another_kind_in_a_list_is_no_slip():
    work = ordered()
    for column, value in (("D", 900), ("E", 0), ("F", 900)):
        work.active[f"{column}6"] = value  # a flat fee
    assert reported(work, "F02", "F03") == []


def test_the_total_of_a_typed_line_may_be_typed_that_of_a_calculated_one_is_calculated():
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["kEUR", "Q1", "Q2", "Year"])
    for row in range(2, 12):
        sheet.append(
            [f"Line {row}", *([5, 6] if row % 2 else [f"=$G$1*{row}", f"=$G$2*{row}"]), f"=SUM(B{row}:C{row})"]
        )
    sheet["G1"], sheet["G2"] = 3, 4
    sheet["D5"] = 12
    assert reported(work, "F03") == []
    sheet["D5"], sheet["D6"] = "=SUM(B5:C5)", 12
    assert reported(work, "F03") == ["F03 Sheet!D6"]


def test_an_average_among_sums_and_another_comparison_are_other_things_to_say():
    assert is_nearly("R[-2]C-R[-1]C", "R[-2]C+R[-1]C")
    assert is_nearly("(SUM(R[-2]C:R[-1]C))*1000", "SUM(R[-2]C:R[-1]C)")
    assert not has_one_piece_otherwise("(SUM(R[-2]C:R[-1]C))*1000", "SUM(R[-2]C:R[-1]C)")
    assert is_nearly("SUM(R[-2]C:R[-1]C)", "SUM(R[-3]C:R[-1]C)")
    assert not is_nearly("AVERAGE(RC[-4]:RC[-1])", "SUM(RC[-4]:RC[-1])")
    assert not is_nearly('IF(RC[-2]<=RC[-1],"ok","miss")', 'IF(RC[-2]>=RC[-1],"ok","miss")')
    assert not is_nearly("RC[-1]*Rate*Own", "RC[-1]*Rate*RC[-7]")
    assert is_nearly("RC[-1]*Rate*1.2", "RC[-1]*Rate*RC[-7]")
    assert not is_nearly("RC[-2]", "MIN(RC[-2],R5C2-RC[-1])")


def test_a_total_that_leaves_out_a_line_that_others_read_is_no_short_one():
    work = openpyxl.Workbook()
    sheet = work.active
    for row in (
        ["USD", "Q1", "Q2"], ["Orders", 10, 12], ["Basket", 61, 62], ["Revenue", "=B2*B3", "=C2*C3"], ["Goods", -300, -310],
        ["Spend", -90, -95], ["Contribution", "=SUM(B4:B6)", "=SUM(C4:C6)"],
    ):  # fmt: skip
        sheet.append(row)
    assert reported(work, "F28") == []
    sheet["B7"], sheet["C7"] = "=SUM(B4:B5)", "=SUM(C4:C5)"
    assert reported(work, "F28") == ["F28 Sheet!B7:C7"]


def test_an_average_leaves_out_no_line_of_its_list_either():
    work = openpyxl.Workbook()
    for row in (["Peer", "Margin"], ["Ondine", 0.31], ["Perdix", 0.27], ["Quarry", 0.22], ["Rill", 0.35]):
        work.active.append(row)
    work.active.append(["Mean", "=AVERAGE(B2:B5)"])
    assert reported(work, "F28") == []
    work.active["B6"] = "=AVERAGE(B2:B4)"
    assert reported(work, "F28") == ["F28 Sheet!B6"]


def test_a_choice_of_parts_of_a_line_is_no_range_cut_short():
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["EBITDA", "Q1", "Q2", "Q3", "Q4", "Year", "Q1"])
    sheet.append(["USD", 12, 13, 14, 15, "=SUM(B2:E2)", 16])
    sheet.append(["Last twelve months", None, None, None, None, None, "=SUM(C2:E2,G2)"])
    assert reported(work, "F18") == []


def test_a_column_of_another_kind_beside_a_range_is_not_left_out():
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["USD", "Jan", "Feb", "Mar", "Apr", "Average", "Sum"])
    for row in range(2, 7):
        sheet.append([f"Line {row}", 5, 6, 7, 8, f"=AVERAGE(B{row}:E{row})", f"=B{row}*4-SUM(B{row}:E{row})"])
    sheet.append(["Left", *(f"={column}2-{column}3" for column in "BCDEF"), "=SUM(B7:E7)"])
    assert reported(work, "F18") == []


def test_the_number_of_a_row_and_a_tolerance_are_no_assumptions():
    work = openpyxl.Workbook()
    work.active.append(["No", "=ROW()-5", '=IF(ABS(A2-A3)>0.005,"no","yes")', "=A2*0.005"])
    assert reported(work, "F01") == ["F01 Sheet!D1"]


def test_a_sum_up_to_a_chosen_month_is_no_part_that_is_summed_twice():
    work = openpyxl.Workbook()
    for row in range(1, 6):
        work.active.append([f"Task {row}", 5, 6, 7, f"=SUM($B{row}:INDEX($B{row}:$D{row},$G$1))"])
    work.active["G1"], work.active["E6"] = 2, "=SUM(E1:E5)"
    assert reported(work, "F19") == []


def test_a_row_in_which_each_cell_reads_a_column_of_its_own_has_no_pattern_to_break():
    work = openpyxl.Workbook()
    source = work.create_sheet("Read")
    source.append(range(1, 20))
    order = "ACBDEFHGIJKML"
    work.active.append(["Sample", *(f"=Read!{column}1*2" for column in order)])
    assert reported(work, "F02") == []


def test_a_number_written_as_a_formula_is_no_pattern():
    work = openpyxl.Workbook()
    for row in range(1, 12):
        work.active.append([f"Check {row}", "=0" if row != 7 else "=$D$1"])
    work.active["D1"] = 1e-6
    assert reported(work, "F02", profile="house") == []
