"""A workbook file as data: read safely, parsed once, patched back byte for byte."""
