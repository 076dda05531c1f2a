"""What is no fault: shapes of real models on which rules once raised false alarms, and a workbook that broke one."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter as letters
from openpyxl.worksheet.datavalidation import DataValidation

from xlcost.check.places import hits_at
from xlcost.check.report import Finding
from xlcost.check.run import check_book
from xlcost.check.settings import Settings
from xlcost.workbook.package import package_from_bytes
from xlcost.workbook.reader import read_book


def found(work: openpyxl.Workbook, *rules: str) -> list[str]:
    data = io.BytesIO()
    work.save(data)
    report = check_book(read_book(package_from_bytes(data.getvalue(), "quiet.xlsx")), Settings(profile="house"))
    assert not report.failed
    return [f"{finding.rule} {finding.where}" for finding in report.findings if finding.rule in rules]


def rows(sheet: Any, *lines: list[object]) -> None:
    for line in lines:
        sheet.append(line)


def test_a_leading_plus_is_no_other_formula() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["USD", *range(2024, 2030)], ["Revenue", *[100] * 6], ["Cost", *[50] * 6])
    work.active.append(["Profit", *(f"={'+' if at == 3 else ''}{letters(at)}2-{letters(at)}3" for at in range(2, 8))])
    assert found(work, "F02") == []
    work.active["D4"] = "=D2+D3"
    assert found(work, "F02") == ["F02 Sheet!D4"]


@pytest.mark.parametrize(("actual", "forecast"), [(3, 5), (3, 4), (2, 6), (5, 3)])
def test_actuals_left_of_a_forecast_are_no_typed_over_formulas(actual: int, forecast: int) -> None:
    work = openpyxl.Workbook()
    sheet = work.active
    last = 2 + actual + forecast
    sheet.append(["USD million", *(f"{2020 + at}{'A' if at < 2 + actual else 'E'}" for at in range(2, last))])
    for label, past, future in (
        ("Revenue", 80, "={0}2*(1+{1}5)"),
        ("Cost", 40, "={0}3*1.02"),
        ("Profit", "={1}2-{1}3", "={1}2-{1}3"),
    ):
        line: list[object] = [label]
        for at in range(2, last):
            text = past if at < 2 + actual else future
            line.append(text.format(letters(at - 1), letters(at)) if isinstance(text, str) else text + at)
        sheet.append(line)

    ratios = [f"={letters(at)}2/{letters(at - 1)}2-1" for at in range(3, 2 + actual)]
    sheet.append(["Growth", None, *ratios, *[0.1] * forecast])
    assert found(work, "F03", "F02") == []
    sheet.cell(4, last - 2).value = 55  # typed over
    assert found(work, "F03") == [f"F03 Sheet!{letters(last - 2)}4"]


def test_windows_that_follow_each_other_are_not_short() -> None:
    work = openpyxl.Workbook()
    work.active.title = "Loan"
    rows(work.active, ["Month", "Interest"], *([month, 100 - month] for month in range(1, 49)))
    years = work.create_sheet("Years")
    rows(years, ["USD", 1, 2, 3, 4], ["Interest", *(f"=SUM(Loan!B{2 + 12 * at}:B{13 + 12 * at})" for at in range(4))])
    assert found(work, "F18") == []
    years["C2"] = years["D2"] = years["E2"] = None
    assert found(work, "F18") == []  # one year of four is a choice
    years["B2"] = "=SUM(Loan!B2:B48)"
    assert found(work, "F18") == ["F18 Years!B2"]


def test_the_header_of_a_list_is_not_part_of_it() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Scenario", "Price, USD"], ["Base", 79], ["High", 82], ["Low", 70])
    work.active["D1"], work.active["E1"] = "Chosen", "Base"
    work.active["D2"], work.active["E2"] = "Price, USD", "=INDEX(B2:B4,MATCH(E1,A2:A4,0))"
    assert found(work, "F18") == []


@pytest.mark.parametrize("label", ["R&D", "SG&A", "D&A", "PP&E"])
def test_short_labels_with_an_ampersand_are_labels(label: str) -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["USD", 2024, 2025], ["Revenue", 100, 110], [label, 10, 11], ["Rent", 5, 6])
    assert found(work, "L01") == []


def test_rows_that_other_texts_tell_apart_may_have_one_label() -> None:
    def listed(*origins: str) -> openpyxl.Workbook:
        work = openpyxl.Workbook()
        rows(work.active, *(["Water", origin, share, f"=C{share}/2"] for share, origin in enumerate(origins, 1)))
        return work

    assert found(listed("from river", "from well", "from sea"), "L01") == []
    assert len(found(listed("from river", "from well", "from river"), "L01")) == 1


@pytest.mark.parametrize("form", ["0.000", "0.00E+00", "#,##0_);(#,##0)", "[Red]0"])
def test_more_decimals_in_one_cell_are_no_other_meaning(form: str) -> None:
    assert not found(_formatted(form), "L06")


@pytest.mark.parametrize("form", ["0%", '"$"#,##0', "#,##0,", "mmm-yy", '0"k"'])
def test_a_cell_that_is_shown_as_something_else_is_told(form: str) -> None:
    assert found(_formatted(form), "L06")


def _formatted(form: str) -> openpyxl.Workbook:
    work = openpyxl.Workbook()
    rows(work.active, ["Units", 2024, 2025, 2026, 2027], ["Sold", 4, 5, 6, 7], ["Made", 5, 6, 7, 8])
    work.active.append(["Stock", "=B3-B2", "=C3-C2", "=D3-D2", "=E3-E2"])
    for row in work.active["B2:E3"]:
        for cell in row:
            cell.number_format = "0.00"
    work.active["D2"].number_format = form
    return work


def test_columns_of_a_table_have_formats_of_their_own() -> None:
    work = openpyxl.Workbook()
    rows(work.active, *([name, 4, 5, 0.2, 6] for name in ("Kick scooter", "Moped", "Bicycle", "Motorbike")))
    work.active.append(["Sum", "=SUM(B1:B4)", "=SUM(C1:C4)", "=SUM(D1:D4)", "=SUM(E1:E4)"])
    for row in range(1, 6):
        work.active.cell(row, 4).number_format = "0%"
    assert found(work, "L06") == []


def test_an_outflow_that_says_so_may_be_negative() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Cash flow, USD", 2025, 2026], ["Cash from operations", 100, 100], ["(-) CapEx cost", -20, -20])
    work.active.append(["Free cash flow", "=SUM(B2:B3)", "=SUM(C2:C3)"])
    assert found(work, "L04") == []
    work.active["A3"] = "CapEx cost"
    assert found(work, "L04") == ["L04 Sheet!B3:C3"]


def test_a_ring_of_sheets_is_told_once_and_breaks_nothing() -> None:
    work = openpyxl.Workbook()
    work.active.title = "Debt"
    for name in ("PnL", "Cash", "Inputs"):
        work.create_sheet(name)
    rows(work["Debt"], ["Interest", "=Cash!B2*Inputs!B1"], ["Opening debt", 500])
    rows(work["PnL"], ["Profit", "=Debt!B2*2"])
    rows(work["Cash"], ["Cash", "=PnL!B1+1"], ["Opening cash", 100])
    rows(work["Inputs"], ["Rate", 0.05])
    assert len(found(work, "S13")) == 1


def audited(work: openpyxl.Workbook) -> tuple[Finding, ...]:
    data = io.BytesIO()
    work.save(data)
    return check_book(read_book(package_from_bytes(data.getvalue(), "quiet.xlsx")), Settings(profile="audit")).findings


def audit(work: openpyxl.Workbook) -> list[str]:
    return [f"{finding.rule} {finding.where}" for finding in audited(work)]


def said(work: openpyxl.Workbook) -> list[str]:
    return [finding.message for finding in audited(work)]


def test_a_running_balance_by_offset_is_no_circle_and_its_opening_no_other_formula() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Month", "Movement", "Balance"], [0, 100, "=B2"])
    for row in range(3, 15):
        work.active.append([row - 2, 10, f"=OFFSET(C{row},-1,0)+B{row}"])
    assert audit(work) == []


def test_a_case_chosen_by_offset_from_the_own_cell_is_no_circle() -> None:
    """The live case above the cases: how bankers write it. Excel takes the cell that OFFSET reaches, not the first."""
    work = openpyxl.Workbook()
    rows(work.active, ["Case", 2], ["Growth", *range(2026, 2030)])
    work.active.append(["Live", *(f"=OFFSET({letters(at)}3,$B$1,0)" for at in range(2, 6))])
    rows(work.active, ["Base", *[0.05] * 4], ["High", *[0.08] * 4])
    assert audit(work) == []
    work.active["C3"] = "=OFFSET(C3,$B$1,0)+C6"
    work.active["C6"] = "=C3*2"
    assert "F06 Sheet!C3" in audit(work)
    work.active["C3"] = "=OFFSET(C3,0,0)"
    assert "F06 Sheet!C3" in audit(work)


def test_formulas_that_change_where_the_forecast_begins_are_no_faults() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["USD", "2022A", "2023A", "2024A", *(f"{year}E" for year in range(2025, 2033))])
    rows(work.active, ["Sales", 90, 95, 99, *(f"={letters(at - 1)}2*(1+{letters(at)}3)" for at in range(5, 13))])
    work.active.append(["Growth", None, "=C2/B2-1", "=D2/C2-1", *[0.1] * 8])
    work.active.append(
        ["Cost", *(f"={letters(at)}2-5" for at in (2, 3, 4)), *(f"={letters(at)}2*0.5" for at in range(5, 13))]
    )
    assert [at for at in audit(work) if not at.startswith("F01")] == []
    work.active["H4"] = "=H2*0.6"
    assert "F02 Sheet!H4" in audit(work)


def test_open_periods_at_the_end_of_a_row_are_to_be_filled() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Month", *range(1, 13)], ["Actual", *range(10, 16)])
    work.active.append(["Doubled", *(f"={letters(at)}2*2" for at in range(2, 14))])
    assert audit(work) == []
    work.active["D2"] = None
    assert audit(work) == ["F14 Sheet!D3"]


def with_totals_between(periods: int, years: int) -> openpyxl.Workbook:
    """Sales that grow, stock that is carried on, cash that adds up; a year's total after its periods."""
    work = openpyxl.Workbook()
    sheet = work.active
    rows(sheet, ["USD"], ["Sales", 100], ["Stock", 50], ["Cash", 10], ["Stock change"])
    before, at = "B", 3
    for year in range(years):
        for period in range(1, periods + 1):
            here = letters(at)
            sheet[f"{here}1"] = f"P{period} {2026 + year}"
            sheet[f"{here}2"], sheet[f"{here}3"] = f"={before}2*1.01", f"={here}2*0.5"
            sheet[f"{here}4"], sheet[f"{here}5"] = f"={before}4+{here}2", f"={here}3-{before}3"
            before, at = here, at + 1
        here, first, last = letters(at), letters(at - periods), letters(at - 1)
        sheet[f"{here}1"] = f"FY{2026 + year}"
        for row in (2, 5):
            sheet[f"{here}{row}"] = f"=SUM({first}{row}:{last}{row})"
        for row in (3, 4):
            sheet[f"{here}{row}"] = f"={last}{row}"
        at += 1
    return work


