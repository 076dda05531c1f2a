"""The ratio table of the benchmarks: scaled to one amount of work, 80 columns wide, and put where the README has it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

_PATH = Path(__file__).parents[2] / "benchmarks" / "ratios.py"
_SPEC = importlib.util.spec_from_file_location("ratios", _PATH)
ratios = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ratios)


def mark(group, who, best, units=1, **info):
    return {"group": group, "extra_info": {"who": who, "units": units, **info}, "stats": {"min": best}}


RUN = {
    "machine_info": {"cpu": {"brand_raw": "A processor", "count": 2}, "python_version": "3.11.7"},
    "benchmarks": [
        mark("one PROMPT_COST call", "xlcost", 5e-6),
        mark("one PROMPT_COST call", "slow library", 1.25e-4),
        mark("one PROMPT_COST call", "simple library", 2.5e-6),
        mark("price usage rows, per row", "few at a time", 0.5, units=1_000),
        mark("price usage rows, per row", "xlcost", 0.1, units=1_000_000),
        mark("price usage rows, per row", "xlcost, by date", 0.12, units=1_000_000),
        mark("recalculate 10,000 PROMPT_COST cells", "xlcost", 0.5, units=10_000),
        mark("recalculate 10,000 PROMPT_COST cells", "LibreOffice", 1e-6, units=10_000, seconds=1.0),
        mark("xlcost --help, cold process", "xlcost", 0.1),
    ],
}


def test_every_time_is_for_the_work_that_xlcost_does():
    (usage, call, cells, _) = ratios.groups(RUN)
    assert [(each.who, each.seconds) for each in usage.others] == [("xlcost, by date", 0.12), ("few at a time", 500.0)]
    assert [each.who for each in call.others] == ["simple library", "slow library"]
    assert cells.others == [("LibreOffice", 1.0)]


def test_the_table_fits_a_terminal_and_says_which_bars_are_reached():
    table = ratios.table(ratios.groups(RUN), "A processor")
    assert max(map(len, table.splitlines())) <= 80
    words = " ".join(table.split())
    assert "price 1,000,000 usage rows 100 ms bar 125 ms, reached" in words
    assert "recalculate 10,000 PROMPT_COST cells 500 ms bar 250 ms, MISSED" in words
    assert "few at a time 500.0 s 5,000 x" in words
    assert "simple library 2.5 us 0.5 x" in words


def test_the_readme_has_the_others_beside_xlcost_and_not_xlcost_beside_itself():
    text = ratios.markdown(ratios.groups(RUN), "A processor")
    assert "| price 1,000,000 usage rows | 100 ms | few at a time 500.0 s (5,000 x) |" in text
    assert "| xlcost --help, cold | 100 ms | none does it |" in text


def test_the_table_is_put_between_the_markers(tmp_path, monkeypatch, capsys):
    readme, results = tmp_path / "README.md", tmp_path / "speed.json"
    readme.write_text(f"before\n{ratios.BEGIN}\nthe last run\n{ratios.END}\nafter\n")
    results.write_text(json.dumps(RUN))
    monkeypatch.setattr(sys, "argv", ["ratios.py", str(results), "--write", str(readme)])
    ratios.main()
    text = readme.read_text()
    assert text.startswith(f"before\n{ratios.BEGIN}\n| work |")
    assert "on A processor, 2 cores, Python 3.11.7. " in text
    assert text.endswith(f"{ratios.END}\nafter\n")
    assert "the last run" not in text
    assert capsys.readouterr().out.startswith("A processor, 2 cores, Python 3.11.7\n")


def test_a_readme_without_markers_is_left_alone():
    with pytest.raises(SystemExit, match="the README has no"):
        ratios.written("no markers", "table")


def test_every_group_of_the_benchmarks_is_in_the_table():
    named = {
        line.split('group="')[1].split('"')[0]
        for path in _PATH.parent.glob("test_bench_*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if 'group="' in line
    }
    assert named == set(ratios.WORK)
