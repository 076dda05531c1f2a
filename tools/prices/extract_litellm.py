"""``python -m tools.prices.extract_litellm WHEEL``: what LiteLLM's price map says, cut down to what is read here.

LiteLLM is a large program to install for one file: download its wheel (``pip download --no-deps litellm``) and this
takes out the facts that concern the catalogue's providers, as LiteLLM writes them, USD per token.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tools.prices.curated import DATA
from tools.prices.from_litellm import PROVIDERS
from tools.prices.scope import is_text_model

SOURCE: Final = DATA / "litellm.json"

_MAP: Final = "litellm/model_prices_and_context_window_backup.json"

_MODES: Final = frozenset({"chat", "completion", "responses"})

#: Prices of tokens of text, whatever the tier; not those of pictures, sound or documents.
_TOKENS: Final = re.compile(
    r"(input_cost_per_token|output_cost_per_token|cache_(read|creation)_input_token_cost)(?!.*(12hr|hit))"
)
_OTHER: Final = frozenset(
    {
        "deprecation_date",
        "deprecation_source",
        "litellm_provider",
        "max_input_tokens",
        "regional_endpoint_uplift_multiplier",
        "regional_processing_uplift_multiplier_eu",
        "regional_processing_uplift_multiplier_us",
        "search_context_cost_per_query",
        "source",
    }
)


def extract(wheel: Path) -> dict[str, Any]:
    """The version of a LiteLLM wheel, and the entries of its price map that concern the catalogue."""
    with zipfile.ZipFile(wheel) as archive:
        entries = json.loads(archive.read(_MAP))
    return {
        "version": wheel.name.split("-")[1],
        "read_on": datetime.now(UTC).date().isoformat(),
        "models": {
            name: {
                field: _page(value) if field.endswith("source") else value
                for field, value in entry.items()
                if field in _OTHER or _TOKENS.match(field)
            }
            for name, entry in sorted(entries.items())
            if entry.get("litellm_provider") in PROVIDERS
            and entry.get("mode") in _MODES
            and is_text_model(name.rpartition("/")[2])
            and "commitment" not in name
        },
    }


def _page(address: str) -> str:
    """A source's address without what was asked of it, and without anybody's subscription."""
    return re.sub(r"\?.*|/subscriptions/.*", "", address)


if __name__ == "__main__":
    found = extract(Path(sys.argv[1]))
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in found["models"].items()]
    models = ",\n".join(lines)
    about = f'"version": "{found["version"]}", "read_on": "{found["read_on"]}"'
    SOURCE.write_text(f'{{{about}, "models": {{\n{models}\n}}}}\n')
    print(f"{len(lines)} models of LiteLLM {found['version']}")  # noqa: T201 - a program's output
