"""The quick tests are all but those that are named: no name is left over from a file that has gone."""

from pathlib import Path

import pytest
from not_quick import OFFICE

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("beginning", OFFICE)
def test_each_name_means_a_test(beginning):
    assert list(TESTS.glob(f"{beginning}*")) != []
