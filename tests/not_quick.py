"""Which tests ``pytest -m "not office"`` leaves out."""

#: What ``-m "not office"`` leaves out: tests that need a program besides Python, and whole workbooks that take minutes.
#: Beginnings of paths below tests/.
OFFICE = (
    # LibreOffice, Node, Chromium, Java, poppler, a package index
    "calculate/test_cross_check.py",
    "calculate/test_engines.py",
    "calculate/test_evidence.py",
    "calculate/test_recalc_second_method.py",
    "cli/test_cli_recalc.py",
    "cli/test_cli_review.py",
    "conformance/test_routes.py",
    "docs/test_site.py",
    "docs/test_try.py",
    "examples",
    "ground/test_nothing_started.py",
    "ground/test_release.py",
    "ground/test_wheel.py",
    "hosts_",
    "readme",
    "usage/test_sql.py",
    "validator",
    # minutes
    "budget",
    "calculate/test_costly_books.py",
    "calculate/test_recalc_package.py",
    "calculate/test_recalc_siblings.py",
    "check/test_check_many.py",
    "check/test_check_planted_faults.py",
    "check/test_check_series.py",
    "conformance/test_reference_random.py",
    "explain/test_workbooks_from_python.py",
    "fuzz",
    "ground/test_killed.py",
    "outputs",
    "plugin",
    "portfolio",
    "template",
    "typing",
    "udfs",
    "usage/test_exact.py",
    "workbook",
)
