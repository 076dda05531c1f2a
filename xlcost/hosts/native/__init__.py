"""The native edition: the functions as named LAMBDAs of Excel 365 and 2024, with nothing installed."""
