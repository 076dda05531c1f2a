"""The steps that the native functions share: named LAMBDAs that check an argument or read the price table.

Written as one types them into Excel. Everything works element by element, so that a range as an argument gives a
range, and gives an error as its value, so that the functions can pass the first one on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from xlcost.functions.arguments import CROSSINGS
from xlcost.prices import PRICE_KINDS
from xlcost.prices.indexing import CLOUDS
from xlcost.prices.worksheet import COLUMNS, PRICE_WORDS, REMARKS


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


def _array(texts: Iterable[str], separator: str = ",") -> str:
    return "{" + separator.join(f'"{text}"' for text in texts) + "}"


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
    "XLCOST_Z": Helper(
        """LAMBDA(sureness,
  NORM.S.INV(1 - (1 - sureness) / 2))""",
        "Standard errors to either side that hold a share of a normal distribution",
    ),
    "XLCOST_WILSON": Helper(
        """LAMBDA(passes, cases, z, side,
  LET(
    rate, passes / cases,
    spread, z^2 / cases,
    limit, (rate + spread / 2 + side * z * SQRT(rate * (1 - rate) / cases + spread / (4 * cases))) / (1 + spread),
    MAX(0, MIN(1, limit))))""",
        "A limit of the score interval of a share of passes: side -1 for the lower, 1 for the upper",
    ),
    "XLCOST_VERDICT": Helper(
        """LAMBDA(gain, low, high, p, shown, worse, above, variance, sureness,
  LET(
    needed, IF(shown + (above <= 0), "",
      MAX(1, ROUNDUP((XLCOST_Z(sureness) + NORM.S.INV(0.8))^2 * variance / above^2, 0))),
    HSTACK(
      {"gain";"low";"high";"p";"verdict";"cases needed"},
      VSTACK(gain, low, high, p, IF(shown, "shown", IF(worse, "worse", "not shown")), needed))))""",
        "What tests show, a line each: gain, interval, p, verdict, cases still needed with a power of 80 %",
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
        f"""LAMBDA(prices,
  LET(
    table, IF(ROWS(prices) * COLUMNS(prices) = 1, IF(prices = "", price_table, #VALUE!), prices),
    header, XLCOST_HEADER(table),
    needed, XMATCH("model", header) + XMATCH("input", header) + XMATCH("output", header),
    priced, ISNUMBER(SEARCH({_array(PRICE_WORDS, ";")}, header)),
    unknown, ISERROR(XMATCH(header, {_array((*COLUMNS, *REMARKS))})) * priced,
    IF(ISERROR(ROWS(prices)), prices,
    IF(ROWS(prices) * COLUMNS(prices) = 1, IF(ISERROR(prices), prices, table),
    IF(ISNUMBER(needed) * (ROWS(table) > 1) * (SUM(unknown) = 0), table,
    #VALUE!)))))""",
        "The price range, or the workbook's price_table where it is blank; #VALUE! without the columns it needs",
    ),
    "XLCOST_COLUMN": Helper(
        """LAMBDA(table, name,
  LET(
    position, XMATCH(name, XLCOST_HEADER(table)),
    texts, IF(ISNUMBER(position), TRIM(INDEX(table, 0, position)), "") & "",
    IF(SEQUENCE(ROWS(table)), IF(texts = "n/a", "", texts))))""",
        "A column of the price table as trimmed texts, its header included; empty texts where there is no such column",
    ),
    "XLCOST_DAYS": Helper(
        """LAMBDA(table, name,
  LET(
    position, XMATCH(name, XLCOST_HEADER(table)),
    dates, IF(ISNUMBER(position), INDEX(table, 0, position), ""),
    IF(SEQUENCE(ROWS(table)) = 1, 0, IF((dates = "") + (dates = "n/a"), 0, INT(--dates)))))""",
        "A column of dates of the price table as serial numbers; 0 where there is none",
    ),
    "XLCOST_DATE": Helper(
        """LAMBDA(table,
  LET(
    checked, MAX(XLCOST_DAYS(table, "checked_on")),
    IF(checked > 0, checked, MAX(XLCOST_DAYS(table, "effective_from")))))""",
        "The day meant where none is given: the newest checked_on of the price table, else its newest effective_from",
    ),
    "XLCOST_SELLERS": Helper(
        """LAMBDA(table,
  LET(
    sellers, XLCOST_COLUMN(table, "provider"),
    models, XLCOST_COLUMN(table, "model"),
    slash, FIND("/", models & "/"),
    IF(sellers <> "", sellers, IF(slash > LEN(models), "", TRIM(LEFT(models, slash - 1))))))""",
        "The provider of each line of the price table, from its own column or before the slash of the model",
    ),
    "XLCOST_MODELS": Helper(
        """LAMBDA(table,
  LET(
    sellers, XLCOST_SELLERS(table),
    models, XLCOST_COLUMN(table, "model"),
    slash, FIND("/", models & "/"),
    before, TRIM(LEFT(models, slash - 1)),
    IF((slash <= LEN(models)) * (before = sellers), TRIM(MID(models, slash + 1, 255)), models)))""",
        "The model of each line of the price table, without its provider",
    ),
    "XLCOST_TIERS": Helper(
        """LAMBDA(table,
  LET(
    tiers, LOWER(XLCOST_COLUMN(table, "tier")),
    IF(tiers = "", "standard", tiers)))""",
        "The tier of each line of the price table; blank is standard",
    ),
    "XLCOST_ABOVE_TOKENS": Helper(
        """LAMBDA(table,
  LET(
    above, XLCOST_COLUMN(table, "above_tokens"),
    IF(SEQUENCE(ROWS(table)) = 1, 0, IF(above = "", 0, --above))))""",
        "The input tokens above which each line of the price table bills; 0 where there is no threshold",
    ),
    "XLCOST_LINE": Helper(
        f"""LAMBDA(model, day, table, tokens,
  LET(
    sellers, XLCOST_SELLERS(table),
    models, XLCOST_MODELS(table),
    tiers, XLCOST_TIERS(table),
    begins, XLCOST_DAYS(table, "effective_from"),
    ends, XLCOST_DAYS(table, "effective_to"),
    above, XLCOST_ABOVE_TOKENS(table),
    full, sellers & "/" & models,
    meant, (models = model) + (full = model) + (LEFT(model, LEN(models) + 1) = models & "@") +
      (LEFT(model, LEN(full) + 1) = full & "@") > 0,
    known, meant * (models <> "") * (SEQUENCE(ROWS(table)) > 1),
    makers, known * {_CLOUDS},
    sold, IF(SUM(makers) > 0, makers, known),
    others, sold * (sellers <> INDEX(sellers, XMATCH(1, sold))),
    named, (tiers = "standard") * ((models = model) + (full = model)) + (models & "@" & tiers = model) +
      (full & "@" & tiers = model) > 0,
    begun, sold * named * (begins <= day) * ((above = 0) + (above < tokens) > 0),
    few, FILTER(HSTACK(SEQUENCE(ROWS(table)), above, begins, ends), begun),
    step, INDEX(few, 0, 2),
    start, INDEX(few, 0, 3),
    end, INDEX(few, 0, 4),
    newest, MAP(step, start, LAMBDA(one, since, since = MAX(start * (step = one)))) * 1,
    holds, newest * ((end = 0) + (end > day) > 0),
    chosen, holds * (step = MAX(step * holds)),
    IF(SUM(others) > 0, #N/A,
    IF(SUM(begun) = 0, #N/A,
    IF(SUM(chosen) > 1, #VALUE!,
    IF(SUM(chosen) = 0, #N/A,
    INDEX(few, XMATCH(1, chosen), 1)))))))""",
        "The line of the price table that bills so many tokens of a model on a day; a maker comes before a cloud",
    ),
    "XLCOST_STANDARD_OF": Helper(
        """LAMBDA(table, line, INDEX(XLCOST_SELLERS(table), line) & "/" & INDEX(XLCOST_MODELS(table), line))""",
        "The name of the standard tier of the model on a line of the price table",
    ),
    "XLCOST_BILLING_LINE": Helper(
        """LAMBDA(model, day, table, tokens,
  LET(
    line, XLCOST_LINE(model, day, table, tokens),
    above, XLCOST_ABOVE_TOKENS(table),
    usual, XLCOST_LINE(XLCOST_STANDARD_OF(table, line), day, table, tokens),
    is_long, IFERROR(INDEX(above, usual) > 0, FALSE),
    IF(ISERROR(line), line,
    IF(is_long * (INDEX(above, line) = 0), #N/A,
    line))))""",
        "XLCOST_LINE, but #N/A for a tier that has no prices for so long a request while the standard tier has",
    ),
    "XLCOST_USUAL_LINE": Helper(
        """LAMBDA(model, day, table,
  LET(
    line, XLCOST_LINE(model, day, table, 0),
    usual, XLCOST_LINE(XLCOST_STANDARD_OF(table, line), day, table, 0),
    IF(ISERROR(usual), line, usual)))""",
        "The model's own standard line, which says whether its maker sells a cache discount",
    ),
    "XLCOST_ONE_LINE": Helper(
        """LAMBDA(model, day, table, tokens, which,
  IF(which = "usual", XLCOST_USUAL_LINE(model, day, table),
  IF(which = "billing", XLCOST_BILLING_LINE(model, day, table, tokens),
  XLCOST_LINE(model, day, table, 0))))""",
        "The billing line, the usual line or the line without a threshold",
    ),
    "XLCOST_LINES": Helper(
        """LAMBDA(model, day, table, tokens, which,
  LET(
    height, MAX(ROWS(model), ROWS(day), ROWS(tokens)),
    width, MAX(COLUMNS(model), COLUMNS(day), COLUMNS(tokens)),
    grid, SEQUENCE(height, width),
    IF(height * width = 1, XLCOST_ONE_LINE(model, day, table, tokens, which),
    MAP(IF(grid, model), IF(grid, day), IF(grid, tokens), LAMBDA(one, when, size,
      XLCOST_ONE_LINE(one, when, table, size, which))))))""",
        "The billing line, the usual line or the line without a threshold, for each of several models, days or sizes",
    ),
    "XLCOST_PRICE": Helper(
        """LAMBDA(table, line, kind,
  LET(
    position, XMATCH(kind, XLCOST_HEADER(table)),
    single, ROWS(line) * COLUMNS(line) * ROWS(kind) * COLUMNS(kind) = 1,
    cell, IF(single, INDEX(table, line, position), INDEX(IF(table = "", "", table), line, position)),
    said, IF(ISTEXT(cell), LOWER(TRIM(cell)), cell),
    none, (said = "") + (said = "n/a"),
    price, IF(ISTEXT(cell), IF(none, "", XLCOST_WRITTEN(cell)), cell),
    IF(ISERROR(line), line,
    IF(ISERROR(position), "",
    IF(ISERROR(price), price,
    IF(none, "",
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
    "XLCOST_CACHED": Helper(
        """LAMBDA(table, line, usual, model, kind, input,
  LET(
    price, XLCOST_PRICE(table, line, kind),
    is_tuned, ISNUMBER(SEARCH("/ft:", "/" & model)) * (kind = "cache_read"),
    IF(ISERROR(price), price,
    IF(price <> "", price,
    IF(IFERROR(XLCOST_PRICE(table, usual, kind) <> "", TRUE) + is_tuned > 0, "",
    input)))))""",
        "A cache price; the input price where no cache discount is sold, an empty text where it is not published",
    ),
    "XLCOST_REQUEST": Helper(
        """LAMBDA(table, line, usual, model, tokens_in, tokens_out, hit, written, kept,
  LET(
    input, XLCOST_BILLED(XLCOST_PRICE(table, line, "input"), tokens_in),
    output, XLCOST_BILLED(XLCOST_PRICE(table, line, "output"), tokens_out),
    reads, XLCOST_BILLED(XLCOST_CACHED(table, line, usual, model, "cache_read", input), tokens_in * hit),
    writes, XLCOST_BILLED(XLCOST_CACHED(table, line, usual, model, "cache_write", input), tokens_in * written),
    hours, XLCOST_BILLED(XLCOST_PRICE(table, line, "cache_write_1h"), tokens_in * kept),
    cached, hit * reads + written * writes + kept * hours,
    tokens_in * ((1 - (hit + written + kept)) * input + cached) + tokens_out * output))""",
        "A million requests on a line of the price table, in USD",
    ),
    "XLCOST_BATCH_NAME": Helper(
        """LAMBDA(model,
  LET(
    plain, IF(RIGHT(model, 9) = "@standard", LEFT(model, LEN(model) - 9), model),
    plain & IF(ISNUMBER(FIND("@", plain)), "-batch", "@batch")))""",
        "The name of a model's batch prices, in the tier that its name has",
    ),
    "XLCOST_INFERENCE": Helper(
        """LAMBDA(table, model, day, n, tokens_in, tokens_out, hit, written, kept, batched, again,
  LET(
    usual, XLCOST_LINES(model, day, table, 0, "usual"),
    line, XLCOST_LINES(model, day, table, tokens_in, "billing"),
    standard, XLCOST_REQUEST(table, line, usual, model, tokens_in, tokens_out, hit, written, kept),
    batch_line, XLCOST_LINES(XLCOST_BATCH_NAME(model), day, table, tokens_in, "billing"),
    batch, XLCOST_REQUEST(table, batch_line, usual, model, tokens_in, tokens_out, hit, written, kept),
    n * (1 + again) * ((1 - batched) * standard + IF(batched = 0, 0, batched * batch)) / 1000000))""",
        "A month's inference of a model, in USD",
    ),
}
