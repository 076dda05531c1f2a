"""The findings of one rule as plain texts."""

import pytest
from rule_books import as_book, workbook

from xlcost.check.run import check_book
from xlcost.check.settings import Settings


@pytest.fixture
def findings():
    """The findings of one rule for a workbook, as (where, message)."""

    def of(code, work, **settings):
        work = workbook(work) if isinstance(work, dict) else work
        report = check_book(as_book(work), Settings(select=(code,), **settings))
        assert report.unreadable is None
        return [(finding.where, finding.message) for finding in report.findings if finding.rule == code]

    return of
