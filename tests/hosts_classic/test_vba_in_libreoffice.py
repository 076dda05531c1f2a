"""The VBA of the classic edition, imported and run by LibreOffice, with a stub in place of xlwings' connection."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xlcost.errors import ERROR_TEXTS
from xlcost.hosts.classic.project import add_module, read_project, with_module, write_project
from xlcost.hosts.classic.vba import ERROR_NUMBERS, MODULE_NAME, wrapper_module

Office = Callable[..., dict[str, Any]]
Probe = Callable[..., str]

#: In place of xlwings' module: counts connections, and fails to connect while it is told to.
CONNECTION = """\
Public Connections As Long
Public Broken As Boolean
Public Stale As Boolean
Public Received As Variant

Public Function XLPy() As Object
    Connections = Connections + 1
    If Broken Then Err.Raise 1000, , "Could not load xlwings64.dll from either folder:" & vbCrLf & "C:\\Python"
    Set XLPy = New Dictionary
End Function
"""

#: In place of xlwings' Dictionary class: Python, which answers with what it is asked for.
PYTHON = """\
Public Function CallUDF(ByVal pythonModule As String, ByVal functionName As String, ByVal args As Variant, _
        ByVal book As Variant, ByVal caller As Variant) As Variant
    Dim grid(0 To 1, 0 To 2) As Variant
    Received = pythonModule & "." & functionName
    If Stale Then
        Stale = False
        Err.Raise -2147023174, , "The RPC server is unavailable."
    End If
    If UBound(args) < 0 Then
        CallUDF = "xlcost"
        Exit Function
    End If
    Select Case args(0)
        Case "grid"
            grid(0, 0) = 1.5: grid(0, 1) = "#N/A": grid(0, 2) = "label"
            grid(1, 0) = True: grid(1, 1) = "": grid(1, 2) = "#NUM!"
            CallUDF = grid
        Case "second"
            CallUDF = args(1)
        Case "count"
            CallUDF = CStr(UBound(args) + 1)
        Case "missing"
            CallUDF = IsEmpty(args(4)) & " " & IsEmpty(args(5)) & " " & args(6)
        Case "raise"
            Err.Raise 1001, , "Traceback (most recent call last):" & vbLf & "  File" & vbLf & "KeyError: 'x'" & vbLf
        Case Else
            CallUDF = args(0)
    End Select
End Function
"""

#: A value as text that keeps its kind: an error as its number.
SHOWN = """\
    If IsError({name}) Then
        Probe = Probe & "error " & CLng({name}) & "; "
    Else
        Probe = Probe & TypeName({name}) & " " & {name} & "; "
    End If
"""


@pytest.fixture(scope="session")
def workbook(xlwings_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Path]:
    """Writes xlwings' standalone workbook with another VBA project, under a name."""
    folder = tmp_path_factory.mktemp("workbooks")

    def write(name: str, vba_project: bytes) -> Path:
        with (
            zipfile.ZipFile(xlwings_folder / "quickstart_standalone.xlsm") as shipped,
            zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for part in shipped.namelist():
                written.writestr(part, vba_project if part == "xl/vbaProject.bin" else shipped.read(part))
        return folder / name

    return write


@pytest.fixture(scope="session")
def probe(macro_office: Office, standalone: bytes, workbook: Callable[[str, bytes], Path]) -> Probe:
    """Runs statements, then gives the kinds and values of expressions, in a fresh document with the stubs."""

    def run(*expressions: str, before: str = "", seconds_between_tries: int = 30) -> str:
        module = wrapper_module().replace("TRIES As Long = 30", f"TRIES As Long = {seconds_between_tries}")
        document = workbook("stub.xlsm", _with_stubs(standalone, module))
        lines = ["Dim result As Variant", before]
        for expression in expressions:
            lines += [f"result = {expression}", SHOWN.format(name="result")]
        return str(macro_office(document=str(document), probe="\n".join(lines))["probe"]).removesuffix("; ")

    return run


def test_each_error_text_becomes_the_error(probe: Probe) -> None:
    calls = [f'PROMPT_COST("{text}", 1, 2, 3)' for text in sorted(ERROR_TEXTS)]
    assert probe(*calls) == "; ".join(f"error {ERROR_NUMBERS[text]}" for text in sorted(ERROR_TEXTS))


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        ("450.5", "Double 450.5"),
        ("True", "Boolean True"),
        ('"Fine-tune"', "String Fine-tune"),
        ('"#1 model"', "String #1 model"),
        ('"n/a"', "String n/a"),
        ('""', "String "),
    ],
)
def test_what_is_no_error_text_is_left_as_it_is(probe: Probe, argument: str, shown: str) -> None:
    assert probe(f"PROMPT_COST({argument}, 1, 2, 3)") == shown


