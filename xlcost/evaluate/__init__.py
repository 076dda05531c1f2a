"""Formulas calculated in Python alone: a second opinion on each cell, and all of our workbook in a browser."""
