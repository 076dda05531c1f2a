"""Audit: every function result beside plain Excel formulas, sums of parts, counts of errors, and the master check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlcost.template.inputs import PRICE_LIST
from xlcost.template.lines import line
from xlcost.template.placing import AXIS_COLUMNS
from xlcost.template.records import SCENARIOS, Cell, Column, Gap, Heading, Row, Sheet, Spill, Table

_SCENARIOS: Final = ("live", *(name.lower() for name in SCENARIOS))


def sheet(others: Sequence[Sheet]) -> Sheet:
    """The sheet, generated from every row of the other sheets that declares a twin."""
    twins = tuple(_twin_rows(others))
    return Sheet(
        name="Audit",
        title="Audit",
        purpose="Every function result recomputed by plain Excel formulas, and everything else that can be checked.",
        blocks=(
            Heading("Master check"),
            line(
                "master_check",
                "All checks pass",
                "1 or 0",
                "=IF(SUM({twins.passed})=ROWS({twins.passed}),1,0)",
                "check",
                axis="single",
                look="check",
                named=True,
            ),
            Gap(),
            Heading(
                "Prices and costs of the prompted model in plain Excel",
                {2: "Unit", **dict(zip(AXIS_COLUMNS["scenario"], ("Live", *SCENARIOS)))},
            ),
            *_steps("prompt", "prompted model", "{prompt_model}", "{input_tokens}", "{output_tokens}"),
            Gap(),
            Heading("Prices and costs of the tuned model in plain Excel"),
            *_steps("tuned", "tuned model", "{tuned_model}", "{tuned_input_tokens}", "{tuned_output_tokens}"),
            line(
                "plain_training_run",
                "Training run",
                "USD per run",
                f'=IF({{training_basis}}="{PRICE_LIST}",MAX({_price("tuned", "training_minimum", plain=True)},'
                f"{_price('tuned', 'training', plain=True)}*{{trained_tokens}}/1000000),{{quoted_training_cost}})",
            ),
            Gap(),
            Heading("Functions against plain Excel"),
            _comparison(twins),
        ),
        widths={"A": 46, "B": 18, **dict.fromkeys("CDEFGHIJKLM", 12.5)},
        last_column=13,
        freeze=None,
        tab="check",
    )


def _price(arm: str, kind: str, *, plain: bool = False) -> str:
    """The price of a kind by INDEX and MATCH; with the long-context prefix unless ``plain``."""
    column = (
        f'MATCH("{kind}",{{prices:header}},0)' if plain else f'MATCH({{plain_{arm}_tier}}&"{kind}",{{prices:header}},0)'
    )
    return f"INDEX({{prices}},{{plain_{arm}_row}},{column})"


def _needed(arm: str, kind: str, tokens: str) -> str:
    """A price, #N/A where it is not published and there are tokens to bill at it."""
    price = _price(arm, kind)
    return f"=IF(OR(ISNUMBER({price}),{tokens}=0),N({price}),NA())"


