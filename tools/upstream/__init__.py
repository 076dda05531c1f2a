"""Faults of the engine as small cases: to be reported, and to see which an update has mended."""
