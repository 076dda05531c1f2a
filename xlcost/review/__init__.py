"""The reviewer's page: what is probably wrong with a workbook, how it hangs together, what changed, and who signs."""
