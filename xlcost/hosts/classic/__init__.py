"""The classic edition: an .xlsm for desktop Excel on Windows, whose VBA calls our functions through xlwings."""
