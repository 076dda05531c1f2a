"""The portfolio workbook: many use cases, their plan, what was really used, and why the two differ.

cases            the use cases: their columns, cases.csv, an example, cases read from usage
usage            usage as rows of the sheet Actuals
calibration      what usage says of each use case, and which use case a row belongs to
sheet, layout    how a sheet is drawn, and where everything stands in it
front_sheets, inputs_sheets, actuals_sheet, variance_sheet     the sheets
book             all sheets together, calculated and sealed
rates            the sheet Rates as rates for usage
baseline         what usage says of the baseline of a workbook of one decision
refresh          new usage into a book that is in use, and its figures into the use cases
"""
