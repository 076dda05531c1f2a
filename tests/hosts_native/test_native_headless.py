"""The native edition without a spreadsheet: our LAMBDAs are recognised and calculated, all others are not taken for them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from native_engines import in_formulon
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from right_or_listed import is_right

from xlcost.calculate.certified import recalculate
from xlcost.calculate.results import Recalculation
from xlcost.explain.tracing import trace
from xlcost.hosts.native import add_native
from xlcost.scenarios.model import open_model

#: A model that no catalogue knows, at 3 USD and 15 USD per million tokens.
PRICES = [["model", "provider", "input", "output", "checked_on"], ["house", "acme", 3, 15, "2026-01-02"]]
CALL = '=PROMPT_COST("house",100000,1000,100)'
COST = 450.0
NOT_OURS = "no second engine knows it"


def native(
    path: Path,
    formulas: dict[str, object],
    prices: list[list[object]] = PRICES,
    names: dict[str, str] | None = None,
    changed: Callable[[str], str] = lambda workbook_part: workbook_part,
) -> Path:
    """A native workbook with formulas on its first sheet and prices on its second."""
    book = openpyxl.Workbook()
    book.active.title = "Model"
    for address, formula in formulas.items():
        book.active[address] = formula
    shelf = book.create_sheet("Prices")
    for row in prices:
        shelf.append(row)
    area = f"Prices!$A$1:${'ABCDEFGH'[len(prices[0]) - 1]}${len(prices)}"
    for name, text in {"price_table": area, **(names or {})}.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(io.BytesIO(add_native(written.getvalue()))) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/workbook.xml":
                content = changed(content.decode()).encode()
            new.writestr(info, content)
    return path


def value(result: Recalculation, row: int = 1, column: int = 1) -> object:
    assert result.not_evaluated == ()
    return result.values["Model", row, column]


def reasons(result: Recalculation) -> list[str]:
    return [cell.reason for cell in result.not_evaluated]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "native.xlsx"


def test_every_cell_of_the_template_gets_the_value_of_the_template_edition(article_book: Path, path: Path) -> None:
    path.write_bytes(add_native(article_book.read_bytes()))
    found, expected = recalculate(path), recalculate(article_book)
    assert found.not_evaluated == ()
    assert found.values == expected.values


def test_inputs_move_the_results_as_in_the_template_edition(article_book: Path, path: Path) -> None:
    path.write_bytes(add_native(article_book.read_bytes()))
    models = open_model(path), open_model(article_book)
    for model in models:
        model["scenario"] = "High"
    results = [
        [model[name] for name in ("advice", "advised", "Alternatives!C30", "Alternatives!E30", "master_check")]
        for model in models
    ]
    assert results[0] == results[1]


def test_a_call_without_prices_reads_the_workbooks_price_table(path: Path) -> None:
    assert value(recalculate(native(path, {"A1": CALL}))) == COST


def test_a_blank_cell_for_the_prices_is_the_workbooks_price_table_too(path: Path) -> None:
    assert value(recalculate(native(path, {"A1": CALL.replace(")", ",,,,,,C1)")}))) == COST


def test_the_price_table_may_be_calculated(path: Path) -> None:
    prices = [PRICES[0], ["house", "acme", "=Model!B1*2", 15, "2026-01-02"]]
    model = open_model(native(path, {"A1": CALL, "B1": 1.5}, prices))
    assert model["Model!A1"] == COST
    model["Model!B1"] = 3
    assert model["Model!A1"] == COST + 300


def test_model_prices_lists_the_workbooks_price_table(path: Path) -> None:
    book = native(path, {"A1": ArrayFormula("A1:C2", "=MODEL_PRICES()")})
    result = recalculate(book)
    listed = [[value(result, row, column) for column in (1, 2, 3)] for row in (1, 2)]
    assert listed == [["model", "provider", "tier"], ["house", "acme", "standard"]]


def test_a_name_may_call_our_lambdas(path: Path) -> None:
    names = {"monthly": CALL[1:], "yearly": "12*monthly"}
    is_right(recalculate(native(path, {"A1": "=yearly+1"}, names=names)), ("Model", 1, 1), 12 * COST + 1)


def test_a_parameter_of_that_name_does_not_stand_for_the_price_table(path: Path) -> None:
    formula = ArrayFormula("A1", f"=_xlfn.LET(_xlpm.price_table,7,_xlpm.price_table*{CALL[1:]})")
    is_right(recalculate(native(path, {"A1": formula})), ("Model", 1, 1), 7 * COST)


def test_excel_may_change_spaces_and_the_case_of_names(path: Path) -> None:
    def respelled(part: str) -> str:
        return part.replace("XLCOST_BILLED(", "xlcost_billed( ").replace(",\n    ", ", ")

    assert value(recalculate(native(path, {"A1": CALL}, changed=respelled))) == COST


CHANGED = {
    "the function's own text": ("_xlpm.n, _xlpm.tokens_in, _xlpm.tokens_out, _xlpm.hit", "_xlpm.n, 7, 8, _xlpm.hit"),
    "a step that it uses": ("IF(_xlpm.tokens&gt;0", "IF(_xlpm.tokens&gt;1"),
    "a text in it": ('"cache_write_1h"', '"Cache_write_1h"'),
    "a parameter that could be left out": ("_xlop.retry_rate_", "_xlpm.retry_rate_"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_lambda_that_differs_in_anything_is_not_taken_for_ours(path: Path, what: str) -> None:
    old, new = CHANGED[what]

    def tampered(part: str) -> str:
        plain = part.replace("_xlpm.tokens &gt; 0", "_xlpm.tokens&gt;0")
        assert old in plain
        return plain.replace(old, new)

    assert reasons(recalculate(native(path, {"A1": CALL}, changed=tampered))) == [NOT_OURS]


@pytest.mark.parametrize("name", ["XLCOST_BILLED", "PROMPT_COST", "price_table"])
def test_a_sheets_own_name_in_the_place_of_ours_is_seen(path: Path, name: str) -> None:
    def with_own(part: str) -> str:
        own = f'<definedName name="{name}" localSheetId="0">Prices!$A$1:$E$2</definedName>'
        return part.replace("</definedNames>", f"{own}</definedNames>")

    assert len(reasons(recalculate(native(path, {"A1": CALL}, changed=with_own)))) == 1


def test_another_lambda_under_a_name_of_ours_is_calculated_as_it_stands(path: Path) -> None:
    def replaced(part: str) -> str:
        before, _, after = part.partition('name="SELF_HOST_PRICE"')
        rest = after.partition("</definedName>")[2]
        other = (
            'name="SELF_HOST_PRICE">_xlfn.LAMBDA(_xlpm.a,_xlop.b,IF(_xlfn.ISOMITTED(_xlpm.b),_xlpm.a,_xlpm.a*_xlpm.b))'
        )
        return f"{before}{other}</definedName>{rest}"

    book = native(path, {"A1": "=SELF_HOST_PRICE(5)", "A2": "=SELF_HOST_PRICE(5,6)", "A3": CALL}, changed=replaced)
    result = recalculate(book)
    right = [is_right(result, ("Model", row, 1), excel) for row, excel in ((1, 5.0), (2, 30.0), (3, COST))]
    assert right[2]


def test_spaces_round_a_model_and_blank_rows_change_nothing(path: Path) -> None:
    prices = [PRICES[0], ["  house ", " acme", 3, 15, "2026-01-02"], [None] * 5, ["other", "acme", 1, 2, "2026-01-02"]]
    formulas = {
        "A1": CALL,
        "A2": "=ROWS(MODEL_PRICES())",
        "A3": '=INDEX(MODEL_PRICES("house"),2,1)',
        "A4": "=ROWS(COST_RANKING(1,0,0))",
    }
    book = native(path, formulas, prices)
    result, read = recalculate(book), in_formulon(book.read_bytes())
    expected = [COST, 3.0, "house", 3.0]
    assert [value(result, row) for row in (1, 2, 3, 4)] == expected
    assert [read(0, row, 1) for row in (1, 2, 3, 4)] == expected


LOOK_UP = '=TOKEN_PRICE("house","input")'


def test_a_provider_in_the_cell_of_the_model_is_read_as_one(path: Path) -> None:
    formulas = {"A1": LOOK_UP, "A2": '=TOKEN_PRICE("acme/other","output")'}
    prices = [["model", "provider", "input", "output"], ["house", "acme", 3, 15], ["acme/other", None, 4, 16]]
    book = native(path, formulas, prices)
    result, read = recalculate(book), in_formulon(book.read_bytes())
    assert [value(result, row) for row in (1, 2)] == [read(0, row, 1) for row in (1, 2)] == [3.0, 16.0]


#: Models after the house's, and a formula that Excel may calculate otherwise because of them.
UNSURE = {
    "a row without a provider beside one with": ([["house", None]], LOOK_UP),
    "one name in two spellings": ([["House", "acme", "2026-01-01"]], LOOK_UP),
    "names whose order hangs on a hyphen": ([["a-z", "acme"], ["ab", "acme"]], "=INDEX(MODEL_PRICES(),2,1)"),
    "names whose order hangs on a sign": ([["a.z", "acme"], ["a1", "acme"]], "=INDEX(MODEL_PRICES(),2,1)"),
    "names of the same cost": ([["a-z", "acme"], ["ab", "acme"]], "=INDEX(COST_RANKING(1,1,1),2,2)"),
}


@pytest.mark.parametrize("what", UNSURE)
def test_where_excel_may_read_or_order_names_otherwise_nothing_is_guessed(path: Path, what: str) -> None:
    others, formula = UNSURE[what]
    prices = [
        ["model", "provider", "input", "output", "effective_from"],
        ["house", "acme", 3, 15, "2025-01-01"],
        *([model, provider, 3, 15, *begins] for model, provider, *begins in others),
    ]
    width = len(prices[0])
    result = recalculate(native(path, {"A1": formula}, [[*row, *[None] * (width - len(row))] for row in prices]))
    assert [cell.row for cell in result.not_evaluated] == [1]


BAD_PRICES = {
    "an error": "#DIV/0!",
    "a text among the prices": "free",
    "a negative price": -1,
    "spaces": "  ",
}


@pytest.mark.parametrize("what", BAD_PRICES)
def test_a_price_table_that_a_lambda_may_read_otherwise_is_reported_and_not_guessed(path: Path, what: str) -> None:
    prices = [*PRICES, ["other", "acme", BAD_PRICES[what], 1, "2026-01-02"]]
    formulas = {"A1": CALL, "A2": f"=IFERROR({CALL[1:]},0)", "A3": "=A2+1", "A4": "=SELF_HOST_PRICE(36,100)"}
    result = recalculate(native(path, formulas, prices))
    assert [(cell.row, cell.reason.split(" holds ")[0]) for cell in result.not_evaluated] == [
        (1, "a price range"),
        (2, "a price range"),
        (3, "it depends on 'Model'!A2, which was not evaluated"),
    ]
    assert result.values["Model", 4, 1] == 100.0


def test_calls_with_a_sound_table_of_their_own_are_calculated_beside_one_with_a_bad_table(path: Path) -> None:
    formulas = {"A1": CALL.replace(")", ",,,,,,D1:F2)"), "A2": CALL.replace(")", ",,,,,,D4:F5)")}
    for row, price in ((1, 3), (4, "#N/A")):
        formulas |= {f"D{row}": "model", f"E{row}": "input", f"F{row}": "output"}
        formulas |= {f"D{row + 1}": "house", f"E{row + 1}": price, f"F{row + 1}": 15}
    result = recalculate(native(path, formulas))
    assert result.values["Model", 1, 1] == COST
    assert [cell.row for cell in result.not_evaluated] == [2]


def test_a_trace_explains_a_call_by_the_workbooks_prices(path: Path) -> None:
    book = native(path, {"A1": CALL, "A2": CALL.replace(")", ",,,,,,C1)"), "A3": "=SELF_HOST_PRICE(36,100)"})
    told = [trace(book, f"Model!A{row}").root.explanations[0].text for row in (1, 2, 3)]
    assert [text.partition(". ")[0] for text in told] == [
        "PROMPT_COST = 450 USD per month",
        "PROMPT_COST = 450 USD per month",
        "SELF_HOST_PRICE = 100 USD per Mtok",
    ]


def test_a_trace_does_not_explain_another_lambda_by_our_function(path: Path) -> None:
    def replaced(part: str) -> str:
        before, _, after = part.partition('name="SELF_HOST_PRICE"')
        rest = after.partition("</definedName>")[2]
        return f'{before}name="SELF_HOST_PRICE">_xlfn.LAMBDA(_xlpm.a,_xlpm.b,_xlpm.a*_xlpm.b)</definedName>{rest}'

    book = native(path, {"A1": "=SELF_HOST_PRICE(5,6)", "A2": "=MODEL_PRICES()"}, changed=replaced)
    assert [trace(book, f"Model!A{row}").root.explanations for row in (1, 2)] == [(), ()]
