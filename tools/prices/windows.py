"""``python -m tools.prices.windows``: how many input tokens one request can have, by model, from two sources.

Where they, or they of several sellers of a model, differ the larger figure stands: windows grow, and a request that was
answered must never be refused. A model whose long-context price begins at its window or above takes more than the
sources know, and has no line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from tools.prices import from_genai_prices, from_litellm
from xlcost.atomic import written_atomically
from xlcost.prices import package_catalogue
from xlcost.prices.context import Window
from xlcost.prices.files import CONTEXT, DATA

_TUNED: Final = "ft:"


def windows() -> Iterator[Window]:
    """The window of every model of the catalogue that a source knows."""
    said: dict[str, dict[str, int]] = {}

    def note(model: str, window: int | None, source: str) -> None:
        known = said.setdefault(model, {})
        known[source] = max(known.get(source, 0), window or 0)

    for entry in from_genai_prices.entries():
        for name in entry.names:
            note(name, entry.context_window, f"genai-prices {version('genai-prices')}")
    for known in from_litellm.said().values():
        note(known.model, known.context_window, f"LiteLLM {from_litellm.version()}")
    lines = package_catalogue().lines
    dearer: dict[tuple[str, str], float] = {}
    for line in lines:
        key = (line.provider, line.model)
        dearer[key] = max(dearer.get(key, 0.0), line.above_tokens or 0.0)
    for provider, model in sorted(dearer):
        found = said.get(model) or said.get(model.removeprefix(_TUNED)) or {}
        most = max(found.values(), default=0)
        if most > dearer[provider, model]:
            yield Window(provider, model, most, ", ".join(sorted(name for name, size in found.items() if size == most)))


if __name__ == "__main__":
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Window._fields)
    writer.writerows(windows())
    with written_atomically(DATA / CONTEXT) as temporary:
        temporary.write_bytes(text.getvalue().encode())
