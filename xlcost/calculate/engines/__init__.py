"""Engines: what calculates a workbook, each behind the same six calls."""
