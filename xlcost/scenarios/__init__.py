"""A workbook with other inputs: one, a file of many, or written into it."""