def test_errors_inside_a_range_become_errors_in_their_own_cells(probe: Probe) -> None:
    cells = ["range(0, 0)", "range(0, 1)", "range(0, 2)", "range(1, 0)", "range(1, 1)", "range(1, 2)"]
    before = 'Dim range As Variant\nrange = PROMPT_COST_BREAKDOWN("grid", 1, 2, 3)'
    expected = "Double 1.5; error 2042; String label; Boolean True; String ; error 2036"
    assert probe(*cells, before=before) == expected


def test_the_registered_python_function_is_called(probe: Probe) -> None:
    assert probe('TRAINING_COST("m", 1, 2)', "Received") == "String m; String xlcost.udfs.TRAINING_COST"


def test_every_argument_is_handed_on(probe: Probe) -> None:
    assert probe('PROMPT_COST("count", 1, 2, 3)') == "String 11"


def test_an_omitted_argument_is_handed_on_as_blank(probe: Probe) -> None:
    assert probe('PROMPT_COST("missing", 1, 2, 3, , , 0.5)') == "String True True 0.5"


#: Cells of the first sheet: a price in a currency format, numbers, a blank cell and a text.
CELLS = """
Dim sheet As Object
Set sheet = ThisWorkbook.Worksheets(1)
sheet.Range("C3").Value = 0.000003
sheet.Range("C3").NumberFormat = "$#,##0.00"
sheet.Range("C4").Value = 7
sheet.Range("C6").Value = "last"
"""


def test_a_price_in_a_currency_format_is_handed_on_in_full(probe: Probe) -> None:
    assert probe('PROMPT_COST(sheet.Range("C3"), 1, 2, 3)', before=CELLS) == "Double 0.000003"


@pytest.mark.parametrize(
    ("cells", "size"),
    [
        ("C3:C6", "4 x 1"),
        ("C3:C9", "7 x 1"),
        ("C:C", "6 x 1"),
        ("C4:C1048576", "3 x 1"),
        ("C6:C1048576", "2 x 1"),
        ("C9:C1048576", "2 x 1"),
        ("4:4", "1 x 3"),
        ("B4:XFD4", "1 x 2"),
    ],
)
def test_of_a_range_to_the_end_of_the_sheet_the_part_in_use_is_handed_on(probe: Probe, cells: str, size: str) -> None:
    before = f'{CELLS}\nDim range As Variant\nrange = PROMPT_COST("second", sheet.Range("{cells}"), 2, 3)'
    height = "UBound(range, 1) - LBound(range, 1) + 1"
    width = "UBound(range, 2) - LBound(range, 2) + 1"
    assert probe(f'Format({height}) & " x " & Format({width})', before=before) == f"String {size}"


def test_several_ranges_at_once_are_no_argument(probe: Probe) -> None:
    assert probe('PROMPT_COST(sheet.Range("C3:C4,C6"), 1, 2, 3)', before=CELLS) == "error 2015"


def test_a_function_without_arguments(probe: Probe) -> None:
    assert probe("XLCOST_VERSION()") == "String xlcost"


def test_an_unreachable_python_gives_name_errors_where_values_belong(probe: Probe) -> None:
    calls = ["TOKEN_PRICE(1)", "FINETUNE_ADVICE(1, 2, 3, 4, 5)", "MODEL_PRICES()"]
    assert probe(*calls, before="Broken = True") == "error 2029; error 2029; error 2029"


