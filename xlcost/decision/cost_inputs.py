"""What an alternative costs beside its tokens: up front, training, hosting, GPUs, people."""

from __future__ import annotations

from typing import Final

from xlcost.decision.declaration import Cost, Input, Tested
from xlcost.functions.arguments import AT_LEAST_0
from xlcost.functions.coercion import UNBOUNDED, Domain

#: By what hours are multiplied to cost something.
_RATE: Final = ("hourly_rate",)

_ABOVE_0: Final = Domain(0.0, UNBOUNDED, above_low=True)

UPFRONT: Final = (
    Input(
        "preparation_hours",
        "Preparation",
        "hours",
        AT_LEAST_0,
        "hours",
        0.0,
        "Prompts or training data: to collect, write, clean and check, before it serves.",
        cost=Cost("before", _RATE),
        tested=Tested("times", 0.5, 2.0, baseline=False),
    ),
    Input(
        "labelling_cost",
        "Labelling",
        "USD",
        AT_LEAST_0,
        "usd",
        0.0,
        "Labels bought or made before it serves.",
        cost=Cost("before"),
    ),
    Input(
        "evaluation_cost",
        "Evaluation",
        "USD",
        AT_LEAST_0,
        "usd",
        0.0,
        "Test sets and review before it serves.",
        cost=Cost("before"),
    ),
    Input(
        "integration_cost",
        "Integration",
        "USD",
        AT_LEAST_0,
        "usd",
        0.0,
        "Changes to software before it serves.",
        cost=Cost("before"),
    ),
)


TRAINING: Final = (
    Input(
        "training_model",
        "Model whose training price is used",
        "provider/model",
        "model",
        "text",
        None,
        "The base model of the tuned one: price lists have the training price there.",
        "single",
        "the model itself, without ft: before its name",
    ),
    Input(
        "training_cost",
        "Quoted cost of a training run",
        "USD per run",
        AT_LEAST_0,
        "usd",
        None,
        "An amount you were quoted; it stands above the price list.",
        blank="examples times tokens at the training price of the price list",
        tested=Tested("times", 0.5, 2.0, "Cost of a training run"),
    ),
    Input(
        "tokens_per_example",
        "Tokens of an example",
        "tokens per example",
        AT_LEAST_0,
        "count",
        None,
        "Input and output of one training example together.",
        blank="input and output tokens of a request",
    ),
    Input(
        "epochs",
        "Passes over the examples",
        "epochs",
        AT_LEAST_0,
        "number",
        3.0,
        "How often a training run goes through the examples.",
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
        "training_runs",
        "Training runs before it serves",
        "runs",
        AT_LEAST_0,
        "number",
        1.0,
        "Runs until the tuned model is good enough to go live.",
    ),
    Input(
        "retrains_per_year",
        "Retraining",
        "runs per year",
        AT_LEAST_0,
        "number",
        0.0,
        "Spread evenly: 12 every month, 4 in months 3, 6, 9 and 12, 1 in month 12.",
        tested=Tested("times", 0.25, 2.0, "Retraining runs"),
    ),
    Input(
        "retrain_data_cost",
        "New data for a retraining",
        "USD per run",
        AT_LEAST_0,
        "usd",
        0.0,
        "On top of the training run.",
        cost=Cost("retraining"),
    ),
    Input(
        "retrain_evaluation_cost",
        "Evaluation of a retraining",
        "USD per run",
        AT_LEAST_0,
        "usd",
        0.0,
        "On top of the training run.",
        cost=Cost("retraining"),
    ),
    Input(
        "new_organisation",
        "We have never fine-tuned with this provider",
        "TRUE or FALSE",
        "flag",
        "logical",
        True,
        "TRUE where the provider would count you as new: some take no new organisations any more.",
        "single",
    ),
)


HOSTED: Final = (
    Input(
        "hosting_cost",
        "Hosting",
        "USD per month",
        AT_LEAST_0,
        "usd",
        None,
        "A deployment that is billed used or idle, and storage of the tuned model.",
        blank="hosting per hour x 730 x deployments, and storage, from the price list",
    ),
    Input(
        "replicas",
        "Deployments",
        "deployments",
        AT_LEAST_0,
        "number",
        1.0,
        "How many are hosted at a time. Used for hosting from the price list.",
    ),
)


OWN_GPUS: Final = (
    Input(
        "gpu_hour",
        "Price of a GPU",
        "USD per GPU-hour",
        AT_LEAST_0,
        "usd",
        None,
        "Rented, or your own with depreciation, power and space.",
        blank="not known: the alternative is not available",
    ),
    Input(
        "tokens_per_second",
        "Tokens a GPU serves",
        "tokens per second",
        _ABOVE_0,
        "count",
        1_000.0,
        "Input and output together, measured under full load.",
    ),
    Input(
        "utilisation",
        "Utilisation aimed at",
        "share",
        Domain(0.0, 1.0, above_low=True),
        "share",
        0.7,
        "How full the GPUs may be at the peak.",
    ),
    Input(
        "peak_factor",
        "Peak over average",
        "x average requests per second",
        Domain(1.0, 10_000.0),
        "factor",
        3.0,
        "The busiest second of a month against its average.",
    ),
    Input(
        "min_gpus",
        "GPUs at least",
        "GPUs",
        AT_LEAST_0,
        "count",
        1.0,
        "What the model needs to run at all, and for a spare.",
    ),
)


RUNNING: Final = (
    Input(
        "upkeep_hours",
        "Upkeep",
        "hours per month",
        AT_LEAST_0,
        "hours",
        0.0,
        "Monitoring, evaluation, operation and refreshing data.",
        cost=Cost("month", _RATE),
        tested=Tested("times", 0.5, 2.0, baseline=False),
    ),
    Input(
        "maintenance_hours",
        "Maintenance of prompts",
        "hours per month",
        AT_LEAST_0,
        "hours",
        0.0,
        "Keeping prompts and examples right when the task or the model changes.",
        cost=Cost("month", _RATE),
    ),
)
