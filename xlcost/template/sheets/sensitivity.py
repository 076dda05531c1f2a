"""Sensitivity: each driver at its low and high end, sorted by what it moves; and a grid of volume against price."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS, DRIVERS
from xlcost.template.plain import price_steps
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table
from xlcost.template.references import letters

GRID_RATIOS: Final = 8


class Driver(NamedTuple):
    """One driver of the tornado: what it is now, and whether its range multiplies that or replaces it."""

    key: str
    label: str
    unit: str
    live: str
    range: str
    format: str
    multiplies: bool = True


_DRIVERS: Final = (
    Driver("requests", "Requests", "requests per month", "{requests:live}", "range_requests", "count"),
    Driver("input_tokens", "Input tokens", "tokens per request", "{input_tokens:live}", "range_input_tokens", "count"),
    Driver(
        "output_tokens", "Output tokens", "tokens per request", "{output_tokens:live}", "range_output_tokens", "count"
    ),
    Driver("tuned_price", "Token price of the tuned model", "x list price", "1", "range_tuned_price", "factor"),
    Driver(
        "training_cost", "Training run cost", "USD per run", "{training_run_cost:live}", "range_training_cost", "money"
    ),
    Driver("retrains", "Trainings again", "runs per year", "{retrains_per_year:live}", "range_retrains", "number"),
    Driver("upkeep_hours", "Upkeep hours", "hours per month", "{upkeep_hours:live}", "range_upkeep_hours", "number"),
    Driver("hourly_rate", "Hourly rate", "USD per hour", "{hourly_rate:live}", "range_hourly_rate", "money"),
    Driver("dataset_hours", "Dataset hours", "hours", "{dataset_hours:live}", "range_dataset_hours", "number"),
    Driver(
        "token_uplift", "Token uplift", "share of tokens", "{token_uplift:live}", "range_token_uplift", "share", False
    ),
    Driver(
        "cached_share",
        "Cached share",
        "share of input tokens",
        "{cached_share:live}",
        "range_cached_share",
        "share",
        False,
    ),
    Driver(
        "batch_share", "Batch share", "share of requests", "{batch_share:live}", "range_batch_share", "share", False
    ),
    Driver(
        "retry_rate",
        "Requests sent again",
        "share of requests",
        "{retry_rate:live}",
        "range_retry_rate",
        "share",
        False,
    ),
)


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        wide=True,
        name="Sensitivity",
        title="Sensitivity",
        purpose="What the answer hangs on: the saving over the horizon, with one driver changed at a time.",
        blocks=(*_tornado(), *_grid(), *_drivers(), *_cases(), *_proof()),
        widths={"A": 42, "B": 19, **{letters(column): 11.5 for column in AXIS_COLUMNS["case"]}},
        last_column=AXIS_COLUMNS["case"][-1],
        note_column=AXIS_COLUMNS["case"][-1] + 1,
        freeze=None,
        tab="output",
    )


def _tornado() -> tuple[Block, ...]:
    def pick(column: str) -> str:
        return f"=INDEX({{drivers.{column}}},{{@position}})"

    return (
        Heading("Tornado: saving over the horizon after the up-front cost, largest swing first"),
        Table(
            "tornado",
            (
                Column("driver", "Driver", Cell(pick("driver"), "label", "general", formula=True)),
                Column("unit", "Unit", Cell(pick("unit"), "unit", "general", formula=True)),
                Column(
                    "rank",
                    "Rank",
                    Cell("=ROWS({drivers.driver:row1}:{drivers.driver:same})", "counter", "count", formula=True),
                ),
                Column(
                    "position",
                    "Row below",
                    Cell("=MATCH({@rank},{drivers.rank},0)", "calculation", "count", formula=True),
                ),
                Column("low", "Driver at low", Cell(pick("low"), "calculation", "number", formula=True)),
                Column("high", "Driver at high", Cell(pick("high"), "calculation", "number", formula=True)),
                Column("at_low", "Saving at low", Cell(pick("at_low"), "calculation", "money", formula=True)),
                Column("at_high", "Saving at high", Cell(pick("at_high"), "calculation", "money", formula=True)),
                Column("swing", "Swing", Cell(pick("swing"), "output", "money", formula=True)),
                Column(
                    "from_low",
                    "Change at low",
                    Cell("={@at_low}-{horizon_saving:live}", "calculation", "money", formula=True),
                ),
                Column(
                    "from_high",
                    "Change at high",
                    Cell("={@at_high}-{horizon_saving:live}", "calculation", "money", formula=True),
                ),
            ),
            DRIVERS,
            height=30,
        ),
        Gap(),
    )


def _grid() -> tuple[Block, ...]:
    rows = []
    for number in range(1, GRID_RATIOS + 1):
        above = "grid_volume" if number == 1 else f"grid_{number - 1}"
        ratio = f"={{grid_first_ratio}}+{{grid_ratio_step}}*(ROWS({{grid_volume:total}}:{{{above}:total}})-1)"
        saving = f"={{grid_prompting}}-{{grid_{number}:total}}*{{grid_base_inference}}-{{finetune_fixed:live}}-{{upfront_share}}"
        cells = (Cell(saving, "calculation", "money", formula=True),) * len(AXIS_COLUMNS["volume"])
        total = Cell(ratio, "calculation", "ratio", formula=True)
        rows.append(
            Row(
                f"grid_{number}",
                f"Saving per month, price ratio {number}",
                "USD per month",
                cells,
                "volume",
                total=total,
            )
        )
    inference = (
        "{cached_share:live},{cache_write_share:live},{batch_share:live},{retry_rate:live},{model_date},{prices:table}"
    )
    return (
        Heading("Grid: saving per month by volume (across) and by tuned over base token price (down)"),
        replace(
            line(
                "grid_volume",
                "Requests",
                "requests per month",
                "={requests:live}*{grid_first_volume}*{grid_volume_step}^(COLUMNS({grid_volume:before})-1)",
                "count",
                axis="volume",
                strong=True,
            ),
            total=Cell("ratio", "unit"),
        ),
        *rows,
        Paragraph(
            "Above zero fine-tuning is cheaper. Fixed costs and the up-front cost, spread over the horizon, are included; colours run from orange (dearer) to blue (cheaper)."
        ),
        Gap(),
        Heading("Behind the grid"),
        line(
            "upfront_share",
            "Up-front cost spread over the horizon",
            "USD per month",
            "={upfront_cost:live}/{horizon_months}",
            axis="single",
        ),
        line(
            "grid_prompting_returned",
            "Prompting at this volume, by PROMPT_COST",
            "USD per month",
            f"=PROMPT_COST({{prompt_model:live}},{{grid_volume}},{{input_tokens:live}},{{output_tokens:live}},{inference})",
            "money",
            axis="volume",
            look="function",
        ),
        line(
            "grid_prompting",
            "Prompting at this volume",
            "USD per month",
            "=IF(ISNUMBER({grid_prompting_returned}),{grid_prompting_returned},NA())",
            "money",
            axis="volume",
        ),
        line(
            "grid_prompting_plain",
            "Prompting at this volume, plain Excel",
            "USD per month",
            "={grid_volume}*(1+{retry_rate:live})*((1-{batch_share:live})*{plain_prompt_request:live}+{batch_share:live}*{plain_prompt_batch:live})/1000000",
            "money",
            axis="volume",
        ),
        line(
            "grid_base_inference_returned",
            "Tuned tokens at the base price, by FINETUNE_COST",
            "USD per month",
            f"=FINETUNE_COST({{prompt_model:live}},{{grid_volume}},{{input_tokens:live}},{{output_tokens:live}},{{token_uplift:live}},,,,,{inference})",
            "money",
            axis="volume",
            look="function",
        ),
        line(
            "grid_base_inference",
            "Tuned tokens at the base price",
            "USD per month",
            "=IF(ISNUMBER({grid_base_inference_returned}),{grid_base_inference_returned},NA())",
            "money",
            axis="volume",
        ),
        line(
            "grid_base_inference_plain",
            "Tuned tokens at the base price, plain Excel",
            "USD per month",
            "={grid_volume}*(1+{retry_rate:live})*((1-{batch_share:live})*{plain_base_request:live}+{batch_share:live}*{plain_base_batch:live})/1000000",
            "money",
            axis="volume",
        ),
        line(
            "grid_difference",
            "Largest difference of the two",
            "USD per month",
            "=MAX(ABS({grid_prompting_returned}-{grid_prompting_plain}),ABS({grid_base_inference_returned}-{grid_base_inference_plain}))",
            "tiny",
            axis="volume",
        ),
        Gap(),
    )


def _drivers() -> tuple[Block, ...]:
    def ends(side: str, driver: Driver) -> str:
        live = "" if not driver.multiplies else "" if driver.live == "1" else f"{driver.live}*"
        return f"={live}{{{driver.range}:{side}}}"

    def formulas(side: str) -> tuple[Cell, ...]:
        return tuple(Cell(ends(side, driver), "calculation", driver.format, formula=True) for driver in _DRIVERS)

    return (
        Heading("Drivers"),
        Table(
            "drivers",
            (
                Column("driver", "Driver", tuple(Cell(driver.label, "label") for driver in _DRIVERS)),
                Column("unit", "Unit", tuple(Cell(driver.unit, "unit") for driver in _DRIVERS)),
                Column("number", "Number", Cell("=ROWS({@driver:past})", "calculation", "count", formula=True)),
                Column(
                    "live",
                    "Live",
                    tuple(Cell(f"={driver.live}", "calculation", driver.format, formula=True) for driver in _DRIVERS),
                ),
                Column("low", "Low", formulas("low")),
                Column("high", "High", formulas("high")),
                Column(
                    "at_low",
                    "Saving at low",
                    Cell("=INDEX({case_saving:all},1,{@number}+1)", "calculation", "money", formula=True),
                ),
                Column(
                    "at_high",
                    "Saving at high",
                    Cell(
                        "=INDEX({case_saving:all},1,{@number}+1+ROWS({drivers.number}))",
                        "calculation",
                        "money",
                        formula=True,
                    ),
                ),
                Column("swing", "Swing", Cell("=ABS({@at_high}-{@at_low})", "calculation", "money", formula=True)),
                Column(
                    "rank",
                    "Rank",
                    Cell(
                        "=RANK({@swing},{drivers.swing},0)+COUNTIF({@swing:past},{@swing})-1",
                        "calculation",
                        "count",
                        formula=True,
                    ),
                ),
            ),
            DRIVERS,
            height=18,
        ),
        Gap(),
    )


def _cases() -> tuple[Block, ...]:
    values = [
        line(
            f"case_{driver.key}",
            f"{driver.label}, in this case",
            driver.unit,
            f"=IF({{case_driver}}={{drivers.driver:row{number}}},{{case_value}},{{drivers.live:row{number}}})",
            driver.format,
            axis="case",
        )
        for number, driver in enumerate(_DRIVERS, 1)
    ]
    inference = (
        "{case_cached_share},{cache_write_share:live},{case_batch_share},{case_retry_rate},{model_date},{prices:table}"
    )
    workload = "{case_requests},{case_input_tokens},{case_output_tokens}"
    return (
        Heading("Cases: one driver changed at a time"),
        line("case_number", "Case", "number", "=COLUMNS({case_number:before})-1", "month", axis="case"),
        line(
            "case_row",
            "Number of the driver",
            "number",
            "=MOD(MAX({case_number}-1,0),ROWS({drivers.number}))+1",
            "month",
            axis="case",
        ),
        line(
            "case_side",
            "End of the range",
            "1 low, 2 high",
            "=1+({case_number}>ROWS({drivers.number}))",
            "month",
            axis="case",
        ),
        line(
            "case_driver",
            "Driver changed",
            "text",
            '=IF({case_number}=0,"none",INDEX({drivers.driver},{case_row}))',
            "general",
            axis="case",
            height=40,
        ),
        line(
            "case_value",
            "Its value",
            "as the driver",
            "=IF({case_side}=1,INDEX({drivers.low},{case_row}),INDEX({drivers.high},{case_row}))",
            "number",
            axis="case",
        ),
        *values,
        line(
            "case_prompting",
            "Prompting, by PROMPT_COST",
            "USD per month",
            f"=PROMPT_COST({{prompt_model:live}},{workload},{inference})",
            "money",
            axis="case",
            look="function",
        ),
        line(
            "case_inference",
            "Tuned inference, by FINETUNE_COST",
            "USD per month",
            f"=FINETUNE_COST({{tuned_model:live}},{workload},{{case_token_uplift}},,,,,{inference})",
            "money",
            axis="case",
            look="function",
        ),
        line(
            "case_upfront",
            "Up-front cost, by FINETUNE_UPFRONT",
            "USD once",
            "=FINETUNE_UPFRONT({case_dataset_hours},{case_hourly_rate},{case_training_cost},{training_runs:live},{labelling_cost:live},{evaluation_cost:live})",
            "money",
            axis="case",
            look="function",
        ),
        line(
            "case_fixed",
            "Retraining, hosting and upkeep",
            "USD per month",
            "={case_training_cost}*{case_retrains}/12+{hosting_cost:live}+{case_upkeep_hours}*{case_hourly_rate}",
            "money",
            axis="case",
        ),
        line(
            "case_answered",
            "All three functions gave a number",
            "1 or 0",
            "=IF(AND(ISNUMBER({case_prompting}),ISNUMBER({case_inference}),ISNUMBER({case_upfront})),1,0)",
            "month",
            axis="case",
        ),
        line(
            "case_saving",
            "Saving over the horizon",
            "USD",
            "=IF({case_answered}=1,{horizon_months}*({case_prompting}-{case_inference}*{case_tuned_price}-{case_fixed})-{case_upfront},NA())",
            "money",
            axis="case",
            strong=True,
        ),
        Gap(),
    )


def _proof() -> tuple[Block, ...]:
    return (
        Heading("Proof: the same in plain Excel"),
        *price_steps(
            "case_p",
            "case",
            "case, prompted",
            "{plain_prompt_row:live}",
            "{plain_prompt_threshold:live}",
            "{case_input_tokens}",
            "{case_output_tokens}",
            _SHARES,
        ),
        line(
            "case_t_in",
            "Input tokens, case, tuned",
            "tokens per request",
            "={case_input_tokens}*(1+{case_token_uplift})",
            "number",
            axis="case",
        ),
        line(
            "case_t_out",
            "Output tokens, case, tuned",
            "tokens per request",
            "={case_output_tokens}*(1+{case_token_uplift})",
            "number",
            axis="case",
        ),
        *price_steps(
            "case_t",
            "case",
            "case, tuned",
            "{plain_tuned_row:live}",
            "{plain_tuned_threshold:live}",
            "{case_t_in}",
            "{case_t_out}",
            _SHARES,
        ),
        line(
            "case_upfront_plain",
            "Up-front cost, plain",
            "USD once",
            "={case_dataset_hours}*{case_hourly_rate}+{training_runs:live}*{case_training_cost}+{labelling_cost:live}+{evaluation_cost:live}",
            "money",
            axis="case",
        ),
        line(
            "case_difference",
            "Largest difference of the three",
            "USD",
            "=MAX(ABS({case_prompting}-{case_p_monthly}),ABS({case_inference}-{case_t_monthly}),ABS({case_upfront}-{case_upfront_plain}))",
            "tiny",
            axis="case",
        ),
    )


_SHARES: Final = {
    "requests": "{case_requests}",
    "cached_share": "{case_cached_share}",
    "cache_write_share": "{cache_write_share:live}",
    "batch_share": "{case_batch_share}",
    "retry_rate": "{case_retry_rate}",
}
