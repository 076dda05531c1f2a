"""Timeline: 36 months of both arms, month 0 being the start: volume, prices, retraining, cumulative, present value."""

from __future__ import annotations

from typing import Final

from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS, MONTHS, UNIT_COLUMN, VALUE_COLUMN
from xlcost.template.records import Block, Cell, Gap, Heading, Row, Sheet
from xlcost.template.references import letters

_COLUMNS: Final = AXIS_COLUMNS["time"][: MONTHS + 1]


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Timeline",
        title="Timeline",
        purpose=f"Both arms over {MONTHS} months; the up-front cost is paid in month 0.",
        blocks=(*_time(), *_volume(), *_prompting(), *_finetuning(), *_difference(), *_payback(), *_proof()),
        widths={"A": 34, "B": 14, "C": 13, **{letters(column): 10.5 for column in _COLUMNS}},
        last_column=_COLUMNS[-1],
        note_column=_COLUMNS[-1] + 1,
        freeze="month_end",
        freeze_column=_COLUMNS[0],
        captions={
            UNIT_COLUMN: Cell("Unit", "header_left"),
            VALUE_COLUMN: Cell("Total", "header_right"),
        },
        pages_wide=3,
        page_breaks=("Payback",),
    )


def _month(
    key: str,
    label: str,
    unit: str,
    formula: str,
    form: str = "money",
    *,
    total: bool = False,
    strong: bool = False,
) -> Row:
    """A row of the timeline; ``total`` sums it up before month 0."""
    cell = Cell(formula, "calculation", form, formula=True)
    summed = Cell(f"=SUM({{{key}:all}})", "calculation", form, formula=True) if total else None
    return Row(key, label, unit, (cell,) * len(_COLUMNS), "time", total=summed, strong=strong)


def _time() -> tuple[Block, ...]:
    return (
        Heading("Time"),
        _month("month", "Month", "number", "=COLUMNS({month:before})-1", "month", strong=True)._replace(
            total=Cell("0 is the start", "unit")
        ),
        _month("month_end", "Month ends", "date", "=EDATE({model_date:live},{month})", "month_date"),
        _month("operating", "The month has requests", "1 or 0", "=IF({month}>0,1,0)", "month"),
        _month("months_past", "Months since the first", "months", "=MAX({month}-1,0)", "month"),
        Gap(),
    )


def _volume() -> tuple[Block, ...]:
    return (
        Heading("Volume and prices"),
        _month("volume_index", "Volume index", "first month = 1", "=(1+{monthly_growth:live})^{months_past}", "index"),
        _month(
            "price_index",
            "Token price index",
            "first month = 1",
            "=(1-{annual_price_decline:live})^({months_past}/12)",
            "index",
        ),
        _month(
            "month_requests", "Requests", "requests", "={requests:live}*{volume_index}*{operating}", "count", total=True
        ),
        _month(
            "cost_index",
            "Inference cost index",
            "first month = 1",
            "={volume_index}*{price_index}*{operating}",
            "index",
        ),
        Gap(),
    )


def _prompting() -> tuple[Block, ...]:
    return (
        Heading("Prompting"),
        _month(
            "month_prompting",
            "Cost of prompting",
            "USD",
            "={prompt_monthly:live}*{cost_index}",
            total=True,
            strong=True,
        ),
        _month("cumulative_prompting", "Prompting, cumulative", "USD", "=SUM({month_prompting:past})"),
        Gap(),
    )


def _finetuning() -> tuple[Block, ...]:
    return (
        Heading("Fine-tuning"),
        _month("month_upfront", "Up-front cost", "USD", "=IF({month}=0,{upfront_cost:live},0)", total=True),
        _month("month_inference", "Inference", "USD", "={tuned_inference:live}*{cost_index}", total=True),
        _month(
            "month_trainings",
            "Retraining runs",
            "runs",
            "=INT({month}*{retrains_per_year:live}/12)-INT(({months_past}*{operating})*{retrains_per_year:live}/12)",
            "count",
            total=True,
        ),
        _month("month_retraining", "Retraining", "USD", "={month_trainings}*{training_run_cost:live}", total=True),
        _month(
            "month_hosting",
            "Hosting and storage of the tuned model",
            "USD",
            "={hosting_cost:live}*{operating}",
            total=True,
        ),
        _month("month_upkeep", "Upkeep", "USD", "={upkeep_cost:live}*{operating}", total=True),
        _month(
            "month_finetuning",
            "Cost of fine-tuning",
            "USD",
            "={month_upfront}+{month_inference}+{month_retraining}+{month_hosting}+{month_upkeep}",
            total=True,
            strong=True,
        ),
        _month("cumulative_finetuning", "Fine-tuning, cumulative", "USD", "=SUM({month_finetuning:past})"),
        Gap(),
    )


