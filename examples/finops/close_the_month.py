"""The end of a month: usage priced, compared with the bill, and one question asked: python close_the_month.py FOLDER

FOLDER holds usage.json (OpenAI's usage API) and costs.csv (its bill).
"""

import sys
from pathlib import Path

import xlcost
from xlcost.usage import price, reconcile


def main(folder: Path) -> None:
    usage, bill = folder / "usage.json", folder / "costs.csv"

    report = price(usage, group_by=("month", "model"))
    print(f"usage: {report.total:.2f} USD for {report.requests:,} requests")

    against = reconcile([usage, bill])
    print(f"bill:  {against.billed:.2f} USD, difference {against.billed - against.priced:.2f} USD")

    ranking = xlcost.cost_ranking(10_000, 4_000, 500, top=3, as_of="2026-09-30")
    print("the cheapest for 10,000 requests of 4,000 tokens in and 500 out a month:")
    for rank, model, provider, usd in ranking[1:]:
        print(f"  {rank:.0f}. {provider}/{model}: {usd:,.2f} USD")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
