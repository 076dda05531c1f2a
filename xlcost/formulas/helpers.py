"""The steps that the native functions share: named LAMBDAs that check an argument or read the price table.

Written as one types them into Excel. Everything works element by element, so that a range as an argument gives a
range, and gives an error as its value, so that the functions can pass the first one on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from xlcost.prices import PRICE_KINDS
from xlcost.prices.catalogue import CLOUDS


class Helper(NamedTuple):
    """A named LAMBDA: its text without the equals sign, and what the Name Manager says about it."""

    formula: str
    comment: str


def _number(inside: str) -> str:
    return f"""LAMBDA(value, default, low, high,
  IF(ISERROR(value), value,
  IF(value = "", default,
  IF(ISNUMBER(value), IF({inside}, value, #NUM!),
  #VALUE!))))"""


_CLOUDS = " * ".join(f'(sellers <> "{cloud}")' for cloud in sorted(CLOUDS))
_KINDS = "{" + ",".join(f'"{kind}"' for kind in PRICE_KINDS) + "}"

#: By name, each using only those above it.
HELPERS: Final[dict[str, Helper]] = {
    "XLCOST_NUMBER": Helper(
        _number("(value >= low) * (value <= high)"),
        "A number from low to high; blank gives the default, a number outside #NUM!, anything else #VALUE!",
    ),
    "XLCOST_ABOVE": Helper(
        _number("(value > low) * (value <= high)"),
        "As XLCOST_NUMBER, but low itself is outside",
    ),
    "XLCOST_WHOLE": Helper(
        _number("(value >= low) * (value <= high) * (value = INT(value))"),
        "As XLCOST_NUMBER, but whole numbers only",
    ),
    "XLCOST_TEXT": Helper(
        """LAMBDA(value, default,
  IF(ISERROR(value), value,
  IF(value = "", default,
  IF(ISTEXT(value), IF(TRIM(value) = "", #VALUE!, TRIM(value)),
  #VALUE!))))""",
        "A text without the spaces around it; blank gives the default",
    ),
    "XLCOST_KIND": Helper(
        f"""LAMBDA(value, default,
  LET(
    kind, LOWER(XLCOST_TEXT(value, default)),
    IF(ISERROR(kind), kind,
    IF(ISNUMBER(XMATCH(kind, {_KINDS})), kind,
    #VALUE!))))""",
        "A kind of price; blank gives the default",
    ),
    "XLCOST_FLAG": Helper(
        """LAMBDA(value, default,
  IF(ISERROR(value), value,
  IF(ISLOGICAL(value), value,
  IF(value = "", default,
  IF(ISNUMBER(value), IF((value = 0) + (value = 1), value = 1, #VALUE!),
  #VALUE!)))))""",
        "TRUE or FALSE, or 1 or 0; blank gives the default",
    ),
    "XLCOST_DAY": Helper(
        """LAMBDA(value, default,
  LET(
    written, TRIM(value),
    meant, DATE(LEFT(written, 4), MID(written, 6, 2), MID(written, 9, 2)),
    is_iso, (LEN(written) = 10) * (MID(written, 5, 1) = "-") * (MID(written, 8, 1) = "-") *
      (MONTH(meant) = MID(written, 6, 2) + 0) * (DAY(meant) = MID(written, 9, 2) + 0),
    IF(ISERROR(value), value,
    IF(value = "", default,
    IF(ISNUMBER(value), IF((value >= 61) * (value < 2958466), INT(value), #NUM!),
    IF(ISTEXT(value), IFERROR(IF(is_iso, meant, #VALUE!), #VALUE!),
    #VALUE!))))))""",
        "A date as a serial number, from a date or a text YYYY-MM-DD; blank gives the default",
    ),
    "XLCOST_HEADER": Helper(
        """LAMBDA(table,
  LET(
    names, INDEX(table, 1, 0),
    without_unit, LEFT(names, FIND("(", names & "(") - 1),
    SUBSTITUTE(SUBSTITUTE(LOWER(TRIM(without_unit)), " ", "_"), "-", "_")))""",
        "The names of a price table's columns: batch_input for Batch input (USD per Mtok)",
    ),
    "XLCOST_TABLE": Helper(
        """LAMBDA(prices,
  LET(
    table, IF(ROWS(prices) * COLUMNS(prices) = 1, IF(prices = "", price_table, #VALUE!), prices),
    header, XLCOST_HEADER(table),
    needed, XMATCH("model", header) + XMATCH("input", header) + XMATCH("output", header),
    IF(ISERROR(ROWS(prices)), prices,
    IF(ROWS(prices) * COLUMNS(prices) = 1, IF(ISERROR(prices), prices, table),
    IF(ISNUMBER(needed) * (ROWS(table) > 1), table,
    #VALUE!)))))""",
        "The price range, or the workbook's price_table where it is blank; #VALUE! without the columns it needs",
    ),
    "XLCOST_COLUMN": Helper(
        """LAMBDA(table, name,
  LET(
    position, XMATCH(name, XLCOST_HEADER(table)),
    IF(SEQUENCE(ROWS(table)), IF(ISNUMBER(position), TRIM(INDEX(table, 0, position)), "") & "")))""",
        "A column of the price table as trimmed texts, its header included; empty texts where there is no such column",
    ),
    "XLCOST_DAYS": Helper(
        """LAMBDA(table, name,
  LET(
    position, XMATCH(name, XLCOST_HEADER(table)),
    dates, IF(ISNUMBER(position), INDEX(table, 0, position), ""),
    IF(SEQUENCE(ROWS(table)) = 1, 0, IF(dates = "", 0, INT(--dates)))))""",
        "A column of dates of the price table as serial numbers; 0 where there is none",
    ),
    "XLCOST_DATE": Helper(
        """LAMBDA(table,
  LET(
    checked, MAX(XLCOST_DAYS(table, "checked_on")),
    IF(checked > 0, checked, MAX(XLCOST_DAYS(table, "effective_from")))))""",
        "The day meant where none is given: the newest checked_on of the price table, else its newest effective_from",
    ),
    "XLCOST_LINE": Helper(
        f"""LAMBDA(model, day, table,
  LET(
    models, XLCOST_COLUMN(table, "model"),
    sellers, XLCOST_COLUMN(table, "provider"),
    begins, XLCOST_DAYS(table, "effective_from"),
    named, ((models = model) + (sellers & "/" & models = model) > 0) * (models <> "") * (SEQUENCE(ROWS(table)) > 1),
    makers, named * {_CLOUDS},
    sold, IF(SUM(makers) > 0, makers, named),
    others, sold * (sellers <> INDEX(sellers, XMATCH(1, sold))),
    begun, sold * (begins <= day),
    latest, begun * (begins = MAX(begun * begins)),
    line, XMATCH(1, latest),
    end, INDEX(XLCOST_DAYS(table, "effective_to"), line),
    IF(SUM(others) > 0, #N/A,
    IF(SUM(latest) > 1, #VALUE!,
    IF((end > 0) * (end <= day), #N/A,
    line)))))""",
        "The line of the price table that is in effect for a model on a day; a maker comes before a cloud",
    ),
    "XLCOST_LINES": Helper(
        """LAMBDA(model, day, table,
  IF(ROWS(model) * COLUMNS(model) * ROWS(day) * COLUMNS(day) = 1, XLCOST_LINE(model, day, table),
  LET(
    grid, SEQUENCE(MAX(ROWS(model), ROWS(day)), MAX(COLUMNS(model), COLUMNS(day))),
    MAP(IF(grid, model), IF(grid, day), LAMBDA(one, when, XLCOST_LINE(one, when, table))))))""",
        "XLCOST_LINE for each of several models or days",
    ),
    "XLCOST_PRICE": Helper(
        """LAMBDA(table, line, kind,
  LET(
    position, XMATCH(kind, XLCOST_HEADER(table)),
    single, ROWS(line) * COLUMNS(line) * ROWS(kind) * COLUMNS(kind) = 1,
    price, IF(single, INDEX(table, line, position), INDEX(IF(table = "", "", table), line, position)),
    IF(ISERROR(line), line,
    IF(ISERROR(position), "",
    IF(ISERROR(price), price,
    IF(price = "", "",
    IF(ISNUMBER(price), IF(price < 0, #VALUE!, price),
    #VALUE!)))))))""",
        "A price on a line of the price table; an empty text where none is published",
    ),
    "XLCOST_PICK": Helper(
        """LAMBDA(lines, header, name,
  LET(
    position, XMATCH(name, header),
    IF(ISNUMBER(position), INDEX(lines, 0, position), IF(SEQUENCE(ROWS(lines)), ""))))""",
        "A column of some lines of the price table; empty texts where there is no such column",
    ),
    "XLCOST_BILLED": Helper(
        """LAMBDA(price, tokens,
  IF(price = "", IF(tokens > 0, #N/A, 0), price))""",
        "A price that must be published if there are tokens to bill at it",
    ),
    "XLCOST_RATE": Helper(
        """LAMBDA(table, line, kind, tokens_in,
  LET(
    above, XLCOST_PRICE(table, line, "long_context_above"),
    is_long, IF(above = "", FALSE, tokens_in > above),
    IF(is_long, XLCOST_PRICE(table, line, "long_" & kind), XLCOST_PRICE(table, line, kind))))""",
        "A price, from the long-context tier where the request has more input tokens than its threshold",
    ),
    "XLCOST_STANDARD": Helper(
        """LAMBDA(table, line, tokens_in, tokens_out, hit, written,
  LET(
    input, XLCOST_BILLED(XLCOST_RATE(table, line, "input", tokens_in), tokens_in),
    output, XLCOST_BILLED(XLCOST_RATE(table, line, "output", tokens_in), tokens_out),
    reads, XLCOST_RATE(table, line, "cache_read", tokens_in),
    writes, XLCOST_RATE(table, line, "cache_write", tokens_in),
    cached, hit * IF(reads = "", input, reads) + written * IF(writes = "", input, writes),
    tokens_in * ((1 - (hit + written)) * input + cached) + tokens_out * output))""",
        "A million requests at standard prices, in USD; an unpublished cache price is the input price",
    ),
    "XLCOST_BATCH": Helper(
        """LAMBDA(table, line, tokens_in, tokens_out,
  LET(
    input, XLCOST_BILLED(XLCOST_RATE(table, line, "batch_input", tokens_in), tokens_in),
    output, XLCOST_BILLED(XLCOST_RATE(table, line, "batch_output", tokens_in), tokens_out),
    tokens_in * input + tokens_out * output))""",
        "A million requests at batch prices, in USD",
    ),
    "XLCOST_INFERENCE": Helper(
        """LAMBDA(table, line, n, tokens_in, tokens_out, hit, written, batched, again,
  n * (1 + again) * (
    (1 - batched) * XLCOST_STANDARD(table, line, tokens_in, tokens_out, hit, written) +
    IF(batched = 0, 0, batched * XLCOST_BATCH(table, line, tokens_in, tokens_out))) / 1000000)""",
        "A month's inference on a line of the price table, in USD",
    ),
}
