"""The sheets of the workbook, one module each: what is on them, in the order in which a reader meets it."""
