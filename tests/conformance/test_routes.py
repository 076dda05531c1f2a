"""Every route gives every case its value, but for the differences that are known; those must still be there."""

from fnmatch import fnmatchcase

import pytest
from cases import CASES
from known_differences import KNOWN
from routes import ROUTES


@pytest.mark.parametrize("key", ROUTES)
def test_a_route_differs_only_where_it_is_known_to(key):
    differing = ROUTES[key].disagreements(CASES)
    reasons = KNOWN.get(key, ())
    patterns = [pattern for difference in reasons for pattern in difference.cases]
    known = {case.id for case in CASES for pattern in patterns if fnmatchcase(case.id, pattern)}

    unknown = {case: differing[case] for case in differing if case not in known}
    gone = sorted(known - set(differing))
    idle = [pattern for pattern in patterns if not any(fnmatchcase(case, pattern) for case in differing)]
    assert (unknown, gone, idle) == ({}, [], [])


def test_every_case_runs_on_at_least_six_routes():
    assert all(sum(route.applies(case) for route in ROUTES.values()) >= 6 for case in CASES)
