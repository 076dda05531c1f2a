"""The usage formats: one registry, and how a file's is recognised by its columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xlcost.errors import BadFile
from xlcost.usage.sources import anthropic, aws, azure, focus, gateways, google, litellm, openai, requests, traces
from xlcost.usage.sources.columns import named_shortly
from xlcost.usage.sources.format import Format

#: Every format, in the order people read them.
FORMATS: Final[dict[str, Format]] = {
    each.name: each
    for each in (
        openai.USAGE, openai.COSTS_CSV, openai.COSTS_JSON,
        anthropic.CONSOLE, anthropic.CONSOLE_COST, anthropic.REPORT, anthropic.ANALYTICS, anthropic.COST_REPORT,
        azure.DETAILS,
        aws.CUR, aws.INVOCATIONS,
        google.BILLING, google.METADATA,
        litellm.SPENDLOGS, litellm.DAILY,
        traces.LANGFUSE, traces.OTEL,
        gateways.HELICONE, gateways.OPENROUTER,
        focus.FOCUS,
        requests.REQUESTS, requests.CUBE,
    )
}  # fmt: skip


def recognised(names: Iterable[str], where: str) -> Format:
    """The format whose columns a file has.

    Raises:
        BadFile: none, or more than one; names the formats.
    """
    there = set(names)
    fitting = [each for each in FORMATS.values() if each.needs <= there]
    best = [each for each in fitting if not any(each.needs < other.needs for other in fitting)]
    if len(best) == 1:
        return best[0]
    if best:
        among = ", ".join(each.name for each in best)
        raise BadFile(f"{where}: may be {among}; say which with --format")
    raise BadFile(
        f"{where}: its columns fit no format ({named_shortly(sorted(there))}); see xlcost usage formats, or say what the "
        "columns mean with --map"
    )
