"""Sensitivity: each driver at its low and high end, sorted by what it moves; and a grid of volume against price."""

from __future__ import annotations

from typing import Final

from xlcost.template.drivers import DRIVERS
from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS
from xlcost.template.records import Block, Canvas, Cell, Column, Gap, Heading, Paragraph, Row, Sheet, Table

GRID_RATIOS: Final = 8
_CHART_ROWS: Final = 15
_GRID: Final = "Grid: saving per month by volume (across) and by tuned over base token price (down)"


def sheet() -> Sheet:
    """The sheet."""
    return Sheet(
        name="Sensitivity",
        title="Sensitivity",
        purpose="What the answer hangs on: the saving over the horizon, with one driver changed at a time.",
        blocks=(*_tornado(), *_grid()),
        widths={"A": 42, "B": 18, **dict.fromkeys("CDEFGHIJK", 12.5)},
        last_column=11,
        note_column=12,
        freeze=None,
        tab="output",
        page_breaks=(_GRID,),
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
                    "Row on Cases",
                    Cell("=MATCH({@rank},{drivers.rank},0)", "calculation", "count", formula=True),
                ),
                Column("low", "Driver at low", Cell(pick("low"), "calculation", "decimal", formula=True)),
                Column("high", "Driver at high", Cell(pick("high"), "calculation", "decimal", formula=True)),
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
            len(DRIVERS),
            height=20,
        ),
        Gap(),
        Canvas("tornado_chart", _CHART_ROWS),
        Gap(),
    )


def _grid() -> tuple[Block, ...]:
    rows = []
    for number in range(1, GRID_RATIOS + 1):
        above = "grid_volume" if number == 1 else f"grid_{number - 1}"
        ratio = f"={{grid_first_ratio}}+{{grid_ratio_step}}*(ROWS({{grid_volume:total}}:{{{above}:total}})-1)"
        saving = f"={{grid_prompting}}-{{grid_{number}:total}}*{{grid_base_inference}}-{{finetune_fixed:live}}-{{upfront_share}}"
        cells = (Cell(saving, "calculation", "heat", formula=True),) * len(AXIS_COLUMNS["volume"])
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
        Heading(_GRID),
        line(
            "grid_volume",
            "Requests",
            "requests per month",
            "={requests:live}*{grid_first_volume}*{grid_volume_step}^(COLUMNS({grid_volume:before})-1)",
            "count",
            axis="volume",
            strong=True,
        )._replace(total=Cell("ratio", "unit")),
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
