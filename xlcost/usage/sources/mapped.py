"""A format of one's own: a TOML file that says what its columns mean.

Example::

    input_includes_cached = true     # no default: whether the input column holds tokens read from or written to a cache
    grain = "request"                # or "bucket"
    ignore = ["cost_estimate"]       # columns that carry tokens or money and are not wanted

    [columns]
    timestamp = "ts"
    model = "llm"
    input_tokens = "tokens_in"
    output_tokens = "tokens_out"
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlcost.errors import BadFile
from xlcost.toml import read_toml
from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import INSIDE, NONE, OUTSIDE, Format, Mapped
from xlcost.usage.sources.requests import tier_and_batch

_NEEDED: Final = ("timestamp", "model", "input_tokens", "output_tokens")
_COUNTS: Final = ("cached_tokens", "cache_write_tokens", "cache_write_1h_tokens", "web_searches")
_TEXTS: Final = ("use_case", "team", "api_key", "end_user")
_OTHERS: Final = ("requests", "tier", "batch", "billed", "currency", "request_id")
_KEYS: Final = frozenset({"input_includes_cached", "grain", "ignore", "columns"})


def mapped_format(path: Path) -> Format:
    """The format that a TOML file describes.

    Raises:
        BadFile: it is no such file; says what is missing or unknown.
    """
    told = read_toml(path)
    unknown = sorted(told.keys() - _KEYS)
    if unknown:
        raise BadFile(f"{path}: unknown key {', '.join(unknown)}; it has {', '.join(sorted(_KEYS))}")
    columns = told.get("columns")
    known = (*_NEEDED, *_COUNTS, *_TEXTS, *_OTHERS)
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        raise BadFile(
            f"{path}: needs a table [columns] of texts: {', '.join(_NEEDED)} and any of {', '.join(known[4:])}"
        )
    missing = [name for name in _NEEDED if name not in columns]
    strange = sorted(columns.keys() - set(known))
    if missing or strange:
        fault = f"lacks {', '.join(missing)}" if missing else f"does not know {', '.join(strange)}"
        raise BadFile(f"{path}: [columns] {fault}; it takes {', '.join(known)}")
    includes, grain, ignored = told.get("input_includes_cached"), told.get("grain", "request"), told.get("ignore", [])
    if not isinstance(includes, bool):
        raise BadFile(
            f"{path}: say input_includes_cached = true or false: whether the input column holds tokens read from or "
            "written to a cache; there is no default"
        )
    if grain not in ("request", "bucket"):
        raise BadFile(f'{path}: grain must be "request" or "bucket"')
    if not isinstance(ignored, list) or not all(isinstance(name, str) for name in ignored):
        raise BadFile(f"{path}: ignore must be a list of column names")
    return Format(
        name=f"map {path.name}",
        title=f"columns as {path.name} says",
        family="usage",
        grain=grain,
        needs=frozenset(columns[name] for name in _NEEDED),
        map=lambda c: _mapped(c, columns, ignored, inside=includes),
        input_includes="as the map says",
        documented=str(path),
        columns=tuple(columns.values()),
    )


def _mapped(c: Columns, names: dict[str, str], ignored: list[str], *, inside: bool) -> Mapped:
    c.ignore(*ignored)

    def count(name: str) -> str:
        return c.count(names[name]) if name in names else "0"

    def text(name: str) -> str:
        return c.text(names[name]) if name in names else NONE

    return Mapped(
        time=c.moment(names["timestamp"]),
        model=c.text(names["model"]),
        tier=tier_and_batch(c, names.get("tier", ""), names.get("batch", "")),
        requests=c.count_or_none(names["requests"]) if "requests" in names else "1",
        input=count("input_tokens"),
        cache_read=count("cached_tokens"),
        cache_write=count("cache_write_tokens"),
        cache_write_1h=count("cache_write_1h_tokens"),
        output=count("output_tokens"),
        web_searches=count("web_searches"),
        use_case=text("use_case"),
        team=text("team"),
        api_key=text("api_key"),
        end_user=text("end_user"),
        billed=c.money(names["billed"]) if "billed" in names else "",
        currency=f"UPPER({text('currency')})" if "currency" in names else "'USD'",
        identity=c.identity(names["request_id"]) if "request_id" in names else "",
        reading=INSIDE if inside else OUTSIDE,
    )
