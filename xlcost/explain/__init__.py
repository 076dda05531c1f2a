"""What one workbook says: what a person calls its cells, a map of its formulas, and where a value comes from."""
