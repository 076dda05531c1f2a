"""Fine-tuning: what it costs before it serves, what a month with the tuned model costs, and the parts of both."""

from __future__ import annotations

from typing import Final

from xlcost.template.inputs import PRICE_LIST
from xlcost.template.lines import function_line, guard, line, noted_captions
from xlcost.template.plain import PROOF, tuned_model
from xlcost.template.records import Gap, Heading, Sheet, Spill, Twin

_ARGUMENTS: Final = (
    "{tuned_model},{requests},{input_tokens},{output_tokens},{token_uplift},{training_run_cost},{retrains_per_year},"
    "{hosting_cost},{upkeep_cost},{cached_share},{cache_write_share},{batch_share},{retry_rate},{model_date},{prices:table}"
)
_PARTS: Final = {
    "inference": ("Inference", "={plain_tuned_monthly}"),
    "retraining": ("Retraining", "={training_run_cost}*{retrains_per_year}/12"),
    "hosting": ("Hosting", "={hosting_cost}"),
    "upkeep": ("Upkeep", "={upkeep_cost}"),
    "total": (
        "Total",
        "={plain_tuned_monthly}+{training_run_cost}*{retrains_per_year}/12+{hosting_cost}+{upkeep_cost}",
    ),
}


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Fine-tuning",
        title="Fine-tuning",
        purpose="What fine-tuning costs once, and what a month with the tuned model costs.",
        blocks=(
            Heading("A training run"),
            line(
                "trained_tokens",
                "Tokens trained",
                "tokens per run",
                "={epochs}*{examples}*{tokens_per_example}+{validation_tokens}",
                "count",
                note="Passes x examples x tokens of an example, and the validation tokens.",
            ),
            function_line(
                "training_returned",
                "Training run, quoted or by TRAINING_COST",
                "USD per run",
                f'=IF({{training_basis}}="{PRICE_LIST}",TRAINING_COST({{training_model}},{{examples}},{{tokens_per_example}},'
                "{epochs},{validation_tokens},{model_date},{prices:table}),{quoted_training_cost})",
                plain=f'=IF({{training_basis}}="{PRICE_LIST}",{{plain_training_run}},{{quoted_training_cost}})',
                note="The quoted amount, or tokens times the training price: see Inputs.",
            ),
            guard("training_run_cost", "Training run", "USD per run", "training_returned", named=True, strong=False),
            Gap(),
            Heading("Before it serves"),
            line("preparation_cost", "Dataset preparation", "USD once", "={dataset_hours}*{hourly_rate}"),
            line("first_training_cost", "First training runs", "USD once", "={training_runs}*{training_run_cost}"),
            line("outside_cost", "Labelling and evaluation", "USD once", "={labelling_cost}+{evaluation_cost}"),
            function_line(
                "upfront_returned",
                "Up-front cost, as returned by FINETUNE_UPFRONT",
                "USD once",
                "=FINETUNE_UPFRONT({dataset_hours},{hourly_rate},{training_run_cost},{training_runs},{labelling_cost},{evaluation_cost})",
                plain="={preparation_cost}+{first_training_cost}+{outside_cost}",
            ),
            guard(
                "upfront_cost",
                "Up-front cost",
                "USD once",
                "upfront_returned",
                named=True,
                note="What must be earned back.",
            ),
            Gap(),
            Heading("Every month"),
            line(
                "tuned_input_tokens",
                "Input tokens of the tuned model",
                "tokens per request",
                "={input_tokens}*(1+{token_uplift})",
                "number",
            ),
            line(
                "tuned_output_tokens",
                "Output tokens of the tuned model",
                "tokens per request",
                "={output_tokens}*(1+{token_uplift})",
                "number",
            ),
            line(
                "hosting_cost",
                "Hosting and storage",
                "USD per month",
                "={hosting_rate}*{hosting_hours}*{replicas}+{storage_cost}",
                named=True,
                note="Paid whether the model is used or idle.",
            ),
            line(
                "upkeep_cost",
                "Monitoring, evaluation, data refresh",
                "USD per month",
                "={upkeep_hours}*{hourly_rate}",
                named=True,
            ),
            function_line(
                "finetune_returned",
                "Tuned model, as returned by FINETUNE_COST",
                "USD per month",
                f"=FINETUNE_COST({_ARGUMENTS})",
                plain=_PARTS["total"][1],
            ),
            guard(
                "finetune_monthly",
                "Fine-tuning, per month",
                "USD per month",
                "finetune_returned",
                named=True,
                note="Inference, retraining, hosting and upkeep.",
            ),
            Gap(),
            Heading("What the month is made of"),
            Spill(
                "finetune_parts",
                tuple((key, f"{label}, by FINETUNE_COST_BREAKDOWN") for key, (label, _) in _PARTS.items()),
                "USD per month",
                f"FINETUNE_COST_BREAKDOWN({_ARGUMENTS})",
                2,
                "scenario",
                twins=tuple(Twin(plain) for _, plain in _PARTS.values()),
            ),
            guard(
                "tuned_inference",
                "Inference of the tuned model",
                "USD per month",
                "finetune_parts.inference",
                named=True,
                strong=False,
                note="The part that grows with the requests.",
            ),
            line(
                "finetune_fixed",
                "Fixed cost of the tuned model",
                "USD per month",
                "={finetune_monthly}-{tuned_inference}",
                named=True,
                note="Retraining, hosting and upkeep: the same at any volume.",
            ),
            line(
                "finetune_parts_check",
                "Parts less FINETUNE_COST",
                "USD per month",
                "=IF(COUNT({finetune_parts:block})=ROWS({finetune_parts:block}),SUM({finetune_parts:parts})-{finetune_monthly},NA())",
                "tiny",
                note="Audit checks that it is nothing.",
            ),
            Gap(),
            Heading(PROOF),
            *tuned_model(),
        ),
        widths={"A": 44, "B": 17, **dict.fromkeys("CDEF", 16), "G": 54},
        last_column=7,
        freeze=None,
        captions=noted_captions(),
        page_breaks=(PROOF,),
    )
