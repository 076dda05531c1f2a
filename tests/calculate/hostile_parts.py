"""Workbooks that are whole as packages and odd inside: a number, a name, a formula or a reference that makes no sense."""

from __future__ import annotations

from typing import Final

from raw_package import MAIN, PACKAGE, REL, parts, sheet_xml, table_xml, zipped

_ROWS: Final = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Requests</t></is></c><c r="B1"><v>5</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Cost</t></is></c><c r="B2"><f>B1*2</f><v>10</v></c></row>'
)
_STYLES: Final = f'<Relationship Id="st" Type="{REL}/styles" Target="styles.xml"/></Relationships>'
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"

#: What stands in the first row.
CELLS: Final = {
    "an address in small letters": '<c r="a1"><v>1</v></c>',
    "a cell twice": '<c r="A1"><v>1</v></c><c r="A1"><f>A1</f></c>',
    "a cell of another row": '<c r="A9"><f>A9</f></c><c r="C1"><v>3</v></c>',
    "digits of another script": '<c r="A1"><v>\u0661\u0662</v></c>',
    "an underscore in a number": '<c r="A1"><v>1_000</v></c>',
    "infinity": '<c r="A1"><v>inf</v></c>',
    "beyond a float": '<c r="A1"><v>1e999</v></c>',
    "nearly nothing": '<c r="A1"><v>4e-324</v></c><c r="B1"><f>A1/2+1/A1</f><v>1</v></c>',
    "3,000 digits": f'<c r="A1"><v>{"1" * 3_000}</v></c>',
    "a day that is none": '<c r="A1" t="d"><v>9999-99-99</v></c>',
    "the first day of all": '<c r="A1" t="d"><v>0001-01-01</v></c><c r="B1"><f>A1+1</f></c>',
    "an error of nobody's": '<c r="A1" t="e"><v>#WEIRD! &#x202e;</v></c><c r="B1"><f>A1</f><v>1</v></c>',
    "an error that is a command": '<c r="A1" t="e"><v>=cmd|x</v></c>',
    "a text before the first": '<c r="A1" t="s"><v>-1</v></c>',
    "two formulas": '<c r="A1"><f>1</f><f>2</f><v>1</v><v>2</v></c>',
    "a formula of spaces": '<c r="A1"><f>   </f></c>',
    "a formula with its sign": '<c r="A1"><f>=1+1</f></c>',
    "a program in a formula": "<c r=\"A1\"><f>cmd|' /C calc'!A0</f></c>",
    "a workbook of twenty digits": '<c r="A1"><f>[1]!x+[99999999999999999999]S!A1</f></c>',
    "cells outside the grid": '<c r="A1"><f>XFE1+A1048577+A0</f></c>',
    "quotes in quotes": f'<c r="A1"><f>"{chr(34) * 8_000}"</f></c>',
    "brackets without end": f'<c r="A1"><f>T{"[" * 8_000}</f></c>',
    "minus and minus": f'<c r="A1"><f>{"-" * 8_000}1</f></c>',
    "per cent of per cent": f'<c r="A1"><f>1{"%" * 8_000}</f></c>',
    "a range of ranges": f'<c r="A1"><f>{":".join(["A1"] * 2_500)}</f></c>',
    "cuts of columns": f'<c r="A1"><f>{" ".join(["A:A"] * 2_000)}</f></c>',
    "a call of a call": f'<c r="A1"><f>LAMBDA(x,x){"(1)" * 2_500}</f></c>',
    "a spill of a spill": f'<c r="A1"><f>B1{"#" * 5_000}</f></c>',
    "a sheet of quotes": f"<c r=\"A1\"><f>'{chr(39) * 6_000}'!A1</f></c>",
    "an array that fills others": '<c r="A1"><f t="array" ref="C5:D6">1</f></c>',
    "arrays over each other": '<c r="A1"><f t="array" ref="A1:A3">ROW(1:3)</f></c>'
    '<c r="B1"><f t="array" ref="A1:C2">1</f></c>',
    "a what-if table of itself": '<c r="B1"><f t="dataTable" ref="B1:C3" r1="B1" r2="B1" dt2D="1"/></c>',
    "a what-if table of a command": '<c r="B1"><f t="dataTable" ref="B1:C3" r1="1+cmd|x"/></c>',
    "a shared formula given twice": '<c r="A1"><f t="shared" si="0" ref="A1:A2">B1</f></c>'
    '<c r="C1"><f t="shared" si="0" ref="C1">D1</f></c><c r="E1"><f t="shared" si="0"/></c>',
    "a shared formula round the edge": '<c r="A1"><f t="shared" si="0" ref="A1:C1">XFD1+B1048576</f></c>'
    '<c r="C1"><f t="shared" si="0"/></c>',
    "metadata that are not there": '<c r="A1" cm="99999999"><f t="array" ref="A1">1</f></c>',
    "signs that act in a text": '<c r="A1" t="str"><v>_x0000__xD800__x001B_[31m&#x202e;</v></c>',
}
#: What stands behind the cells.
AROUND: Final = {
    "everything merged": '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    "a validation of no kind": '<dataValidations><dataValidation type="zzz" operator="qqq" sqref="B1">'
    "<formula1>((((</formula1></dataValidation></dataValidations>",
    "a validation beyond a float": '<dataValidations><dataValidation type="whole" sqref="B1">'
    "<formula1>1E400</formula1><formula2>-1E400</formula2></dataValidation></dataValidations>",
    "a validation of 4,000 digits": '<dataValidations><dataValidation type="whole" sqref="B1">'
    f"<formula1>{'9' * 4_000}</formula1></dataValidation></dataValidations>",
    "a validation without a lower end": '<dataValidations><dataValidation type="whole" sqref="B1">'
    "<formula2>3</formula2></dataValidation></dataValidations>",
    "a list that is the cell itself": '<dataValidations><dataValidation type="list" sqref="B1">'
    "<formula1>B1</formula1></dataValidation></dataValidations>",
    "a format without a rule": '<conditionalFormatting sqref="A1"><cfRule/></conditionalFormatting>',
    "a link that runs": '<hyperlinks><hyperlink ref="A1" location="javascript:alert(1)"/></hyperlinks>',
    "a header that acts": "<headerFooter><oddHeader>&amp;L\u202e&#x85;</oddHeader></headerFooter>",
}
_SHEET_NAMES: Final = {
    "a sheet called by a sign that acts": "&#x9b;31m \u202ea",
    "a sheet called by a formula": "=1+1",
    "a sheet called by a script": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a sheet called by a book": "[Book]S'1",
    "a sheet called by 9,000 letters": "x" * 9_000,
}
_NAMES: Final = {
    "a name of nothing": '<definedName name="">S1!$A$1</definedName>',
    "a name of itself": '<definedName name="q">q</definedName>',
    "a name of 120,000 characters": f'<definedName name="q">{"1+" * 60_000}1</definedName>',
    "a name that calls itself": '<definedName name="q">_xlfn.LAMBDA(_xlpm.x,q(_xlpm.x))</definedName>',
}
_TABLES: Final = {
    "a table without rows": table_xml("T", "A1:A2", "x", totals=9),
    "a table of negative rows": table_xml("T", "A1:A2", "x", totals=-3),
    "a table of one column twice": table_xml("T", "A1:B2", "x", "X"),
}
_FORMATS: Final = {
    "a format of conditions": "[&gt;1]" * 3_000,
    "a format of brackets": "[" * 5_000,
    "a format of quotes": f"{'&quot;' * 4_001}yyyy",
}


