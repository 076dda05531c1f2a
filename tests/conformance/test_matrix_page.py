"""The page that shows the matrix says what the routes' tests prove."""

from matrix import PAGE, known, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(known()), "run python tests/conformance/matrix.py --write"
