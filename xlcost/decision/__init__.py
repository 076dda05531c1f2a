"""The decision: one task, up to four ways of doing it, month by month, and which of them is advised."""
