"""AWS: Cost and Usage Report 2.0 (a bill by meter) and Bedrock's model invocation log (one request a line)."""

from __future__ import annotations

import re
from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import OUTSIDE, Format, Mapped, Rule

_METER: Final = re.compile(
    r"^(?:[A-Z0-9]+-)?(?:MP:)?(?P<model>.+?)-(?:cache-(?:read|write)-)?(?:input|output)-token.*$", re.IGNORECASE
)
_FAMILY: Final = re.compile(r"^(?P<family>Claude|Nova)(?P<version>[0-9]+(?:\.[0-9]+)?)(?P<size>[A-Z][A-Za-z]+)$")


def _model_of_usage_type(meter: str) -> str:
    """Read a meter: "USE1-Claude4.6Opus-cache-read-input-token-count-..." names claude-opus-4-6; other texts stand as they are."""
    found = _METER.match(meter)
    if not found:
        return ""
    name = found["model"]
    family = _FAMILY.match(name)
    if family and family["family"] == "Claude":
        version = family["version"].replace(".", "-")
        return f"aws-bedrock/anthropic.claude-{family['size'].lower()}-{version}"
    return f"aws-bedrock/{name}"


def _cur(c: Columns) -> Mapped:
    c.ignore(
        "line_item_*", "pricing_*", "product_*", "bill_*", "reservation_*", "savings_plan_*", "split_*", "discount*"
    )
    c.ignore("resource_tags", "cost_category", "identity_*", "capacity_*", "iam_principal*")
    c.ignore("line_item_line_item_type")
    return Mapped(
        time=c.moment("line_item_usage_start_date"),
        model="''",
        meter=c.text("line_item_usage_type"),
        requests="CAST(NULL AS BIGINT)",
        billed=c.money("line_item_unblended_cost"),
        currency=f"COALESCE(UPPER({c.text('line_item_currency_code')}), 'USD')",
        use_case=c.text("line_item_usage_account_id"),
        dropped=(
            Rule(
                "lines of other AWS services",
                f"{c.lower('line_item_product_code')} NOT LIKE '%bedrock%' AND {c.lower('line_item_usage_type')} "
                "NOT LIKE '%token%'",
            ),
        ),
    )


CUR: Final = Format(
    name="aws-cur",
    title="AWS Cost and Usage Report 2.0 (Bedrock lines)",
    family="bill",
    grain="bucket",
    needs=frozenset({"line_item_usage_start_date", "line_item_usage_type", "line_item_unblended_cost"}),
    map=_cur,
    input_includes="each meter by itself, in thousands of tokens (marketplace models: millions)",
    documented="docs.aws.amazon.com, Data Exports, CUR 2.0 table dictionary",
    columns=(
        "line_item_usage_start_date", "line_item_usage_type", "line_item_product_code", "line_item_unblended_cost",
        "line_item_currency_code", "line_item_usage_account_id", "line_item_line_item_type",
    ),
    notes=("UTC; the unblended cost is what is billed before credits of other lines",),
    metered=_model_of_usage_type,
)  # fmt: skip


def _invocations(c: Columns) -> Mapped:
    sent = "input.inputTokenCount"
    c.ignore("input.inputContentType", "output.outputContentType", "schemaType", "schemaVersion", "errorCode")
    tier = c.lower("serviceTier")
    failed = f"{c.lower('errorCode')} <> ''"
    return Mapped(
        time=c.moment("timestamp"),
        model=f"'bedrock/' || {c.text('modelId')}",
        tier=f"CASE WHEN {tier} IN ('', 'default', 'standard') THEN 'standard' ELSE {tier} END",
        input=c.count(sent),
        cache_read=c.count("input.cacheReadInputTokenCount"),
        cache_write=c.count("input.cacheWriteInputTokenCount"),
        output=c.count("output.outputTokenCount"),
        reading=OUTSIDE,
        use_case=f"REGEXP_EXTRACT({c.text('identity.arn')}, '(?:assumed-role|user)/([^/]+)', 1)",
        team=c.text("accountId"),
        identity=c.identity("requestId", "modelId"),
        dropped=(
            Rule("failed requests", failed),
            Rule("requests without token counts", c.blank(sent, "output.outputTokenCount")),
        ),
    )


INVOCATIONS: Final = Format(
    name="bedrock-log",
    title="Amazon Bedrock model invocation log (JSON lines)",
    family="usage",
    grain="request",
    needs=frozenset({"modelId", "timestamp", "input.inputTokenCount", "output.outputTokenCount"}),
    map=_invocations,
    input_includes="inputTokenCount leaves cacheReadInputTokenCount and cacheWriteInputTokenCount out",
    documented="docs.aws.amazon.com/bedrock, model-invocation-logging",
    columns=(
        "timestamp", "modelId", "requestId", "accountId", "identity.arn", "serviceTier", "errorCode",
        "input.inputTokenCount", "input.cacheReadInputTokenCount", "input.cacheWriteInputTokenCount",
        "output.outputTokenCount",
    ),
    notes=(
        "the log does not tell 5-minute from 1-hour cache writes outside message bodies, which are never read: "
        "all are priced as 5-minute writes",
        "an application inference profile's ARN does not name its model: give --deployments",
    ),
)  # fmt: skip
