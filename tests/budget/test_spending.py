"""One budget a file: what is beyond it is said in one line with what was at work, whatever went on inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from xlcost.atomic import write_text
from xlcost.budget import Limits, OverBudget, at, at_cell, budget, look, seconds_left, spending, within
from xlcost.errors import BadFile


class Clock:
    """Seconds that pass when they are told to."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(spending, "time", clock)
    return clock


def in_budget(limits: Limits, work: Callable[[], object]) -> None:
    with within(limits), budget("book.xlsx"):
        work()


def refusal(limits: Limits, work: Callable[[], object]) -> str:
    """The line about a file on which this work is done."""
    with pytest.raises(OverBudget) as caught:
        in_budget(limits, work)
    return str(caught.value)


def test_without_limits_nothing_is_over(clock: Clock) -> None:
    with budget("book.xlsx"):
        clock.now += 1e9
        look()


def test_too_much_time_is_said_with_what_was_at_work(clock: Clock) -> None:
    def work() -> None:
        at("formulas were read")
        at_cell("Sheet", 7, 28)
        clock.now += 9
        look()
        clock.now += 2
        look()

    assert refusal(Limits(10, 0), work) == (
        "book.xlsx: takes more than the 10 s allowed (see --time-limit); stopped while formulas were read at Sheet!AB7"
    )


def test_too_much_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    in_use = iter([3 << 30, 5 << 30])
    monkeypatch.setattr(spending, "memory_in_use", lambda: next(in_use))
    assert "needs more memory than the 1 GB allowed (see --memory-limit)" in refusal(Limits(0, 1 << 30), look)


def test_what_a_program_held_before_is_not_the_file_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spending, "memory_in_use", lambda: 3 << 30)
    with spending.within(Limits(0, 1 << 30)), spending.budget("a.xlsx"):
        look()


def test_memory_that_cannot_be_had_is_said_too() -> None:
    def work() -> None:
        raise MemoryError

    assert "1 GB allowed" in refusal(Limits(0, 1 << 30), work)


def test_what_no_bound_stopped_from_nesting_is_said_too() -> None:
    def work() -> None:
        at_cell("Costs", 2, 3)
        work()

    assert refusal(Limits(60), work) == (
        "book.xlsx: is nested deeper than can be followed; stopped while it was opened at Costs!C2"
    )


def test_who_catches_it_and_goes_on_does_not_get_away(clock: Clock) -> None:
    def work() -> None:
        clock.now += 11
        with suppress(BadFile):
            look()

    assert "10 s allowed" in refusal(Limits(10, 0), work)


def test_who_takes_it_for_another_failure_does_not_hide_it(clock: Clock) -> None:
    def work() -> None:
        clock.now += 11
        try:
            look()
        except BadFile:
            raise ValueError("the engine failed") from None

    assert "10 s allowed" in refusal(Limits(10, 0), work)


def test_who_takes_a_users_stop_for_a_failure_writes_nothing(clock: Clock, tmp_path: Path) -> None:
    def work() -> None:
        at_work = spending.current()
        assert at_work is not None
        at_work.interrupted = True  # as the worker notes it when Ctrl-C comes; what it raised was caught
        write_text(tmp_path / "out.txt", "a value for a failure")

    with pytest.raises(KeyboardInterrupt):
        in_budget(Limits(10, 0), work)
    with pytest.raises(KeyboardInterrupt):
        in_budget(Limits(10, 0), lambda: setattr(spending.current(), "interrupted", True))
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_of_a_file_that_cost_too_much(clock: Clock, tmp_path: Path) -> None:
    def work() -> None:
        clock.now += 11
        write_text(tmp_path / "out.txt", "new")

    (tmp_path / "out.txt").write_text("old")
    assert "10 s allowed" in refusal(Limits(10, 0), work)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out.txt": "old"}


def test_several_files_have_as_much_as_they_are_and_one_inside_another_is_that_one(clock: Clock) -> None:
    def work() -> None:
        with budget("old.xlsx", "new.xlsx", times=2):
            clock.now += 15
            with budget("old.xlsx"):
                clock.now += 4
                look()
            clock.now += 4
            look()

    with within(Limits(10, 0)), pytest.raises(OverBudget, match=r"old\.xlsx and new\.xlsx: takes more"):
        work()


def test_what_stops_itself_is_told_how_long_it_has(clock: Clock) -> None:
    assert seconds_left(120) == 120
    with within(Limits(10, 0)), budget("book.xlsx"):
        clock.now += 4
        assert seconds_left(120) == 6
