"""NOTES.md of the data folder: what the prices are, how they were put together, and what to know about them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Final

from tools.prices import from_azure, from_model_prices
from tools.prices.candidates import Candidates
from tools.prices.compare import Disagreement, disagreements
from tools.prices.curated import tuning_prices_left_out

_HEAD: Final = """\
# Notes on the price data

Written by `python -m tools.prices`; do not edit. Prices are USD per million tokens unless a column says otherwise.

| file | what it is |
| --- | --- |
| prices.csv | one line a model and first day, with every price that holds from that day on; append only |
| aliases.csv | other spellings of a model's name, one provider each; append only |
| retirements.csv | models that are no longer sold, where a source says since when; append only |
| releases.csv | how far the append-only files went at each snapshot, with the SHA-256 of those lines |
| unlisted.csv | models that models.dev calls deprecated or has removed, without a day |
| history.csv | curated: prices before the other sources begin |
| features.csv | curated: since when providers sell batches and cached input |
| tuning_prices.csv, tuning_availability.csv | curated: fine-tuning prices, and when fine-tuning offers close |
| licences/ | licences and attributions of the sources |
"""

_RULES: Final = """\
## How a row comes about

1. Makers' models come from model-prices, the clouds' from genai-prices, Azure's from azure-genai-prices; fine-tuning
   from the curated files. Only what the packages bundle is read, nothing is downloaded.
2. A row starts on the day that the source documents; else on the day in an OpenAI model's id; else on the day the
   price was first seen, which may be long after the model's launch. The column date_basis says which. There is no
   price before the first row: such a date is an error, not a guess.
3. history.csv has the makers' announcements, where the others begin later or are mistaken. Where another source gives
   one of those prices otherwise, the table below says so. The pages were not read again for this snapshot; what the
   snapshot checks is that the sources carry the model's current price.
4. A change that model-prices noticed late starts on the day that genai-prices documents. Prices that genai-prices
   announces for a later day are rows already.
5. Batch prices exist from the day on which the provider began to sell batches (features.csv), cache prices likewise.
6. A row ends where the model's next row begins, or where a source gives the day of retirement (retirements.csv,
   tuning_availability.csv). A model that models.dev has stopped listing, without a day, keeps its last published
   price: the list is below, and COST_EXPLAIN says so. The article's claude-3-5-sonnet-20241022 is one of them.
7. OpenAI takes no fine-tuning jobs from anybody from 2027-01-06 on: base models have no training price from then on.
8. Long context: `long_context_above` is the largest prompt at the ordinary price. xAI's tier begins at 200,000 tokens
   itself, so its threshold is 199,999. Azure's is 272,000 for every model, as azure-genai-prices has it.

## Names

- `provider/model`, or the model alone where one provider sells it or the maker is among the sellers. Clouds
  (aws-bedrock, azure, google-vertex) are never taken for the maker of a model that others sell too.
- `ft:` and the base model is a fine-tuned model, everywhere. Training belongs to the base model. Google bills tuned
  Gemini endpoints at the base model's price: use the base model.
- Azure: no suffix is a global deployment, `@datazone`, `@regional` and `@developer` are the other tiers, priced in
  eastus2. `@data-sharing` (OpenAI), `@provisioned` and `@provisioned-1-month` (Bedrock, per model unit) are likewise
  offers of their own. Training by parameter count is `lora-sft@up-to-16b` and so on; rented GPUs go by their name.
- Bedrock: ids without a prefix are in-region, also under `us.`, `eu.` and so on where those cost the same.
- No name that moves from model to model is an alias. A `-latest` name has rows only where model-prices has its dated
  history; each row is then the price of the model behind the name at that time.

## What is left out

Images, audio, video, embeddings, OCR, search and moderation; models billed by request beside the tokens (Perplexity);
Alibaba's models (several context tiers, prices that depend on thinking); gateways and resellers; one-hour cache
writes; cached tokens inside a batch; priority, flex and fast modes. DeepSeek's prices are those outside its peak hours
(01:00-04:00 and 06:00-10:00 UTC on working days cost twice as much).
"""


def render(candidates: Candidates, directory: Path) -> str:
    """The notes for these candidates, as Markdown."""
    unlisted = [
        f"{provider}/{model}" for (provider, model), status in candidates.unlisted.items() if status == "removed"
    ]
    return "\n".join(
        [
            _HEAD,
            _sources(candidates),
            _RULES,
            "## Where the sources disagree with a row, on the row's first day",
            "",
            *_table(disagreements(candidates.rows)),
            "",
            "## Prices of the sources that cannot be prices",
            "",
            *[f"- {entry.key[0]}/{entry.key[1]}, {entry.start}: {entry.what}" for entry in candidates.dropped],
            "",
            "## Fine-tuning prices that no row can hold",
            "",
            *[f"- {line}" for line in tuning_prices_left_out(directory)],
            "",
            "## Models that models.dev has removed, without a day",
            "",
            ", ".join(f"`{name}`" for name in unlisted),
            "",
        ]
    )


def _sources(candidates: Candidates) -> str:
    return f"""\
## Sources of this snapshot, {candidates.snapshot}

| source | version | its data of |
| --- | --- | --- |
| model-prices (models.dev) | {version("model-prices")} | {from_model_prices.snapshot_date()} |
| genai-prices | {version("genai-prices")} | not dated |
| azure-genai-prices | {version("azure-genai-prices")} | {from_azure.snapshot_date()} |
"""


def _table(found: list[Disagreement]) -> list[str]:
    return [
        "| model | row from | price | published | source | says |",
        "| --- | --- | --- | --- | --- | --- |",
        *[
            f"| {each.row.provider}/{each.row.model} | {each.row.effective_from} | {each.kind} | {each.published:.10g}"
            f" | {each.source} | {each.said:.10g} |"
            for each in found
        ],
    ]
