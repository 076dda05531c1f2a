"""Formulas translated for formualizer, and what its results are worth."""