@pytest.mark.parametrize(("periods", "years"), [(12, 10), (12, 3), (4, 6), (3, 7), (4, 2)])
def test_totals_between_periods_are_no_other_formula_and_the_next_period_reads_over_them(
    periods: int, years: int
) -> None:
    work = with_totals_between(periods, years)
    assert [at for at in audit(work) if not at.startswith("F01")] == []
    first = letters(3 + periods + 1)  # the first period after a total
    work.active[f"{first}4"] = f"={letters(3 + periods)}4+{first}2"  # the total as the period before
    assert f"F02 Sheet!{first}4" not in audit(work)  # which repeats it
    assert f"F02 Sheet!{first}4" in found(work, "F02")
    total, last = letters(3 + periods), letters(2 + periods)
    work.active[f"{first}2"] = f"={total}2*1.01"
    assert f"F02 Sheet!{first}2" in audit(work)
    assert f"={total}2*1.01 differs from its neighbours: as in C2, it would be ={last}2*1.01" in said(work)
    work.active[f"{first}5"] = f"={first}3-{letters(periods + 1)}3"  # a period further back than the others
    assert f"F02 Sheet!{first}5" in audit(work)
    typed = letters(4 + 2 * periods)  # a total, among enough of them to tell
    work.active[f"{typed}3"] = 77
    assert (f"F03 Sheet!{typed}3" in audit(work)) == (years > 5)


