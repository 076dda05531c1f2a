"""Formulas as trees: what they say and read, and who depends on whom; nothing is calculated."""
