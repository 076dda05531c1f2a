"""How people write limits, and where a file of settings has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcost.budget.limits import DEFAULT, Limits, find_limits, parse_bytes, parse_seconds, shown_bytes
from xlcost.errors import BadArgument, BadFile


@pytest.mark.parametrize(
    ("written", "seconds"), [(60, 60), ("90", 90), ("1.5s", 1.5), ("5 min", 300), ("1h", 3600), (0, 0), ("0", 0)]
)
def test_times(written: object, seconds: float) -> None:
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize(
    ("written", "size"), [("4GB", 4 << 30), ("512 MB", 512 << 20), ("1.5gib", 3 << 29), (0, 0), (1 << 30, 1 << 30)]
)
def test_sizes(written: object, size: int) -> None:
    assert parse_bytes(written) == size


@pytest.mark.parametrize("written", ["", "-1", "soon", "1 d", "1e9", "nan", True, None, [], float("inf"), "9" * 20])
def test_what_is_no_time(written: object) -> None:
    with pytest.raises(BadArgument, match="is no time"):
        parse_seconds(written)


@pytest.mark.parametrize("written", ["", "-1GB", "4 G", "much", True, None, "9" * 20])
def test_what_is_no_size(written: object) -> None:
    with pytest.raises(BadArgument, match="is no size"):
        parse_bytes(written)


def test_less_than_python_needs_is_refused() -> None:
    with pytest.raises(BadArgument, match="64 MB is the least"):
        parse_bytes("1MB")
    assert shown_bytes(4 << 30) == "4 GB"


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    inner = tmp_path / "models"
    inner.mkdir()
    assert find_limits(inner) == DEFAULT
    (tmp_path / "pyproject.toml").write_text("[project]\n[tool.xlcost.limits]\ntime = '2min'\n")
    assert find_limits(inner) == Limits(120.0, DEFAULT.bytes)
    (inner / "xlcost.toml").write_text("[check]\n[limits]\ntime = 10\nmemory = '1GB'\n")
    assert find_limits(inner) == Limits(10.0, 1 << 30)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limits = 3", "[limits] must be a table"),
        ("[limits]\ntimes = 3", "did you mean time?"),
        ("[limits]\nsteps = 3", "time and memory"),
        ("[limits]\nmemory = 'all'", "'all' is no size"),
        ("[limits", "not a TOML file"),
    ],
)
def test_wrong_settings_are_said(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "xlcost.toml").write_text(text)
    with pytest.raises(BadFile) as caught:
        find_limits(tmp_path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
