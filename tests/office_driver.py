"""Runs in LibreOffice's Python: starts soffice, does what stdin asks in JSON lines, ends it when stdin closes."""

import contextlib
import json
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.CellFlags import FORMULA
from com.sun.star.sheet.FormulaResult import ERROR, STRING
from com.sun.star.uno import RuntimeException

START_LIMIT = 60.0  # seconds
END_LIMIT = 20.0
ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}


class Driver:
    def __init__(self, soffice, profile, extensions):
        pipe = f"xlcost{os.getpid()}"
        self.process = subprocess.Popen(
            [soffice, "--headless", "--norestore", "--nologo", "--nolockcheck", f"-env:UserInstallation={profile}",
             f"-env:BUNDLED_EXTENSIONS={extensions}", f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def create(self, service):
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def open(self, url):
        return self.desktop.loadComponentFromURL(url, "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))

    def values(self, path, changes):
        document = self.open(Path(path).as_uri())
        try:
            for sheet, address, value in changes:
                put(document.Sheets.getByName(sheet).getCellRangeByName(address), value)
            document.calculateAll()
            return {sheet.Name: formula_values(sheet) for sheet in document.Sheets}
        finally:
            document.close(True)

    def evaluate(self, formulas, cells):
        document = self.open("private:factory/scalc")
        try:
            sheet = document.Sheets.getByIndex(0)
            for address, value in cells.items():
                put(sheet.getCellRangeByName(address), value)
            document.Sheets.insertNewByName("Results", 1)
            results = document.Sheets.getByName("Results")
            answers = []
            for position, formula in enumerate(formulas):
                if isinstance(formula, list):  # [formula, rows, columns]
                    text, rows, columns = formula
                    area = results.getCellRangeByPosition(position, 0, position + columns - 1, rows - 1)
                    area.setArrayFormula(text)
                    answers.append([[shown(area.getCellByPosition(c, r)) for c in range(columns)] for r in range(rows)])
                    area.clearContents(1023)
                else:
                    cell = results.getCellByPosition(position, 0)
                    cell.setFormula(formula)
                    answers.append(shown(cell))
            return answers
        finally:
            document.close(True)

    def describe(self, name):
        described = {p.Name: p.Value for p in self.create("com.sun.star.sheet.FunctionDescriptions").getByName(name)}
        described["Arguments"] = [[a.Name, a.Description] for a in described["Arguments"] or ()]
        return described

    def seconds_for(self, formula, rows):
        document = self.open("private:factory/scalc")
        try:
            document.enableAutomaticCalculation(False)
            sheet = document.Sheets.getByIndex(0)
            sheet.getCellRangeByPosition(0, 0, 0, rows - 1).setFormulaArray(
                tuple((formula.format(row=row),) for row in range(1, rows + 1))
            )
            started = time.perf_counter()
            document.calculateAll()
            return time.perf_counter() - started
        finally:
            document.close(True)

    def end(self):
        with contextlib.suppress(RuntimeException):  # the connection breaks while it answers
            self.desktop.terminate()
        try:
            self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)


def formula_values(sheet):
    """Address -> value of every formula cell; one call a range, because each call crosses a process."""
    values = {}
    for found in sheet.queryContentCells(FORMULA).RangeAddresses:
        area = sheet.getCellRangeByPosition(found.StartColumn, found.StartRow, found.EndColumn, found.EndRow)
        for down, line in enumerate(area.getDataArray()):
            for across, value in enumerate(line):
                address = f"{letters(found.StartColumn + across)}{found.StartRow + down + 1}"
                values[address] = shown(area.getCellByPosition(across, down)) if value is None else value
    return values


def letters(column):
    """The name of a column counted from 0."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def put(cell, value):
    if value is None:
        cell.clearContents(1023)
    elif isinstance(value, str) and not value.startswith("="):
        cell.setString(value)
    elif isinstance(value, str):
        cell.setFormula(value)
    else:
        cell.setValue(float(value))


def shown(cell):
    code = cell.getError()
    if code:
        return ERRORS.get(code, f"Err:{code}")
    if cell.Type.value == "FORMULA":
        return (
            cell.String
            if cell.FormulaResultType2 == STRING
            else None
            if cell.FormulaResultType2 == ERROR
            else cell.Value
        )
    return cell.String if cell.Type.value == "TEXT" else cell.Value


def main():
    driver = Driver(*sys.argv[1:])
    try:
        for line in sys.stdin:
            method, *arguments = json.loads(line)
            try:
                answer = {"result": getattr(driver, method)(*arguments)}
            except Exception:  # noqa: BLE001 - whatever went wrong is the answer
                answer = {"error": traceback.format_exc()}
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    finally:
        driver.end()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # UNO's threads may outlive Python's own ending, which then crashes now and then, after the work is done
    os._exit(0)