def test_an_average_of_the_periods_before_is_no_total_between_them() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Month", *range(1, 13)])
    work.active.append(["Sales", 5, 6, 7, *(f"=AVERAGE({letters(at - 3)}2:{letters(at - 1)}2)" for at in range(5, 14))])
    assert audit(work) == []
    work.active["H2"] = "=AVERAGE(E2:F2)"
    assert "F02 Sheet!H2" in audit(work)


def test_circles_of_a_sheet_are_one_finding() -> None:
    work = openpyxl.Workbook()
    work.calculation.iterate = True
    for column in "BCDEF":
        work.active[f"{column}1"], work.active[f"{column}2"] = f"={column}2*2", f"={column}1+1"
    assert len([at for at in audit(work) if at.startswith("F06")]) == 1


@pytest.mark.parametrize("formula", ["=A1*10^6", "=A1*10^-6", "=A1/2.54", "=INDIRECT(ADDRESS(6,13))&A1"])
def test_powers_of_ten_inches_and_rows_of_addresses_are_no_assumptions(formula: str) -> None:
    work = openpyxl.Workbook()
    rows(work.active, [5, formula])
    assert [at for at in audit(work) if at.startswith("F01")] == []
    work.active["B1"] = "=A1*7^6"
    assert "F01 Sheet!B1" in audit(work)


