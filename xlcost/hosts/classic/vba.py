"""The VBA module of the classic edition: one wrapper for each registered function, written from the registry.

xlwings' own generated wrapper shows an exception as text where a number belongs, and leaves "#N/A" a text. Ours calls
Python in the same way, then turns error texts, alone or inside a range, into Excel's errors. While Python cannot be
reached, every cell shows #NAME?, the error Excel itself shows for functions that are not there; a person gets the
reason once, and can read it at any time from the functions that return a text about themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xlcost.functions import CATEGORY, FUNCTIONS, Function

MODULE_NAME: Final = "XlcostFunctions"
#: The Python module whose functions the wrappers call.
UDF_MODULE: Final = "xlcost.udfs"

#: What VBA calls each error: the numbers of Excel's XlCVError, since older Excels do not have all of its names.
ERROR_NUMBERS: Final = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
    "#GETTING_DATA": 2043,
    "#SPILL!": 2045,
    "#CONNECT!": 2046,
    "#BLOCKED!": 2047,
    "#UNKNOWN!": 2048,
    "#FIELD!": 2049,
    "#CALC!": 2050,
    "#BUSY!": 2051,
}

#: Functions that answer with a text about xlcost itself, so that the reason for a failure is at home there.
_TELLS_WHY: Final = frozenset({"XLCOST_VERSION", "COST_EXPLAIN"})

_UNREACHABLE: Final = f"CVErr({ERROR_NUMBERS['#NAME?']})"

_SHARED: Final = """\
' Written by xlcost from its function registry: change it there. Calls go through the module xlwings of this workbook.
Option Explicit

Private Const UNREACHABLE_FOR_NOW As Long = 60513
Private Const SECONDS_BETWEEN_TRIES As Long = 30

Private mPython As Object ' the connection, kept because making one anew reads the settings each time
Private mIsNew As Boolean ' whether the last call made the connection
Private mNextTry As Date ' a failed connection is not tried again in every cell, but only after this time
Private mReason As String
Private mTold As Boolean

Private Function Python() As Object
    mIsNew = mPython Is Nothing
    If mIsNew Then
        If Now < mNextTry Then Err.Raise UNREACHABLE_FOR_NOW
        mNextTry = DateAdd("s", SECONDS_BETWEEN_TRIES, Now)
        Set mPython = XLPy
        mNextTry = 0
    End If
    Set Python = mPython
End Function

' Whether a failed call is worth another try: a connection made earlier may have been closed since.
Private Function TryAgain(ByVal number As Long, ByVal description As String) As Boolean
    TryAgain = Not mIsNew
    Set mPython = Nothing
    If Not TryAgain And number <> UNREACHABLE_FOR_NOW Then TellOnce description
End Function

Private Function IsMac() As Boolean
    On Error Resume Next
    IsMac = InStr(Application.OperatingSystem, "Mac") > 0
End Function

Private Sub TellOnce(ByVal description As String)
    Dim attended As Boolean
    If IsMac Then description = "Excel for Mac cannot call Python; use the native edition or xlwings Lite there"
    mReason = "xlcost cannot reach Python, so its cells show #NAME?. To find out what to mend, run: " & _
        "xlcost excel doctor. Ctrl+Alt+F9 then calculates again. The reason: " & OneLine(description)
    If mTold Then Exit Sub
    mTold = True
    On Error Resume Next
    attended = Application.UserControl And Application.Interactive And Application.DisplayAlerts
    If attended Then MsgBox mReason, vbExclamation, "xlcost"
End Sub

' Python's tracebacks say the cause in their last line.
Private Function OneLine(ByVal text As String) As String
    Dim lines As Variant
    Dim last As Long
    lines = Split(Trim$(Replace(text, vbCr, "")), vbLf)
    If InStr(text, "Traceback") > 0 Then
        For last = UBound(lines) To 0 Step -1
            If Trim$(lines(last)) <> "" Then Exit For
        Next last
        OneLine = Left$(lines(last), 300)
    Else
        OneLine = Left$(Join(lines, " "), 300)
    End If
End Function

' What Python is handed of the arguments. Range.Value2 gives each number in full, where Value, which xlwings would read,
' rounds those in a currency format to four decimals. Several ranges at once are no argument; one left out is blank.
Private Function Taken(ByVal arguments As Variant) As Variant
    Dim handed() As Variant
    Dim position As Long
    Taken = arguments
    If UBound(arguments) < 0 Then Exit Function
    ReDim handed(0 To UBound(arguments))
    For position = 0 To UBound(arguments)
        If IsMissing(arguments(position)) Then
            handed(position) = Empty
        ElseIf Not IsObject(arguments(position)) Then
            handed(position) = arguments(position)
        ElseIf arguments(position).Areas.Count > 1 Then
            handed(position) = CVErr(2015)
        Else
            handed(position) = InUse(arguments(position)).Value2
        End If
    Next position
    Taken = handed
