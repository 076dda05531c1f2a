"""Google: the Cloud billing export (a bill by SKU) and logs of Gemini's usageMetadata (one request a line)."""

from __future__ import annotations

import re
from typing import Final

from xlcost.usage.sources.columns import MONEY, Columns
from xlcost.usage.sources.format import INSIDE, Format, Mapped, Rule

_SKU: Final = re.compile(r"(?P<model>Gemini [0-9]+(?:\.[0-9]+)? (?:Flash Lite|Flash|Pro|Ultra|Nano))", re.IGNORECASE)


def _model_of_sku(meter: str) -> str:
    """Read a meter: "Gemini 2.5 Flash GA Text Input - Predictions" names gemini-2.5-flash."""
    found = _SKU.search(meter)
    return f"google-vertex/{found['model'].lower().replace(' ', '-')}" if found else ""


def _billing(c: Columns) -> Mapped:
    cost, credits_ = c.money("cost"), c.text("credits")
    c.ignore("cost_type", "price.*", "price", "usage.*", "usage", "currency_conversion_rate", "invoice.*", "invoice")
    c.ignore("cost_at_list", "cost_at_*", "tags", "consumption_model*", "adjustment_info*", "transaction_type")
    granted = f"LIST_SUM(LIST_TRANSFORM(CAST(JSON_EXTRACT_STRING({credits_}, '$[*].amount') AS VARCHAR[]), lambda x: CAST(x AS {MONEY})))"
    return Mapped(
        time=c.moment("usage_start_time"),
        model="''",
        meter=c.text("sku.description"),
        requests="CAST(NULL AS BIGINT)",
        billed=f"{cost} + COALESCE({granted}, 0)",
        currency=f"UPPER({c.text('currency')})",
        use_case=c.text("project.id"),
        dropped=(
            Rule(
                "SKUs of other Google services",
                f"NOT REGEXP_MATCHES({c.lower('service.description')}, 'vertex|generative|gemini') "
                f"AND {c.lower('sku.description')} NOT LIKE '%gemini%'",
            ),
        ),
    )


BILLING: Final = Format(
    name="gcp-billing",
    title="Google Cloud billing export, detailed usage cost",
    family="bill",
    grain="bucket",
    needs=frozenset({"usage_start_time", "sku.description", "cost", "currency"}),
    map=_billing,
    input_includes="each SKU by itself; usage.unit says requests where tokens are meant",
    documented="docs.cloud.google.com/billing, detailed usage cost schema",
    columns=("usage_start_time", "service.description", "sku.description", "cost", "credits", "currency", "project.id"),
    notes=(
        "cost with its credits taken off",
        "usage hours are UTC; invoice.month is a US Pacific month (--tz America/Los_Angeles)",
    ),
    metered=_model_of_sku,
)


def _metadata(c: Columns) -> Mapped:
    usage = "usageMetadata."
    prompt, tools = c.count(usage + "promptTokenCount"), c.count(usage + "toolUsePromptTokenCount")
    answer, thoughts = c.count(usage + "candidatesTokenCount"), c.count(usage + "thoughtsTokenCount")
    total = c.count_or_none(usage + "totalTokenCount")
    c.ignore(usage + "*Details*", usage + "trafficType")
    tier = c.lower("usageMetadata.serviceTier")
    return Mapped(
        time=c.moment("timestamp"),
        model=f"'google/' || {c.text('modelVersion')}",
        tier=f"CASE WHEN {tier} IN ('', 'standard', 'unspecified') THEN 'standard' ELSE {tier} END",
        input=f"{prompt} + {tools}",
        cache_read=c.count(usage + "cachedContentTokenCount"),
        output=f"{answer} + {thoughts}",
        reading=INSIDE,
        use_case=c.text("use_case"),
        identity=c.identity("responseId") if c.has("responseId") else "",
        wrong=(
            Rule(
                "totalTokenCount is not prompt, tool-use prompt, candidates and thoughts together",
                f"{total} <> {prompt} + {tools} + {answer} + {thoughts}",
                usage + "totalTokenCount",
            ),
        ),
    )


METADATA: Final = Format(
    name="gemini-log",
    title="Gemini API usageMetadata, one response a JSON line",
    family="usage",
    grain="request",
    needs=frozenset({"timestamp", "modelVersion", "usageMetadata.promptTokenCount"}),
    map=_metadata,
    input_includes="promptTokenCount holds cached tokens; thoughts are not among candidates, tool-use prompts not in the prompt",
    documented="ai.google.dev, GenerateContentResponse, UsageMetadata",
    columns=(
        "timestamp", "modelVersion", "responseId", "use_case", "usageMetadata.promptTokenCount",
        "usageMetadata.cachedContentTokenCount", "usageMetadata.candidatesTokenCount",
        "usageMetadata.thoughtsTokenCount", "usageMetadata.toolUsePromptTokenCount", "usageMetadata.totalTokenCount",
        "usageMetadata.serviceTier",
    ),
)  # fmt: skip
