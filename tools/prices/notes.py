"""NOTES.md of the data folder: what the prices are, how they were put together, and what to know about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import Final

from tools.prices import from_azure, from_litellm, from_model_prices
from tools.prices.card import Card
from tools.prices.curated import settled, undated_fees
from tools.prices.explained import reasons
from tools.prices.withdraw import Disagreement

_HEAD: Final = """\
# Notes on the price data

Written by `python -m tools.prices`; do not edit. Prices are USD per million tokens unless a column says otherwise.

| file | what it is |
| --- | --- |
| prices.csv | one line a model, tier, prompt length and first day: every token price from that day; append only |
| fees.csv | what is not billed by the token: training, hosting, storage, searches, with their units; append only |
| events.csv | what leaves the market, for whom and when |
| aliases.csv | other spellings of a model's name, one provider each; append only |
| releases.csv | how far the append-only files went at each snapshot, with the SHA-256 of those lines |
| licences/ | licences and attributions of the sources |

What people wrote down is in [tools/prices/data](../../../tools/prices/data), with
[how to add a price](../../../tools/prices/README.md).
"""

_RULES: Final = """\
## How a line comes about

1. Makers' models come from model-prices, the clouds' from genai-prices, Azure's from azure-genai-prices, tuned models
   from the curated files. LiteLLM is the second opinion on all of them, and the only source of some tiers, of GovCloud
   and of most days of retirement. Nothing is downloaded while the data are built.
2. A line starts on the day that the source documents; else on the day in an OpenAI model's id; else on the day the
   price was first seen, which may be long after the model's launch. The column date_basis says which. There is no
   price before the first line: such a date is an error, not a guess.
3. Two kinds of days are assumed, and date_basis says so. A tier of which only today's price is known is as old as the
   standard price beside it, where somebody wrote down since when the tier is sold (features.csv). A cloud's price that
   has always been its maker's, or that and a documented premium, is as old as the maker's.
4. history.csv has the makers' announcements, where the others begin later or are mistaken; offers.csv what is newer or
   better than the packages. A change that model-prices noticed late starts on the day that genai-prices documents.
   Prices that genai-prices announces for a later day are lines already.
5. Batch and cache prices exist from the day on which the provider began to sell them. Where a maker documents a
   multiple, the line is derived and its source says so: Anthropic's 1-hour cache writes at 2 x input and its caches in
   batches at the batch's share; OpenAI's flex at batch rates; regional processing at 1.1 x (OpenAI, Anthropic from
   Opus 4.6 on, Claude at Vertex from 4.5 on); DeepSeek's peak hours at 2 x.
6. A line ends where the next one of its model, tier and length begins, or where events.csv says that the model is
   retired. `removed` is off sale and keeps its last price, which is said to be the last: with the day where one is
   known, without where models.dev merely stopped listing it. No model that is removed is ranked or offered.
7. OpenAI takes no fine-tuning jobs from anybody from 2027-01-06 on.
8. Long context: `above_tokens` is the largest prompt at the ordinary price. xAI's tier begins at 200,000 tokens
   itself, so its threshold is 199,999. Azure's is 272,000 for every model, as azure-genai-prices has it.
9. `checked_on` is the last day on which a source was read that says so; LiteLLM's agreement counts.
10. A price that two independent sources put otherwise, and alike, on any day of its life is withdrawn from that day on
    until somebody settles it; the list is below.

## Names

- `provider/model`, or the model alone where one provider sells it or the maker is among the sellers. Clouds
  (aws-bedrock, azure, google-vertex) are never taken for the maker of a model that others sell too. Spellings that
  follow from a rule are resolved by xlcost/prices/names.py; aliases.csv has those that a source documents.
- `ft:` and the base model is a fine-tuned model, everywhere. Training belongs to the base model. Google bills tuned
  Gemini endpoints at the base model's price: use the base model.
- `model@tier`: standard is not written. Azure's datazone and regional deployments, priced in eastus2; regional
  processing at OpenAI, Anthropic (`inference_geo`) and Vertex; flex, priority, fast; peak and off-peak hours;
  data-sharing, provisioned and developer training. Batches of a tier are `datazone-batch` and so on.