def _difference() -> tuple[Block, ...]:
    return (
        Heading("What fine-tuning saves"),
        _month("month_saving", "Saving", "USD", "={month_prompting}-{month_finetuning}", total=True),
        _month(
            "net_position", "Saving, cumulative", "USD", "={cumulative_prompting}-{cumulative_finetuning}", strong=True
        ),
        _month("discount_factor", "Discount factor", "factor", "=1/(1+{discount_rate:live})^({month}/12)", "index"),
        _month(
            "present_prompting", "Present value of prompting", "USD", "={month_prompting}*{discount_factor}", total=True
        ),
        _month(
            "present_finetuning",
            "Present value of fine-tuning",
            "USD",
            "={month_finetuning}*{discount_factor}",
            total=True,
        ),
        _month(
            "present_saving",
            "Present value of the saving",
            "USD",
            "={present_prompting}-{present_finetuning}",
            total=True,
            strong=True,
        ),
        _month("present_position", "Present value of the saving, cumulative", "USD", "=SUM({present_saving:past})"),
        Gap(),
    )


def _payback() -> tuple[Block, ...]:
    return (
        Heading("Payback"),
        _month(
            "crosses",
            "Crosses from behind to ahead",
            "1 or 0",
            "=IF(AND({net_position}>=0,{net_position}-{month_saving}<0),1,0)",
            "month",
            total=True,
        ),
        _month("crossing_month", "Month of the crossing", "month", "={month}*{crosses}", "month"),
        line(
            "no_payback",
            "Where nothing crosses",
            "text",
            '=IF(INDEX({net_position:all},1,COLUMNS({net_position:all}))>=0,"at once","never")',
            "general",
            axis="single",
        ),
        line(
            "payback_first",
            "Payback, first crossing",
            "month",
            "=IF(SUM({crosses:all})>0,MATCH(1,{crosses:all},0)-1,{no_payback})",
            "month",
            axis="single",
            look="output",
            named=True,
        ),
        line(
            "payback_last",
            "Payback, last crossing",
            "month",
            "=IF(SUM({crosses:all})>0,MAX({crossing_month:all}),{no_payback})",
            "month",
            axis="single",
            look="output",
            named=True,
        ),
        line(
            "marker_month",
            "Break-even mark of the chart, month",
            "-1: off chart",
            "=IF(ISNUMBER({payback_first}),{payback_first},-1)",
            "month",
            axis="single",
        ),
        line(
            "marker_cost",
            "Break-even mark of the chart, cost",
            "USD",
            "=IF({marker_month}>=0,INDEX({cumulative_finetuning:all},1,{marker_month}+1),0)",
            "money",
            axis="single",
        ),
        line(
            "marker_name",
            "Break-even mark of the chart, name",
            "text",
            '="Break-even: "&IF({marker_month}>=0,"month ","")&{payback_first}',
            "general",
            axis="single",
            look="text",
        ),
        Gap(),
    )


def _proof() -> tuple[Block, ...]:
    """COST_FORECAST of both arms' inference beside the plain formulas above."""
    return (
        Heading("Proof: the same by COST_FORECAST"),
        *_forecast("prompting", "Cost of prompting", "prompt_monthly", "month_prompting"),
        *_forecast("inference", "Inference", "tuned_inference", "month_inference"),
    )


def _forecast(key: str, label: str, monthly: str, plain: str) -> tuple[Row, Row]:
    forecast = f"=INDEX(COST_FORECAST({{{monthly}:live}},{{month}},{{monthly_growth:live}},{{annual_price_decline:live}}),{{month}},1)"
    difference = f"=ABS({{forecast_{key}}}-{{{plain}}})"
    return (
        _months(
            f"forecast_{key}", f"{label}, by COST_FORECAST", "USD", Cell(forecast, "function", "money", formula=True)
        ),
        _months(
            f"forecast_{key}_difference",
            f"{label}, difference",
            "USD",
            Cell(difference, "calculation", "tiny", formula=True),
        ),
    )


def _months(key: str, label: str, unit: str, cell: Cell) -> Row:
    """A row from month 1 on: the start is no month of a forecast."""
    return Row(key, label, unit, (None, *(cell,) * MONTHS), "time")
