"""The comparison on paper: 80 columns of text, a page that loads nothing, JSON; and nothing in a file acts."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from small_models import COSTS, INPUTS, SHEETS, Line, book, changed, model, with_line

from xlcost.diff.comparing import diff
from xlcost.diff.reports import rendered

HOSTILE = ['<script>alert("x")</script>', "\x9b31mred", "[bold]rich[/bold]", "left\u202eright", "+1+1", "a\nb\rc"]


def difference(new, old=None):
    return diff(book(model(old), "old.xlsx"), book(model(new), "new.xlsx"))


@pytest.fixture(scope="module")
def everything():
    """An input, a formula, a row, a text and the results that moved."""
    extra = Line("extra", "Extra cost", "USD per month", 20)
    return difference(
        {
            "Inputs": with_line(changed(INPUTS, "requests", content=200_000), "price", extra),
            "Costs": changed(changed(COSTS, "monthly", content="={usage}+{fixed}+{extra}"), "yearly", label="A year"),
            "Summary": SHEETS["Summary"],
        }
    )


def test_the_text_for_a_terminal(everything):
    assert (
        rendered("text", everything)
        == """\
old.xlsx -> new.xlsx
Headline: Summary!C2 Cost of a year 4,200 -> 8,040 (+91.4%), moved most by one
of 3 changes: Requests 100,000 -> 200,000.
Changed: 1 input, 1 formula, 1 text, 1 row. 4 of 4 formula cells show another
result.

Rows and columns
  Inputs row 5 inserted: Extra cost (3 constants)

Inputs
  Inputs!C2 Requests               100,000 -> 200,000 requests per month (+100%)

Formulas
  Costs!C3 Monthly cost
    - =C2+'Inputs'!C5
    + =C2+'Inputs'!C6+'Inputs'!C5
      Costs!C3 shows                                         350 -> 670 (+91.4%)

Texts, and numbers that no result depends on
  Costs!A4                                                 Yearly cost -> A year

Results moved by 3 changes
  a  Requests 100,000 -> 200,000
  b  formula of Monthly cost (Costs!C3)
  c  Inputs row 5 inserted
  Summary!C2 Cost of a year                          4,200 -> 8,040 USD (+91.4%)
      a +3,600, b+c +240"""
    )


def test_the_headline_is_what_a_reader_meets_first_not_what_moved_furthest():
    more = (*SHEETS["Summary"], Line("decade", "Cost of ten years", "USD", "={yearly}*10"))
    old = SHEETS | {"Summary": more}
    text = rendered("text", difference(old | {"Inputs": changed(INPUTS, "requests", content=200_000)}, old))
    assert "Headline: Summary!C2 Cost of a year 4,200 -> 7,800 (+85.7%)" in " ".join(text.split())


def test_no_change_is_two_lines():
    assert rendered("text", diff(book(name="a.xlsx"), book(name="b.xlsx"))) == "a.xlsx -> b.xlsx\nNo change."


def test_text_never_gets_wider_than_a_terminal(everything):
    long_label = Line("long", "A label that is much longer than any terminal is wide " * 3, "unit " * 20, 1)
    many = difference(
        {**SHEETS, "Inputs": (*INPUTS, long_label)}, {**SHEETS, "Inputs": (*INPUTS, long_label._replace(content=2))}
    )
    for found in (everything, many):
        assert max(len(line) for line in rendered("text", found, None).splitlines()) <= 80


def test_beyond_the_limit_changes_are_counted():
    lines = tuple(Line(f"line{n}", f"Line {n}", "USD", n) for n in range(30))
    old = {"Inputs": (*lines, Line("sum", "Sum", "USD", "=SUM({line0}:{line29})"))}
    new = {"Inputs": (*(line._replace(content=line.content + 1) for line in lines), old["Inputs"][-1])}
    found = difference(new, old)
    assert "  and 18 more (--all shows them)" in rendered("text", found).splitlines()
    assert rendered("text", found, None).count(" -> ") > 30


def test_json_has_every_section_and_plain_values(everything):
    answer = json.loads(rendered("json", everything))
    assert answer["changed"] is True
    assert answer["inputs"] == [
        {
            "where": "Inputs!C2",
            "label": "Requests",
            "header": "",
            "unit": "requests per month",
            "old_where": "Inputs!C2",
            "old": 100_000.0,
            "new": 200_000.0,
        }
    ]
    assert answer["results"][0]["effects"] == [
        {"drivers": [0], "alone": 7_800.0},
        {"drivers": [1, 2], "alone": 4_440.0},
    ]
    assert answer["counts"] == {"formulas": 4, "moved": 4, "unknown": 0}
    assert {"sheets", "lines", "prices", "formulas", "settings", "texts", "new_errors", "drivers"} <= answer.keys()


class _Page(HTMLParser):
    """The tags of a page, and its text outside the style sheet."""

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.words = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_loads_nothing_and_runs_nothing(everything):
    page = _Page(rendered("html", everything))
    tags = {tag for tag, _ in page.tags}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    assert not [attrs for _, attrs in page.tags if {"src", "onclick", "onload"} & attrs.keys()]
    policy = next(attrs["content"] for tag, attrs in page.tags if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'")


def test_the_page_tells_what_the_text_tells(everything):
    words = " ".join(_Page(rendered("html", everything)).words)
    for told in ("Requests", "100,000", "200,000", "Monthly cost", "Extra cost", "A year", "Cost of a year", "+240"):
        assert told in words


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_texts_of_a_file_are_only_shown(text, kind):
    def named(value):
        line = Line("evil", value, value, 1)
        return {"Inputs": (line,), "Summary": (Line("answer", value, "x", "={evil}&{evil}"),), "Notes": (line,)}

    old, new = named(text), named(text)
    new["Inputs"] = (new["Inputs"][0]._replace(content=2),)
    new["Notes"] = (new["Notes"][0]._replace(label=text + "!"),)
    report = rendered(kind, difference(new, old), None)
    assert not set(report) & {"\x9b", "\u202e", "\r"}
    if kind == "html":
        assert "script" not in {tag for tag, _ in _Page(report).tags}
