"""Workbooks without Excel: read safely, parsed once, recalculated with our functions, patched back."""
