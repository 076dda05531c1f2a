"""What the tests of usage share: samples, a day, a rate card."""

from __future__ import annotations

from datetime import date
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 28)

#: A rate card on which every price is another: tiers, batches with cache, a change of price, a threshold.
PRICE_TABLE = [
    ["provider", "model", "tier", "effective_from", "above_tokens", "input", "output", "cache_read", "cache_write",
     "cache_write_1h", "web_search"],
    ["acme", "steady", None, None, None, 3, 15, 0.3, 3.75, 6, 10],
    ["acme", "steady", "batch", None, None, 1.5, 7.5, 0.15, 1.875, 3, None],
    ["acme", "steady", "flex", None, None, 1.25, 7, 0.125, None, None, None],
    ["acme", "falling", None, date(2026, 1, 1), None, 10, 40, 2.5, 10, 12, None],
    ["acme", "falling", None, date(2026, 6, 10), None, 2, 8, 0.5, 2, 2.4, None],
    ["acme", "falling", "batch", date(2026, 1, 1), None, 1.1, 4.4, 0.55, 1.2, 1.3, None],
    ["acme", "tiered", None, None, None, 2, 8, 0.5, 2.5, 4, None],
    ["acme", "tiered", None, None, 200_000, 4, 12, 1, 5, 8, None],
    ["acme", "tiered", "batch", None, None, 1, 4, 0.25, 1.25, 2, None],
    ["acme", "tiered", "batch", None, 200_000, 2.1, 6.1, 0.6, 2.6, 4.1, None],
    ["globex", "embedding", None, None, None, 0.1, None, None, None, None, None],
]  # fmt: skip


def requests_csv(*rows: str, header: str = "timestamp,model,input_tokens,output_tokens") -> str:
    return "\n".join([header, *rows]) + "\n"
