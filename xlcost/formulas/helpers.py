"""The steps that the native functions share: named LAMBDAs that check an argument or read the price table.

Written as one types them into Excel. Everything works element by element, so that a range as an argument gives a
range, and gives an error as its value, so that the functions can pass the first one on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from xlcost.functions.arguments import CROSSINGS
from xlcost.prices import PRICE_KINDS
from xlcost.prices.catalogue import CLOUDS


class Helper(NamedTuple):
    """A named LAMBDA: its text without the equals sign, and what the Name Manager says about it."""

    formula: str
    comment: str


def _number(inside: str) -> str:
    return f"""LAMBDA(value, default, low, high,
  LET(
    number, IF(ISTEXT(value), XLCOST_WRITTEN(value), value),
    IF(ISERROR(value), value,
    IF(value = "", default,
    IF(ISNUMBER(number), IF({inside}, number, #NUM!),
    #VALUE!)))))"""


def _choice(options: Iterable[str]) -> str:
    return f"""LAMBDA(value, default,
  LET(
    word, LOWER(XLCOST_TEXT(value, default)),
    IF(ISERROR(word), word,
    IF(ISNUMBER(XMATCH(word, {_array(options)})), word,
    #VALUE!))))"""


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(f'"{text}"' for text in texts) + "}"


def _without_digits(text: str) -> str:
    for digit in range(10):
        text = f'SUBSTITUTE({text}, "{digit}", "")'
    return text


_CLOUDS = " * ".join(f'(sellers <> "{cloud}")' for cloud in sorted(CLOUDS))

#: By name, each using only those above it.
HELPERS: Final[dict[str, Helper]] = {
    "XLCOST_DIGITS": Helper(
        f"""LAMBDA(text,
  (LEN(text) > 0) * (LEN({_without_digits("text")}) = 0))""",
        "1 where a text is digits and nothing else, else 0",
    ),
    "XLCOST_WRITTEN": Helper(
        """LAMBDA(text,
  LET(
    written, SUBSTITUTE(TRIM(text), " %", "%"),
    percent, RIGHT(written) = "%",
    number, IF(percent, LEFT(written, LEN(written) - 1), written),
    signed, (LEFT(number) = "+") + (LEFT(number) = "-"),
    size, IF(signed, MID(number, 2, 999), number),
    at, IFERROR(SEARCH("e", size), 0),
    mantissa, IF(at > 0, LEFT(size, at - 1), size),
    power, IF(at > 0, MID(size, at + 1, 999), "0"),
    raised, (LEFT(power) = "+") + (LEFT(power) = "-"),
    is_number, XLCOST_DIGITS(SUBSTITUTE(mantissa, ".", "", 1)) * XLCOST_DIGITS(IF(raised, MID(power, 2, 999), power)),
    IF(is_number, IFERROR(NUMBERVALUE(number, ".", ",") / IF(percent, 100, 1), #VALUE!), #VALUE!)))""",
        "The number that a text is, such as 1e5, 0.5 or 90%, in every language; #VALUE! for any other text",
    ),
    "XLCOST_NUMBER": Helper(
        _number("(number >= low) * (number <= high)"),
        "A number from low to high; blank gives the default, a number outside #NUM!, anything else #VALUE!",
    ),
    "XLCOST_ABOVE": Helper(
        _number("(number > low) * (number <= high)"),
        "As XLCOST_NUMBER, but low itself is outside",
    ),
    "XLCOST_WHOLE": Helper(
        _number("(number >= low) * (number <= high) * (number = INT(number))"),
        "As XLCOST_NUMBER, but whole numbers only",
    ),
    "XLCOST_SERIES": Helper(
        """LAMBDA(value,
  LET(
    line, IF(ROWS(value) = 1, TRANSPOSE(value), value),
    checked, MAP(line, LAMBDA(cell, XLCOST_NUMBER(cell, #VALUE!, 0, 1E+15))),
    total, SUM(checked),
    IF(ISERROR(ROWS(value)), value,
    IF(ROWS(value) * COLUMNS(value) = 1, XLCOST_NUMBER(value, #VALUE!, 0, 1E+15),
    IF((ROWS(value) > 1) * (COLUMNS(value) > 1), #VALUE!,
    IF(ISERROR(total), total, checked))))))""",
        "A row or column of amounts as a column; the first wrong cell's error instead",
    ),
    "XLCOST_PAYBACK": Helper(
        """LAMBDA(prompting, tuned, outlay, rate, crossing,
  LET(
    span, ROWS(prompting),
    month, SEQUENCE(span),
    savings, (prompting - tuned) * (1 + rate)^(-month / 12),
    saved, MMULT((TRANSPOSE(month) <= month) * 1, savings),
    paid, (saved - outlay > -0.000001) * 1,
    first, IFERROR(XMATCH(1, paid), 0),
    IF(crossing = "first", first,
    IF(INDEX(paid, span) = 0, 0,
    1 + IFERROR(XMATCH(0, paid, 0, -1), 0)))))""",
        "The month in which two columns of costs pay an outlay back, or from which they have; 0 for never",
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
        _choice(PRICE_KINDS),
        "A kind of price; blank gives the default",
    ),
    "XLCOST_CROSSING": Helper(
        _choice(CROSSINGS),
        "Which crossing is meant, the first or the last; blank gives the default",
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
    cell, IF(single, INDEX(table, line, position), INDEX(IF(table = "", "", table), line, position)),
    price, IF(ISTEXT(cell), IF(TRIM(cell) = "", "", XLCOST_WRITTEN(cell)), cell),
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
