"""Sequences are paired as a person would pair them, in order, and never in more time than their length allows."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from xlcost.diff.sequences import align


def pairs(old, new, likeness=lambda one, other: 0.0):
    """Aligned by one key, the items themselves."""
    return align([(old, new)] * 2, likeness).pairs


def matched(old, new):
    return [(old[one], new[other]) for one, other in pairs(old, new)]


def test_an_inserted_item_leaves_the_others_paired():
    assert pairs("abcd", "abxcd") == [(0, 0), (1, 1), (2, 3), (3, 4)]


def test_a_removed_item_leaves_the_others_paired():
    assert pairs("abcd", "acd") == [(0, 0), (2, 1), (3, 2)]


def test_of_equal_items_those_in_the_same_order_are_paired():
    assert pairs("xaxbx", "xaxxbx") == [(0, 0), (1, 1), (2, 2), (3, 4), (4, 5)]


def test_an_item_moved_elsewhere_is_told_apart():
    aligned = align([("abcdefg", "aefgbcd")] * 2, lambda one, other: 0.0)
    assert len(aligned.pairs) == 4
    assert len(aligned.moved) == 3
    assert sorted(aligned.pairs + aligned.moved) == [(0, 0), (1, 4), (2, 5), (3, 6), (4, 1), (5, 2), (6, 3)]


def test_what_no_key_pairs_is_paired_by_likeness():
    alike = {(1, 1): 0.4, (1, 2): 0.9}
    found = pairs("aBc", "aXYc", lambda one, other: alike.get((one, other), 0.0))
    assert found == [(0, 0), (1, 2), (2, 3)]


def test_items_too_unlike_are_two_items():
    assert pairs("aBc", "aXc", lambda one, other: 0.2) == [(0, 0), (2, 2)]


def test_a_key_of_none_is_like_no_other():
    assert pairs([None, "a"], [None, "a"]) == [(1, 1)]


def test_a_looser_key_pairs_within_what_the_stricter_has_paired():
    old, new = (["a1", "b1", "c1"], ["a", "b", "c"]), (["a1", "b2", "c1"], ["a", "b", "c"])
    levels = [(old[0], new[0]), (old[1], new[1])]
    assert align(levels, lambda one, other: 0.0).pairs == [(0, 0), (1, 1), (2, 2)]


def test_a_hundred_thousand_equal_items_are_no_trouble():
    assert len(pairs("x" * 100_000, "x" * 100_001)) == 100_000


def test_many_different_items_are_paired_by_position():
    old, new = [f"old {n}" for n in range(2_000)], [f"new {n}" for n in range(2_100)]
    assert pairs(old, new) == [(n, n) for n in range(2_000)]


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_pairs_rise_on_both_sides_and_hold_equal_items(old, new):
    found = pairs(old, new)
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(found))
    assert all(old[one] == new[other] for one, other in found)


@given(st.lists(st.text(max_size=2), max_size=30))
def test_a_sequence_is_paired_with_itself(items):
    assert pairs(items, list(items)) == [(at, at) for at in range(len(items))]


@given(st.data(), st.lists(st.integers(), unique=True, max_size=30))
def test_what_is_left_after_deletions_is_always_found(data, items):
    kept = [item for item in items if data.draw(st.booleans())]
    assert matched(items, kept) == [(item, item) for item in kept]