def test_a_heading_in_a_validated_column_is_no_value() -> None:
    work = openpyxl.Workbook()
    sheet = work.active
    rows(sheet, ["Input", "USD", "Kind"], ["Rent", 10, "Fixed"], [], ["Output", "USD", "Sort"], ["Sales", 90, "Fixed"])
    kinds = DataValidation(type="list", formula1='"Fixed,Moving"')
    kinds.add("C1:C9")
    sheet.add_data_validation(kinds)
    for row in (1, 4):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    assert [at for at in audit(work) if at.startswith("V03")] == []
    sheet["C5"] = "Sort"
    assert "V03 Sheet!C5" in audit(work)


def test_a_name_typed_among_names_that_are_linked_is_no_number_typed_over() -> None:
    work = openpyxl.Workbook()
    rows(work.active, *([f"Firm {at}", 10 * at, f"=A{at}", f"=B{at}*2"] for at in range(1, 9)))
    work.active["C4"] = "Top ten"
    assert audit(work) == []
    for row in range(1, 9):
        work.active.cell(row, 1).value = row if row != 4 else None
        if row != 4:
            work.active.cell(row, 3).value = f"=+A{row}"
    assert audit(work) == []
    work.active["D4"] = "n/a"
    assert audit(work) == []  # it is seen
    assert found(work, "F03") == ["F03 Sheet!D4"]
    work.active["D4"] = 70
    assert audit(work) == ["F03 Sheet!D4"]
    work.active["D4"].font = Font(color="FF0070C0")
    assert audit(work) == []  # it is meant


def test_cells_are_reported_in_the_order_in_which_they_stand() -> None:
    said = {("Calc", row, 3): f"reads B{row}" for row in (9, 1, 5)}
    assert [hit.message for hit in hits_at(said)] == ["reads B1", "reads B5", "reads B9"]


def test_a_value_that_a_list_has_nothing_to_calculate_from_is_no_number_typed_over() -> None:
    work = openpyxl.Workbook()
    rows(
        work.active, ["Maker", "kWh per kg", "Share"], *([f"Maker {at}", 50 + at, f"=B{at}/60"] for at in range(2, 10))
    )
    work.active["B5"], work.active["C5"] = None, 0.9  # as the maker says it
    assert audit(work) == []
    work.active["B5"] = 54
    assert audit(work) == ["F03 Sheet!C5"]


def test_a_negative_amount_and_a_link_of_another_kind_are_no_other_formula() -> None:
    work = openpyxl.Workbook()
    rows(work.active, *([f"Flow {at}", at, f"=LN(B{at})"] for at in range(1, 12)))
    work.active["B6"], work.active["C6"] = -6, "=LN(B6*-1)"
    assert audit(work) == []
    work.active["C6"] = "=LN(B5)"
    assert audit(work) == ["F02 Sheet!C6"]
    row = openpyxl.Workbook()
    rows(row.active, [f"Field {at}" for at in range(6)], ["=A1", "=B1", "=C1", "=1/(2880*15)", "=E1", "=F1"])
    assert audit(row) == []


def test_what_the_first_year_alone_calculates_is_its_opening() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["USD", *range(2026, 2032)], ["Sales", *[100] * 6], ["Tax", *[7] * 6])
    work.active.append(["Capacity", "=B2", *(f"=SUM({letters(at)}2:{letters(at)}3)/2" for at in range(3, 8))])
    assert audit(work) == []
    work.active["B4"] = "=SUM(B2:B2)/2"
    assert audit(work) == ["F02 Sheet!B4"]