def _odd() -> dict[str, dict[str, str | bytes]]:
    made: dict[str, dict[str, str | bytes]] = {}
    made |= {name: parts(sheet_xml(f'<row r="1">{cells}</row>')) for name, cells in CELLS.items()}
    made |= {name: parts(sheet_xml(_ROWS, around)) for name, around in AROUND.items()}
    for name, called in _SHEET_NAMES.items():
        made[name] = parts(sheet_xml(_ROWS))
        made[name]["xl/workbook.xml"] = str(made[name]["xl/workbook.xml"]).replace('"S1"', f'"{called}"')
    made |= {name: parts(sheet_xml(_ROWS.replace("B1*2", "B1*2+q+q(1)")), names=each) for name, each in _NAMES.items()}
    made |= {
        name: parts(sheet_xml(_ROWS.replace("B1*2", "SUM(T[x])+T[[#Totals],[x]]+T[@]+T[#Foo]")), tables=(table,))
        for name, table in _TABLES.items()
    }
    for name, code in _FORMATS.items():
        made[name] = parts(sheet_xml(_ROWS.replace('"B1">', '"B1" s="1">')))
        made[name]["xl/styles.xml"] = (
            f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
            '<cellXfs><xf numFmtId="99999999999999999999" fontId="-3"/><xf numFmtId="200"/></cellXfs></styleSheet>'
        )
        made[name][_RELATIONS] = str(made[name][_RELATIONS]).replace("</Relationships>", _STYLES)
    return made


def _around_the_sheets() -> dict[str, dict[str, str | bytes]]:
    made = {
        name: parts(sheet_xml(_ROWS))
        for name in ("a sheet that is the workbook", "a sheet outside", "a drawing of itself", "a calculation of nan")
    }
    for name, target in (
        ("a sheet that is the workbook", "workbook.xml"),
        ("a sheet outside", f"{'../' * 50}etc/passwd"),
    ):
        made[name][_RELATIONS] = str(made[name][_RELATIONS]).replace("worksheets/sheet1.xml", target)
    made["a drawing of itself"]["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="d" Type="{REL}/drawing" Target="sheet1.xml"/></Relationships>'
    )
    made["a calculation of nan"]["xl/workbook.xml"] = str(made["a calculation of nan"]["xl/workbook.xml"]).replace(
        "</workbook>", '<calcPr iterateCount="1e999" iterateDelta="nan" iterate="1"/></workbook>'
    )
    return made


#: By what is odd about them.
ODD: Final[dict[str, bytes]] = {name: zipped(content) for name, content in (_odd() | _around_the_sheets()).items()}