- Training by parameter count is `lora-sft@up-to-16b` and so on; rented GPUs go by their name.
- Bedrock: ids are AWS's own. An id without a prefix is in-region, and so are `us.`, `eu.` and so on where the price is
  the same; `global.` and `us-gov.` are models of their own.
- No name that moves from model to model is an alias. A `-latest` name has lines only where model-prices has its dated
  history; each line is then the price of the model behind the name at that time.

## What is left out

Images, audio, video, embeddings, OCR and moderation; models billed by request beside the tokens (Perplexity);
Alibaba's models (several context tiers, prices that depend on thinking); gateways and resellers. DeepSeek's standard
prices are those outside its peak hours (01:00-04:00 and 06:00-10:00 UTC on working days): the tier peak has those.
"""


def render(card: Card) -> str:
    """The notes for a card, as Markdown."""
    return "\n".join(
        [
            _HEAD,
            _sources(card),
            _counts(card),
            _RULES,
            "## Withdrawn: two sources say something else",
            "",
            *(
                f"- {gone.offer.provider}/{gone.offer.model} {gone.offer.tier}, from {gone.since}: {gone.why}"
                for gone in card.withdrawn
            ),
            *([] if card.withdrawn else ["Nothing at this snapshot."]),
            "",
            "## Settled against two sources",
            "",
            *(f"- {provider}/{model} {tier}: {why}" for (provider, model, tier), why in sorted(settled().items())),
            "",
            "## Where a source disagrees, on any day of a price's life",
            "",
            *_table(card),
            "",
            "## Prices of the sources that cannot be prices",
            "",
            *[f"- {entry.key[0]}/{entry.key[1]}, {entry.start}: {entry.what}" for entry in card.dropped],
            "",
            "## Fine-tuning prices without a day",
            "",
            *[f"- {line}" for line in undated_fees()],
            "",
        ]
    )


def _sources(card: Card) -> str:
    return f"""\
## Sources of this snapshot, {card.snapshot}

| source | version | its data of |
| --- | --- | --- |
| model-prices (models.dev) | {version("model-prices")} | {from_model_prices.snapshot_date()} |
| genai-prices | {version("genai-prices")} | not dated |
| azure-genai-prices | {version("azure-genai-prices")} | {from_azure.snapshot_date()} |
| LiteLLM | {from_litellm.version()} | not dated, read on {from_litellm.read_on()} |
"""


def _counts(card: Card) -> str:
    tiers = ", ".join(f"{tier} {count}" for tier, count in Counter(line.tier for line in card.lines).most_common())
    providers = Counter(line.provider for line in card.lines).most_common()
    events = Counter(event.event for event in card.events).most_common()
    models = len({(line.provider, line.model) for line in card.lines})
    return f"""\
{len(card.lines)} price lines ({tiers}) of {models} models; {len(card.fees)} fees;
{len(card.events)} events ({", ".join(f"{event} {count}" for event, count in events)}); {len(card.aliases)} aliases.
By provider: {", ".join(f"{provider} {count}" for provider, count in providers)}.
"""


def _table(card: Card) -> Iterator[str]:
    """One line an offer, source and stretch of days; those that nobody can explain come first."""
    reason = reasons(card)
    by_days: dict[tuple[str, str, date, date | None, str], list[Disagreement]] = {}
    for each in card.disagreements:
        tier = f"{each.offer.tier}{', long' if each.offer.long else ''}"
        name = f"{each.offer.provider}/{each.offer.model}"
        by_days.setdefault((name, tier, each.since, each.until, each.source), []).append(each)
    lines: dict[bool, list[str]] = {False: [], True: []}
    for (name, tier, since, until, source), those in by_days.items():
        said = ", ".join(f"{each.kind} {each.published.normalize():f} / {each.said.normalize():f}" for each in those)
        known = {reason(each) for each in those}
        why = "; ".join(sorted(known)) if all(known) else ""
        lines[bool(why)].append(f"| {name} | {tier} | {since} | {until or ''} | {source} | {said} | {why} |")
    yield f"{len(lines[False])} are open: one source against another, and the rules above say which is published."
    yield f"{len(lines[True])} are explained."
    yield ""
    yield "| model | tier | from | to | source | published, and what the source says | why |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from lines[False]
    yield from lines[True]