def test_a_value_that_nobody_has_in_a_list_is_told_in_the_house_alone() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Waste", "kg", "t"], *([f"Waste {at}", 9000, f"=B{at}/1000*$F$1"] for at in range(2, 12)))
    work.active["F1"] = 2
    work.active["B6"] = None
    assert audit(work) == []
    assert found(work, "F14") == ["F14 Sheet!C6"]


def test_a_choice_of_some_of_a_list_is_told_in_the_house_alone() -> None:
    """What a formula beside a list leaves out is meant; a total below it, or one of two over the same list, is short."""
    work = openpyxl.Workbook()
    rows(work.active, ["Year", "MW"], *([2000 + at, 10.5 * at] for at in range(1, 20)))
    work.active["D1"], work.active["D2"] = "Until 2018", "=SUM(B2:B19)"
    assert audit(work) == []
    assert found(work, "F18") == ["F18 Sheet!D2"]
    work.active["D3"] = "=MAX(B2:B20)"
    assert audit(work) == ["F18 Sheet!D2"]
    work.active["D2"] = work.active["D3"] = None
    work.active["B22"] = "=SUM(B2:B19)"
    assert audit(work) == ["F18 Sheet!B22"]


def test_a_balance_sheet_has_the_totals_columns_of_the_sheet_that_sums() -> None:
    work = with_totals_between(4, 3)
    sheet = work.create_sheet("Balance")
    rows(sheet, ["USD"], ["Stock", 50], ["Cash", 10], ["Land", 7])
    before = "B"
    for at in range(3, 18):
        here, last, total = letters(at), letters(at - 1), (at - 2) % 5 == 0
        sheet[f"{here}1"] = work["Sheet"][f"{here}1"].value
        sheet[f"{here}2"] = f"={last}2" if total else f"={before}2+Sheet!{here}5"
        sheet[f"{here}3"] = f"={last}3" if total else f"={before}3+Sheet!{here}2"
        sheet[f"{here}4"] = f"={last}4" if total else f"={before}4"
        before = before if total else here
    assert [at for at in audit(work) if not at.startswith("F01")] == []
    sheet["H3"] = "=G3+Sheet!H2"
    assert "F02 Balance!H3" not in audit(work)  # G3 repeats F3
    assert "F02 Balance!H3" in found(work, "F02")
    sheet["H3"] = "=E3+Sheet!H2"
    assert "F02 Balance!H3" in audit(work)


def test_a_total_of_subtotals_leaves_out_no_line_that_is_in_one() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["USD", 2026, 2027], ["EBITDA", 90, 95], ["Depreciation", -9, -9], ["EBIT", "=B2+B3", "=C2+C3"])
    rows(work.active, ["Interest", "=-B2*$E$1", "=-C2*$E$1"], ["Before tax", "=SUM(B4:B5)", "=SUM(C4:C5)"])
    work.active["B3"], work.active["C3"], work.active["E1"] = "=-B2*$E$1", "=-C2*$E$1", 0.1
    assert audit(work) == []
    work.active["B4"], work.active["C4"] = "=B2*$E$1", "=C2*$E$1"
    assert audit(work) == ["F28 Sheet!B6:C6"]
    assets = openpyxl.Workbook()
    rows(assets.active, ["USD", 2026, 2027], ["Depreciation", 9, 9], ["Opening", 90, "=B6"], ["Additions", 20, 21])
    rows(assets.active, ["Depreciation", "=-B2", "=-C2"], ["Closing", "=SUM(B3:B5)", "=SUM(C3:C5)"])
    assert audit(assets) == []


def test_values_of_their_own_in_a_list_and_periods_typed_to_the_end_are_told_in_the_house_alone() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Region", "MWh", "GJ"], *([f"Region {at}", at, f"=B{at}*$E$1"] for at in range(2, 16)))
    work.active["E1"] = 3.6
    work.active["C5"], work.active["C9"] = 7, 8
    assert audit(work) == []
    assert found(work, "F03") == ["F03 Sheet!C5"]  # the two of them
    work.active["C9"] = "=B9*$E$1"
    assert audit(work) == ["F03 Sheet!C5"]
    work.active["C5"] = None
    assert audit(work) == []
    row = openpyxl.Workbook()
    rows(row.active, ["MW", *range(2020, 2035)], ["Cap", *[5] * 15])
    row.active.append(["Stock", *(f"={letters(at)}2*2" for at in range(2, 13)), 20, 20, 20])
    assert audit(row) == []
    row.active["H3"] = 20
    assert audit(row) == ["F03 Sheet!H3"]


