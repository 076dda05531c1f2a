"""FOCUS 1.2 and newer: the FinOps Foundation's bill, which any cost tool writes and reads."""

from __future__ import annotations

from typing import Final

from xlcost.usage.sources.columns import Columns
from xlcost.usage.sources.format import Format, Mapped, Rule


def _focus(c: Columns) -> Mapped:
    c.ignore("*Cost", "*Price", "*Quantity", "*Currency", "*Currency*", "PricingUnit", "Pricing*", "x_*")
    c.ignore("CommitmentDiscount*", "Commitment*", "*Discount*", "Capacity*", "*Tier", "Sku*")
    return Mapped(
        time=c.moment("ChargePeriodStart"),
        model="''",
        meter=f"COALESCE({c.text('ServiceProviderName')}, {c.text('ProviderName')}, '') || '|' || "
        f"COALESCE({c.text('SkuId')}, {c.text('ChargeDescription')}, '')",
        requests="CAST(NULL AS BIGINT)",
        billed=c.money("BilledCost"),
        currency=f"UPPER({c.text('BillingCurrency')})",
        use_case=c.text("SubAccountId"),
        dropped=(
            Rule(
                "charges of other services",
                f"{c.lower('ServiceCategory')} NOT IN ('ai and machine learning', '') AND "
                f"{c.lower('ChargeDescription')} NOT LIKE '%token%'",
            ),
        ),
    )


def _model_of_sku(meter: str) -> str:
    provider, _, sku = meter.partition("|")
    return f"{provider.strip().lower()}/{sku}" if provider and sku else sku


FOCUS: Final = Format(
    name="focus",
    title="FOCUS 1.2, 1.3 or 1.4 cost and usage",
    family="bill",
    grain="bucket",
    needs=frozenset({"ChargePeriodStart", "ChargePeriodEnd", "BilledCost", "BillingCurrency", "ChargeCategory"}),
    map=_focus,
    input_includes="each SkuPriceId by itself; which kind of token is the generator's own SkuMeter",
    documented="focus.finops.org, FOCUS specification 1.2, columns",
    columns=(
        "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ProviderName", "ServiceProviderName", "SkuId", "ChargeDescription", "BilledCost",
        "BillingCurrency", "ServiceCategory", "SubAccountId",
    ),
    notes=("UTC; BilledCost is taken",),
    metered=_model_of_sku,
)  # fmt: skip
