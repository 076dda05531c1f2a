"""Every route gives every case its value, but for the differences that are known; those must still be there."""

from fnmatch import fnmatchcase

import pytest
from agreement import agree
from cases import CASES
from known_differences import KNOWN, known_cases
from routes import ROUTES
from zeros import answers_with_zeros


@pytest.mark.parametrize("key", ROUTES)
def test_a_route_differs_only_where_it_is_known_to(key):
    differing = ROUTES[key].disagreements(CASES)
    known = known_cases(key, CASES)
    unknown = {case: found for case, found in differing.items() if case not in known}
    assert unknown == {}, "mend it, or give the reason in known_differences.py"
    assert known - set(differing) == set(), "these agree now: take them out of known_differences.py"


@pytest.mark.parametrize("key", KNOWN)
def test_every_pattern_of_a_known_difference_means_a_case(key):
    patterns = [pattern for difference in KNOWN[key] for pattern in difference.cases]
    assert [pattern for pattern in patterns if not any(fnmatchcase(case.id, pattern) for case in CASES)] == []


@pytest.mark.parametrize("key", KNOWN)
def test_a_case_differs_for_one_reason(key):
    reasons = [known_cases(key, CASES, difference) for difference in KNOWN[key]]
    assert sum(map(len, reasons)) == len(known_cases(key, CASES))


def test_every_case_runs_on_at_least_six_routes():
    assert all(sum(route.applies(case) for route in ROUTES.values()) >= 6 for case in CASES)


def test_where_a_blank_is_zero_the_cell_shows_what_zero_gives():
    expected = {case.id: shown for case, shown in answers_with_zeros(CASES)}
    found = ROUTES["zero"].run([case for case in CASES if case.id in expected])
    wrong = {
        key: (shown, found[key]) for key, shown in expected.items() if not agree(_rows(shown), _rows(found[key][0]))
    }
    assert len(expected) > 50
    assert wrong == {}


def _rows(shown):
    return shown if isinstance(shown, list) else [[shown]]