def test_a_blank_beside_the_formula_is_told_in_the_house_alone() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Steel", 5, "=B1*B3"], ["Zinc", 4])
    work.create_sheet("Plan").append(["Cost", "=Sheet!B4*2"])
    work["Sheet"]["E9"] = "=SUM(E2:E8)"
    assert audit(work) == ["F14 Plan!B1"]
    assert found(work, "F14") == ["F14 Sheet!C1", "F14 Sheet!E9", "F14 Plan!B1"]
    slid = openpyxl.Workbook()
    rows(slid.active, ["Mean", 5], ["Spread", 2], [], *(["", 10 + at] for at in range(7)))
    for row in range(5, 11):
        slid.active[f"D{row}"] = f"=B{row - 4}*2"
    assert audit(slid) == ["F14 Sheet!D7"]
    slid.active["C3"] = 9  # a row of the list, in which one value is missing
    assert audit(slid) == []


def test_a_hidden_sheet_that_nothing_reads_is_told_in_the_house_alone() -> None:
    work = openpyxl.Workbook()
    work.active.append(["Cost", 5])
    settings = work.create_sheet("AddInSettings")
    settings.append(["v", 2])
    settings.sheet_state = "veryHidden"
    assert audit(work) == []
    assert found(work, "S05") == ["S05 AddInSettings"]
    work.active["C1"] = "=B1*AddInSettings!B1"
    assert audit(work) == ["S05 AddInSettings"]


def test_a_unit_made_by_a_formula_is_no_first_cell_of_its_row() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Currency", "USD"], ["Requests", "count", 10, 20, 30, 40], ["Price", "each", 1, 2, 3, 4])
    work.active.append(["Cost", "=B1", *(f"={letters(at)}2*{letters(at)}3" for at in range(3, 7))])
    assert found(work, "F02") == []
    work.active["C4"] = "=C2+C3"
    assert found(work, "F02") == ["F02 Sheet!C4"]


def test_an_input_left_empty_is_no_cell_that_a_reference_slid_to() -> None:
    work = openpyxl.Workbook()
    sheet = work.active
    rows(sheet, ["", "A", "B", "C", "D"], ["Rebate", 5], ["Price", 10, 20, 30, 40])
    sheet.append(["Net", *(f"={letters(at)}3-{letters(at)}2" for at in range(2, 6))])
    assert found(work, "F25") == ["F25 Sheet!C4"]
    typed = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", sqref="B2:E2")
    sheet.add_data_validation(typed)
    for cell in sheet[2][2:5]:
        cell.number_format = "0.00"  # an empty cell that is in the file
    assert found(work, "F25") == []


def test_a_text_written_in_the_formula_is_looked_for_where_it_stands_first() -> None:
    work = openpyxl.Workbook()
    rows(work.active, ["Cost", 5, 6, "n/a", "n/a"], ["Until month", '=IFERROR(MATCH("n/a",B1:E1,0)-1,4)'])
    assert found(work, "F23") == []
    work.active["A3"], work.active["B3"] = "n/a", "=MATCH(A3,B1:E1,0)"
    assert found(work, "F23") == ["F23 Sheet!E1"]


def test_a_formula_that_names_its_row_is_no_first_cell_of_it() -> None:
    work = openpyxl.Workbook()
    sheet = work.active
    months = range(3, 15)
    rows(sheet, ["Case", "Model", *(f"{at - 2}/2027" for at in months)], ["Season", None, *[1] * 12])
    for row in (2, 3):
        sheet.append([f"=Cases!A{row}", f"=Cases!B{row}", *(f"=Cases!$C{row}*{letters(at)}$2" for at in months)])
    rows(work.create_sheet("Cases"), ["Case", "Model", "Requests"], ["One", "gpt-5.4", 100], ["Two", "gpt-5", 200])
    assert found(work, "F02") == []
    sheet["F3"] = "=Cases!B2"  # a text among the numbers
    assert found(work, "F02") == ["F02 Sheet!F3"]


