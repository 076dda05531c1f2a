"""Azure: Cost Management's cost details, a bill by meter."""

from __future__ import annotations

import re
from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import Format, Mapped, Rule

#: Words of a meter's name that say what was metered; the words before the first of them name the model.
_METERED: Final = re.compile(
    r"\s+(?:batch|cached|cchd|inp|input|outp|opt|out|output|glbl|global|dz|datazone|data zone|rgnl|regional|ft|tokens?)\b.*$",
    re.IGNORECASE,
)


def _model_of_meter(meter: str) -> str:
    """Read a meter: "gpt 4.1 mini cached Inp glbl Tokens" names gpt-4.1-mini."""
    name = _METERED.sub("", meter).strip().lower().replace(" ", "-")
    return f"azure/{name}" if name and name != meter.strip().lower() else ""


def _details(c: Columns) -> Mapped:
    in_usd, in_billing = c.money("costInUsd"), c.money("costInBillingCurrency")
    c.ignore("*")  # its fifty other columns are identifiers, unit prices and the same amount in other currencies
    return Mapped(
        time=c.american("date"),
        model="''",
        meter=c.text("meterName"),
        requests="CAST(NULL AS BIGINT)",
        billed=f"COALESCE({in_usd}, {in_billing})",
        currency=f"CASE WHEN {in_usd} IS NOT NULL THEN 'USD' ELSE UPPER({c.text('billingCurrency')}) END",
        use_case=c.text("resourceGroupName"),
        team=c.text("costCenter"),
        dropped=(
            Rule(
                "meters of other Azure services",
                f"{c.lower('meterName')} NOT LIKE '%token%' AND {c.lower('meterSubCategory')} NOT LIKE '%openai%' "
                f"AND {c.lower('meterCategory')} NOT LIKE '%foundry%' AND {c.lower('meterCategory')} "
                "NOT LIKE '%cognitive%'",
            ),
        ),
    )


DETAILS: Final = Format(
    name="azure-costs",
    title="Azure cost details CSV (Cost Management)",
    family="bill",
    grain="bucket",
    needs=frozenset({"date", "meterName", "meterCategory", "costInBillingCurrency", "billingCurrency"}),
    map=_details,
    input_includes="each meter by itself, in thousands or millions of tokens",
    documented="learn.microsoft.com, Cost Management, understand usage details fields (2025-03-01)",
    columns=(
        "date", "meterName", "meterCategory", "meterSubCategory", "costInUsd", "costInBillingCurrency",
        "billingCurrency", "resourceGroupName", "costCenter",
    ),
    notes=("days as MM/DD/YYYY, UTC", "costInUsd is taken where it is there, whatever the billing currency"),
    metered=_model_of_meter,
)  # fmt: skip
