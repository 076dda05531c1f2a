"""What is probably wrong with a workbook: rules, what they find, what somebody waived, and reports of it."""
