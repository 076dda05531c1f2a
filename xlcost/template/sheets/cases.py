"""Cases: one driver at a time at its low and high end, calculated anew by the functions and proved in plain Excel."""

from __future__ import annotations

from typing import Final

from xlcost.template.drivers import DRIVERS, Driver
from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS
from xlcost.template.plain import price_steps
from xlcost.template.records import Block, Cell, Column, Gap, Heading, Sheet, Table
from xlcost.template.references import letters

_PROOF: Final = "Proof: the same in plain Excel"


def sheet() -> Sheet:
    """The sheet."""
    columns = AXIS_COLUMNS["case"]
    return Sheet(
        name="Cases",
        title="Cases",
        purpose="Behind Sensitivity: one driver changed at a time.",
        blocks=(*_drivers(), *_cases(), *_proof()),
        widths={"A": 36, "B": 18, **{letters(column): 12.5 for column in columns}},
        last_column=columns[-1],
        note_column=columns[-1] + 1,
        freeze=None,
        pages_wide=2,
        page_breaks=(_PROOF,),
    )


def _drivers() -> tuple[Block, ...]:
    def ends(side: str, driver: Driver) -> str:
        live = "" if not driver.multiplies else "" if driver.live == "1" else f"{driver.live}*"
        end = f"{live}{{{driver.range}:{side}}}"
        return f"=MIN({end},{driver.most})" if driver.most else f"={end}"

    def formulas(side: str) -> tuple[Cell, ...]:
        return tuple(Cell(ends(side, driver), "calculation", driver.format, formula=True) for driver in DRIVERS)

    return (
        Heading("Drivers"),
        Table(
            "drivers",
            (
                Column("driver", "Driver", tuple(Cell(driver.label, "label") for driver in DRIVERS)),
                Column("unit", "Unit", tuple(Cell(driver.unit, "unit") for driver in DRIVERS)),
                Column("number", "Number", Cell("=ROWS({@driver:past})", "calculation", "count", formula=True)),
                Column(
                    "live",
                    "Live",
                    tuple(Cell(f"={driver.live}", "calculation", driver.format, formula=True) for driver in DRIVERS),
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
            len(DRIVERS),
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
        for number, driver in enumerate(DRIVERS, 1)
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
        Heading(_PROOF),
        *price_steps(
            "case_p",
            "case",
            "case, prompted",
            "plain_prompt",
            "{prompt_model:live}",
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
            "plain_tuned",
            "{tuned_model:live}",
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