End Function

' Of a range that runs to the end of its sheet, as A:A does, the part down to the last cell in use; other ranges whole.
Private Function InUse(ByVal whole As Object) As Object
    Dim height As Long
    Dim width As Long
    height = whole.Rows.Count
    width = whole.Columns.Count
    With whole.Worksheet
        If whole.Row + height > .Rows.Count Then
            height = Cut(height, .UsedRange.Row + .UsedRange.Rows.Count - whole.Row)
        End If
        If whole.Column + width > .Columns.Count Then
            width = Cut(width, .UsedRange.Column + .UsedRange.Columns.Count - whole.Column)
        End If
    End With
    Set InUse = whole.Resize(height, width)
End Function

' Two at least, where there were: one row or column alone would count for every row or column of the others.
Private Function Cut(ByVal size As Long, ByVal used As Long) As Long
    Cut = used
    If Cut < 2 Then Cut = 2
    If Cut > size Then Cut = size
End Function

Private Function Shown(ByVal value As Variant) As Variant
    Dim row As Long
    Dim column As Long
    If IsArray(value) Then
        For row = LBound(value, 1) To UBound(value, 1)
            For column = LBound(value, 2) To UBound(value, 2)
                If VarType(value(row, column)) = vbString Then value(row, column) = ErrorOrText(value(row, column))
            Next column
        Next row
    ElseIf VarType(value) = vbString Then
        value = ErrorOrText(value)
    End If
    Shown = value
End Function
"""


def wrapper_module(functions: Iterable[Function] = FUNCTIONS.values()) -> str:
    """The source of the module, without its ``Attribute VB_Name`` line."""
    functions = tuple(functions)
    parts = [_SHARED, _error_or_text(), *map(_wrapper, functions), _auto_open(functions), _DESCRIBE]
    return "\n".join(parts)


def _error_or_text() -> str:
    cases = [f'        Case "{text}": ErrorOrText = CVErr({number})' for text, number in ERROR_NUMBERS.items()]
    return "\n".join(
        [
            "Private Function ErrorOrText(ByVal text As String) As Variant",
            "    ErrorOrText = text",
            '    If Left$(text, 1) <> "#" Then Exit Function',
            "    Select Case text",
            *cases,
            "    End Select",
            "End Function",
            "",
        ]
    )


def _wrapper(function: Function) -> str:
    name = function.name
    parameters = [a.name if a.required else f"Optional {a.name}" for a in function.arguments]
    values = ", ".join(argument.name for argument in function.arguments)
    call = f'Python.CallUDF("{UDF_MODULE}", "{name}", Taken(Array({values})), ThisWorkbook, Application.Caller)'
    return "\n".join(
        [
            f"Public Function {name}({', '.join(parameters)}) As Variant",
            "    On Error GoTo Failed",
            f"    {name} = Shown({call})",
            "    Exit Function",
            "Failed:",
            "    If TryAgain(Err.Number, Err.Description) Then",
            "        Resume",
            "    End If",
            f"    {name} = {'mReason' if name in _TELLS_WHY else _UNREACHABLE}",
            "End Function",
            "",
        ]
    )


def _auto_open(functions: Iterable[Function]) -> str:
    """What gives the function wizard its texts: Excel keeps them nowhere that we could write them."""
    described = [
        f"    Describe {_literal(function.name)}, {_literal(function.summary)}, Array({_help_lines(function)})"
        for function in functions
    ]
    return "\n".join(
        [
            "' Excel runs this when a person opens the workbook; where it refuses a description, nothing else is lost.",
            "Public Sub Auto_Open()",
            "    Dim wasSaved As Boolean",
            "    On Error Resume Next",
            "    wasSaved = ThisWorkbook.Saved",
            *described,
            "    ThisWorkbook.Saved = wasSaved",
            "End Sub",
            "",
        ]
    )


def _help_lines(function: Function) -> str:
    return "".join(
        f"{',' if number else ''} _\n        {_literal(argument.help)}"
        for number, argument in enumerate(function.arguments)
    )


_DESCRIBE: Final = f"""\
Private Sub Describe(ByVal name As String, ByVal summary As String, ByVal arguments As Variant)
    Dim macro As String
    On Error Resume Next
    macro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & name
    If UBound(arguments) < 0 Then
        Application.MacroOptions Macro:=macro, Description:=summary, Category:="{CATEGORY}"
    Else
        Application.MacroOptions Macro:=macro, Description:=summary, Category:="{CATEGORY}", _
            ArgumentDescriptions:=arguments
    End If
End Sub
"""


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