@pytest.mark.parametrize("call", ["XLCOST_VERSION()", 'COST_EXPLAIN("PROMPT_COST")'])
def test_an_unreachable_python_is_explained_where_texts_belong(probe: Probe, call: str) -> None:
    said = probe(call, before="Broken = True")
    assert said.startswith("String xlcost cannot reach Python, so its cells show #NAME?.")
    assert "xlcost excel doctor" in said
    assert said.endswith("The reason: Could not load xlwings64.dll from either folder: C:\\Python")


def test_an_unreachable_python_is_tried_once_and_not_in_every_cell(probe: Probe) -> None:
    calls = ["TOKEN_PRICE(1)", "TOKEN_PRICE(2)", "TOKEN_PRICE(3)"]
    assert probe(*calls, "Connections", before="Broken = True").endswith("Long 1")


def test_python_is_found_once_it_can_be_reached(probe: Probe) -> None:
    before = "Broken = True\nresult = TOKEN_PRICE(1)\nBroken = False"
    assert probe("TOKEN_PRICE(2)", before=before, seconds_between_tries=0) == "Integer 2"


def test_the_connection_is_made_once(probe: Probe) -> None:
    assert probe("TOKEN_PRICE(1)", "TOKEN_PRICE(2)", "Connections") == "Integer 1; Integer 2; Long 1"


def test_a_connection_that_was_lost_is_made_anew(probe: Probe) -> None:
    before = "result = TOKEN_PRICE(1)\nStale = True"
    assert probe("TOKEN_PRICE(2)", "Connections", before=before) == "Integer 2; Long 2"


def test_a_python_error_is_told_by_its_last_line(probe: Probe) -> None:
    shown, said = probe('TOKEN_PRICE("raise")', 'COST_EXPLAIN("raise")').split("; ", 1)
    assert shown == "error 2029"
    assert said.endswith("The reason: KeyError: 'x'")


def test_describing_the_functions_never_fails(probe: Probe) -> None:
    # LibreOffice has no MacroOptions at all, so that every description is refused.
    assert probe('"opened"', before="Call Auto_Open") == "String opened"


@pytest.fixture(scope="session")
def edition(standalone: bytes, workbook: Callable[[str, bytes], Path]) -> Path:
    """The standalone workbook with our module beside xlwings' own, nothing stubbed."""
    return workbook("edition.xlsm", add_module(standalone, MODULE_NAME, wrapper_module()))


def test_libreoffice_imports_our_module_and_all_of_xlwings(
    macro_office: Office, standalone: bytes, edition: Path
) -> None:
    modules = macro_office(document=str(edition))["modules"]
    assert set(modules) == {*(module.name for module in read_project(standalone).modules), MODULE_NAME}
    assert "Public Function PROMPT_COST(" in modules[MODULE_NAME]
    assert "Function XLPy()" in modules["xlwings"]


@pytest.mark.parametrize(("kind", "filter_name"), [("ods", "calc8"), ("xlsm", "Calc MS Excel 2007 VBA XML")])
def test_libreoffice_keeps_our_module_when_it_saves(
    macro_office: Office, edition: Path, tmp_path: Path, kind: str, filter_name: str
) -> None:
    saved = tmp_path / f"saved.{kind}"
    before = macro_office(document=str(edition), store=[str(saved), filter_name])["modules"]
    after = macro_office(document=str(saved))["modules"]
    assert after[MODULE_NAME].rstrip() == before[MODULE_NAME].rstrip()


def _with_stubs(standalone: bytes, wrappers: str) -> bytes:
    project = read_project(standalone)
    stubs = {"xlwings": CONNECTION, "Dictionary": PYTHON}
    modules = tuple(
        replace(module, source=_attributes(module.source) + stubs[module.name].replace("\n", "\r\n"))
        if module.name in stubs
        else module
        for module in project.modules
    )
    return write_project(with_module(replace(project, modules=modules), "standard", MODULE_NAME, wrappers))


def _attributes(source: str) -> str:
    return "".join(line for line in source.splitlines(keepends=True) if line.startswith("Attribute VB_"))
