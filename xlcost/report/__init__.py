"""What the reports of check, explain and diff share: texts that are harmless wherever they are shown, and one page."""