def _steps(arm: str, who: str, model: str, tokens_in: str, tokens_out: str) -> Iterator[Row]:
    key = f"plain_{arm}"
    row = f"{{{key}_found}}"
    yield line(f"{key}_found", f"Row of the {who}", "row of Prices", f"=MATCH({model},{{prices.model}},0)", "count")
    yield line(
        f"{key}_row",
        f"Row in effect, {who}",
        "row of Prices",
        f"=IF(AND(INDEX({{prices.effective_from}},{row})<={{model_date}},OR(INDEX({{prices.effective_to}},{row})=0,"
        f"INDEX({{prices.effective_to}},{row})>{{model_date}})),{row},NA())",
        "count",
    )
    yield line(
        f"{key}_threshold",
        f"Long context above, {who}",
        "tokens per request",
        f"=N({_price(arm, 'long_context_above', plain=True)})",
        "count",
    )
    yield line(
        f"{key}_tier",
        f"Long-context tier, {who}",
        "prefix",
        f'=IF(AND({{{key}_threshold}}>0,{tokens_in}>{{{key}_threshold}}),"long_","")',
        "general",
    )
    yield line(
        f"{key}_list_input",
        f"Input price below the long context, {who}",
        "USD per Mtok",
        f"={_price(arm, 'input', plain=True)}",
        "decimal",
    )
    yield line(
        f"{key}_list_output",
        f"Output price below the long context, {who}",
        "USD per Mtok",
        f"={_price(arm, 'output', plain=True)}",
        "decimal",
    )
    yield line(f"{key}_input", f"Input price, {who}", "USD per Mtok", _needed(arm, "input", tokens_in), "decimal")
    yield line(f"{key}_output", f"Output price, {who}", "USD per Mtok", _needed(arm, "output", tokens_out), "decimal")
    for kind, label in (("cache_read", "Cache read"), ("cache_write", "Cache write")):
        price = _price(arm, kind)
        yield line(
            f"{key}_{kind}",
            f"{label} price or input price, {who}",
            "USD per Mtok",
            f"=IF(ISNUMBER({price}),{price},{{{key}_input}})",
            "decimal",
        )
    yield line(
        f"{key}_batch_input",
        f"Batch input price, {who}",
        "USD per Mtok",
        _needed(arm, "batch_input", f"{tokens_in}*{{batch_share}}"),
        "decimal",
    )
    yield line(
        f"{key}_batch_output",
        f"Batch output price, {who}",
        "USD per Mtok",
        _needed(arm, "batch_output", f"{tokens_out}*{{batch_share}}"),
        "decimal",
    )
    yield line(
        f"{key}_request",
        f"A million standard requests, {who}",
        "USD",
        f"={tokens_in}*((1-{{cached_share}}-{{cache_write_share}})*{{{key}_input}}+{{cached_share}}*{{{key}_cache_read}}"
        f"+{{cache_write_share}}*{{{key}_cache_write}})+{tokens_out}*{{{key}_output}}",
        "usd0",
    )
    yield line(
        f"{key}_batch",
        f"A million batch requests, {who}",
        "USD",
        f"={tokens_in}*{{{key}_batch_input}}+{tokens_out}*{{{key}_batch_output}}",
        "usd0",
    )
    yield line(
        f"{key}_monthly",
        f"A month of inference, {who}",
        "USD per month",
        f"={{requests}}*(1+{{retry_rate}})*((1-{{batch_share}})*{{{key}_request}}+{{batch_share}}*{{{key}_batch}})/1000000",
        strong=True,
    )


def _twin_rows(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str, str, str, str, bool]]:
    """(label, unit, format, reference to the function's cells, plain formula, exact) of every twin."""
    for sheet in sheets:
        for block in sheet.blocks:
            if isinstance(block, Row) and block.twin is not None:
                cell = next(cell for cell in block.cells if cell is not None)
                yield block.label, block.unit, cell.format, block.key, block.twin.formula, block.twin.exact
            elif isinstance(block, Spill):
                for (part, label), twin in zip(block.labels, block.twins):
                    yield label, block.unit, block.format, f"{block.key}.{part}", twin.formula, twin.exact


def _comparison(twins: Sequence[tuple[str, str, str, str, str, bool]]) -> Table:
    columns = [
        Column("what", "Function result", tuple(Cell(label, "label") for label, *_ in twins)),
        Column("unit", "Unit", tuple(Cell(unit, "unit") for _, unit, *_ in twins)),
    ]
    for index, name in enumerate(_SCENARIOS):
        cells = tuple(
            Cell(f"={{{reference}:at{index}}}", "calculation", form, formula=True)
            for _, _, form, reference, _, _ in twins
        )
        columns.append(Column(f"function_{name}", f"{name.title()}: function", cells))
    for index, name in enumerate(_SCENARIOS):
        cells = tuple(Cell(_at(plain, index), "calculation", form, formula=True) for _, _, form, _, plain, _ in twins)
        columns.append(Column(f"plain_{name}", f"{name.title()}: plain Excel", cells))
    differences = tuple(Cell(_EXACT if exact else _NUMERIC, "calculation", "tiny", formula=True) for *_, exact in twins)
    columns.append(Column("difference", "Largest difference", differences))
    columns.append(Column("tolerance", "Tolerance", Cell("={audit_tolerance}", "calculation", "tiny", formula=True)))
    columns.append(
        Column(
            "passed",
            "Check",
            Cell("=IF(IFERROR({@difference}<={@tolerance},FALSE),1,0)", "check", "check", formula=True),
        )
    )
    return Table("twins", tuple(columns), len(twins), height=30)


_NUMERIC: Final = "=MAX(" + ",".join(f"ABS({{@function_{name}}}-{{@plain_{name}}})" for name in _SCENARIOS) + ")"
_EXACT: Final = "=SUM(" + ",".join(f"IF({{@function_{name}}}={{@plain_{name}}},0,1)" for name in _SCENARIOS) + ")"


def _at(template: str, index: int) -> str:
    """A scenario template pinned to one scenario, for a table whose columns are scenarios."""
    import re

    return re.sub(r"\{([a-z][a-z0-9_.]*)\}", lambda found: f"{{{found.group(1)}:at{index}}}", template)
