"""Inputs of fine-tuning: what is paid before the tuned model serves, and every month after that."""

from __future__ import annotations

from typing import Final

from xlcost.functions.arguments import AT_LEAST_0
from xlcost.functions.coercion import Domain
from xlcost.template.inputs.declaration import Input, Section

#: Where the cost of a training run comes from.
QUOTED: Final = "Quoted"
PRICE_LIST: Final = "Price list"

TUNING: Final = Section(
    "Fine-tuning: before it serves",
    (
        Input(
            "dataset_hours",
            "Dataset preparation",
            "hours",
            AT_LEAST_0,
            "hours",
            0.0,
            "Hours to collect, clean, format and check the training examples.",
        ),
        Input(
            "hourly_rate",
            "Cost of an hour of work",
            "USD per hour",
            AT_LEAST_0,
            "usd",
            100.0,
            "Used for dataset preparation and for upkeep.",
        ),
        Input(
            "examples",
            "Training examples",
            "examples",
            AT_LEAST_0,
            "count",
            10_000,
            "High-quality examples at hand; the data gate and the price-list training cost use it.",
        ),
        Input(
            "tokens_per_example",
            "Tokens of an example",
            "tokens per example",
            AT_LEAST_0,
            "count",
            1_100,
            "Input and output of one training example together.",
        ),
        Input(
            "epochs",
            "Passes over the examples",
            "epochs",
            AT_LEAST_0,
            "number",
            3.0,
            "How often the training goes through the examples.",
        ),
        Input(
            "validation_tokens",
            "Validation tokens",
            "tokens per run",
            AT_LEAST_0,
            "count",
            0.0,
            "Tokens of the validation set that the provider bills in a run.",
        ),
        Input(
            "training_basis",
            "Where the training cost comes from",
            "choice",
            (QUOTED, PRICE_LIST),
            "text",
            QUOTED,
            "Quoted: the amount of the next line. Price list: tokens times the training price on the sheet Prices.",
        ),
        Input(
            "quoted_training_cost",
            "Quoted cost of a training run",
            "USD per run",
            AT_LEAST_0,
            "usd",
            0.0,
            "Used when the line above says Quoted.",
        ),
        Input(
            "training_runs",
            "Training runs before it serves",
            "runs",
            AT_LEAST_0,
            "number",
            1.0,
            "Runs until the tuned model is good enough to go live.",
        ),
        Input(
            "labelling_cost",
            "Labelling bought outside",
            "USD",
            AT_LEAST_0,
            "usd",
            0.0,
            "Invoices of labelling services.",
        ),
        Input(
            "evaluation_cost",
            "Evaluation before going live",
            "USD",
            AT_LEAST_0,
            "usd",
            0.0,
            "Test sets, human review and red-teaming of the tuned model.",
        ),
    ),
)

RUNNING: Final = Section(
    "Fine-tuning: every month",
    (
        Input(
            "retrains_per_year",
            "Retraining",
            "runs per year",
            AT_LEAST_0,
            "number",
            0.0,
            "12 means once a month; 4 once a quarter.",
        ),
        Input(
            "upkeep_hours",
            "Upkeep",
            "hours per month",
            AT_LEAST_0,
            "hours",
            0.0,
            "Monitoring, evaluation and refreshing the data.",
        ),
        Input(
            "hosting_rate",
            "Hosting of the tuned model",
            "USD per hour",
            AT_LEAST_0,
            "usd",
            0.0,
            "Hourly fee of a dedicated deployment, billed used or idle; 0 when inference is billed by token only.",
        ),
        Input(
            "hosting_hours",
            "Hours hosted",
            "hours per month",
            Domain(0.0, 744.0),
            "hours",
            730.0,
            "730 is the average month around the clock.",
        ),
        Input(
            "replicas",
            "Deployments hosted",
            "deployments",
            AT_LEAST_0,
            "number",
            0.0,
            "How many deployments run at the same time.",
        ),
        Input(
            "storage_cost",
            "Storage of the tuned model",
            "USD per month",
            AT_LEAST_0,
            "usd",
            0.0,
            "Monthly fee for keeping the tuned model.",
        ),
    ),
)
