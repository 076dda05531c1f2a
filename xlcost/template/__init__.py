"""The workbook: declared as rows, one module a sheet; placed, drawn, calculated and sealed."""
