"""Options of ``xlcost.usage.price``: what people write is taken, what is none is refused with its name."""

from __future__ import annotations

from datetime import date, datetime

import pytest

import xlcost.usage
from xlcost.errors import BadArgument

USAGE = (
    "timestamp,model,input_tokens,output_tokens\n2026-11-01T12:00:00,gpt-5,100,10\n2026-11-02T12:00:00,gpt-5,100,10\n"
)


@pytest.fixture(scope="module")
def usage(tmp_path_factory):
    path = tmp_path_factory.mktemp("usage") / "usage.csv"
    path.write_text(USAGE)
    return path


@pytest.mark.parametrize("until", ["2026-11-02", date(2026, 11, 2), datetime(2026, 11, 2, 5)])
def test_a_day_is_a_date_or_a_text_that_writes_one(usage, until):
    assert xlcost.usage.price(usage, until=until).rows == 1
    assert xlcost.usage.price(usage).rows == 2


def test_one_key_is_a_text(usage):
    lines = xlcost.usage.price(usage, group_by="day")
    assert [*lines.lines()] == [*xlcost.usage.price(usage, group_by=["day"]).lines()]


def test_folders_may_be_texts(usage, tmp_path):
    xlcost.usage.price(usage, cubes=str(tmp_path / "cubes"))
    assert [*(tmp_path / "cubes").iterdir()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "soon"),
        ("since", "20261101x"),
        ("until", 5),
        ("today", "x"),
        ("tz", 5),
        ("before_first", "x"),
        ("rates", "x"),
        ("deployments", "x"),
        ("prices", "x"),
        ("cubes", 5),
        ("column_map", 5),
        ("disjoint", "no"),
        ("group_by", 5),
    ],
)
def test_what_is_no_such_option_is_refused_by_its_name(usage, name, value):
    with pytest.raises(BadArgument, match=f"^{name} must be .*, not {value!r}$"):
        xlcost.usage.price(usage, **{name: value})


def test_a_tier_that_changes_nothing_is_said(usage):
    said = f"{usage}: tier flex changes nothing: the format says each row's tier, or has standard alone"
    assert said in xlcost.usage.price(usage, tier="flex").notes
    assert said not in xlcost.usage.price(usage).notes