@pytest.mark.parametrize(
    ("usual", "odd", "told"),
    [
        ("={0}2-{0}3", "={0}2-{0}3-$J$2*{0}3", False),  # a shock in its year
        ("={0}2/{0}3", '=IFERROR({0}2/{0}3,"-")', False),
        ("={0}2/{0}3", '=IF(ISNUMBER({0}2/{0}3),{0}2/{0}3,"n/a")', False),
        ("={0}2-{0}3", "={0}2-{0}3+120", True),  # a plug
        ("={0}2-{0}3-$J$2", "={0}2-{0}3", True),  # a term left out
        ("={0}2-{0}3", "={0}2-$C3", True),
    ],
)
def test_a_parameter_applied_or_a_guard_is_no_slip(usual: str, odd: str, told: bool) -> None:
    work = openpyxl.Workbook()
    sheet = work.active
    rows(sheet, ["USD", *range(2024, 2031)], ["Revenue", *range(100, 107)], ["Cost", *range(50, 57)])
    sheet["J2"] = 0.1
    for label, formula in (("Result", usual), ("Double", "={0}4*2"), ("Share", "={0}4/{0}2")):
        sheet.append([label, *(formula.format(letters(at)) for at in range(2, 9))])
    assert audit(work) == []
    sheet["E4"] = odd.format("E")
    assert ("F02 Sheet!E4" in audit(work)) is told


def test_the_typed_edge_of_a_triangle_of_vintages_is_no_number_typed_over() -> None:
    """Each year's loans begin a period later: in the first nothing is repaid, which is typed."""
    work = openpyxl.Workbook()
    sheet = work.active
    sheet.append(["Loans of", "Amount", *range(2024, 2036)])
    for row in range(2, 14):
        line: list[object] = [2022 + row, 1000 + row]
        for at in range(3, 15):
            start = row + 1
            line.append(None if at < start else 0 if at == start else f"=$B{row}/5+{letters(at)}$15")
        sheet.append(line)
    sheet["A15"] = "Index"
    for at in range(3, 15):
        sheet.cell(15, at, at / 10)
    assert "F03" not in " ".join(audit(work))
    sheet["K6"] = 250
    assert "F03 Sheet!K6" in audit(work)


def _with_numbers(kind: str) -> openpyxl.Workbook:
    """A model with one number in formulas, by what it says there."""
    work = openpyxl.Workbook()
    sheet = work.active
    periods = range(3, 14)
    match kind:
        case "half years" | "staff":
            label, step = ("Month", 6) if kind == "half years" else ("Staff", 5)
            sheet.append(["Plan"])
            sheet.append([label, step, *(f"={letters(at - 1)}2+{step}" for at in periods)])
            sheet.append(["Cost", *(f"={letters(at)}2*$B$6" for at in range(2, 14))])
            sheet["A6"], sheet["B6"] = "Cost of one", 500
        case "sensitivity":
            sheet["A7"], sheet["B7"], sheet["A8"] = "Margin", 800, 8
            for at in range(3, 8):
                sheet.cell(7, at, f"={letters(at - 1)}7+100")
            for row in range(8, 13):
                if row > 8:
                    sheet.cell(row, 1, f"=A{row - 1}+0.75")
                for at in range(2, 8):
                    sheet.cell(row, at, f"=$A{row}*{letters(at)}$7")
        case "june":
            sheet.append(["Month", "2025-01-31", *(f"=EOMONTH({letters(at - 1)}1,1)" for at in periods)])
            sheet.append(["Salaries", *[100] * 12])
            sheet.append(["Bonus", *(f"=IF(MONTH({letters(at)}1)=6,{letters(at)}2*$A$9,0)" for at in range(2, 14))])
            sheet["A9"] = 0.5
        case "band" | "threshold":
            sheet.append(["Age", "", "Band", "Count"])
            for row in range(2, 20):
                sheet.append([20 + row * 7 % 50])
            sheet["C3"] = "25 to 34" if kind == "band" else "Young"
            sheet["D3"] = "=SUMPRODUCT(($A$2:$A$19>=25)*($A$2:$A$19<35))"
    return work


@pytest.mark.parametrize("kind", ["half years", "sensitivity", "june", "band"])
def test_months_steps_of_axes_and_bounds_that_a_label_names_are_no_assumptions(kind: str) -> None:
    assert "F01" not in " ".join(audit(_with_numbers(kind)))


@pytest.mark.parametrize("kind", ["staff", "threshold"])
def test_growth_by_a_number_and_a_bound_that_nothing_names_are_told(kind: str) -> None:
    assert "F01" in " ".join(audit(_with_numbers(kind)))
