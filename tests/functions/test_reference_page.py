"""The reference is the register, never an older copy of it."""

from pathlib import Path

import xlcost.functions
from xlcost.functions.reference import overview, reference

PAGE = Path(xlcost.functions.__file__).with_name("FUNCTIONS.md")


def test_the_page_is_what_the_register_says():
    """Write it anew with: python -m tests.functions.test_reference_page (after reading the difference)."""
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_the_overview_has_a_line_for_every_function():
    assert len(overview().splitlines()) == len(xlcost.functions.FUNCTIONS) + 2


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
