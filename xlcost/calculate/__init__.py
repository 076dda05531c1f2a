"""Workbooks calculated without Excel, with our functions."""
