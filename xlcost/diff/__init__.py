"""What changed between two workbooks: inputs, prices and formulas, and the results that moved because of them."""
