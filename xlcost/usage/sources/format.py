"""What a usage format is: how it is recognised, what its columns mean, where that is documented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from xlcost.usage.sources.columns import Columns

Grain = Literal["request", "bucket"]
Family = Literal["usage", "bill"]

#: Where a format has cached tokens: among the input tokens, beside them, or either, to be told by what was billed.
INSIDE: Final = "'inside'"
OUTSIDE: Final = "'outside'"

NONE: Final = "CAST(NULL AS VARCHAR)"
_EMPTY: Final = "''"


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on a row, in SQL, and what it means."""

    meaning: str
    condition: str
    #: The column whose value the message quotes.
    column: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The usage relation over the columns of one file: an SQL expression for each of its columns."""

    time: str
    model: str
    #: Whether a row's time may be missing; a file may say that none is.
    time_may_lack: bool = True
    tier: str = "'standard'"
    #: Whether rows may leave the tier unsaid: NULL then, and asked for.
    tier_may_lack: bool = False
    requests: str = "1"
    input: str = "0"
    cache_read: str = "0"
    cache_write: str = "0"
    cache_write_1h: str = "0"
    output: str = "0"
    web_searches: str = "0"
    #: 'short', 'long' or '' where the export does not say on which side of the long-context threshold a bucket is.
    context: str = "''"
    reading: str = OUTSIDE
    billed: str = ""
    #: USD (or the row's currency) that one unit of ``billed`` is: 0.01 where a report counts cents.
    billed_unit: Decimal = Decimal(1)
    currency: str = "'USD'"
    #: Bills: the text that names what was metered.
    meter: str = "''"
    use_case: str = NONE
    team: str = NONE
    api_key: str = NONE
    end_user: str = NONE
    #: What makes a request, or a bucket, the same one when it is met again; "" where nothing does.
    identity: str = ""
    #: Columns that hold JSON whose fields are read, and where in it: a field there that is not understood is an error.
    inner: tuple[tuple[str, str], ...] = ()
    #: A lower bound of the request's side of the threshold, where the rows are groups already.
    above: str = ""
    max_input: str = ""
    dropped: tuple[Rule, ...] = ()
    unpriceable: tuple[Rule, ...] = ()
    wrong: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export."""

    name: str
    title: str
    family: Family
    grain: Grain
    #: Columns by which it is recognised: all of them are there.
    needs: frozenset[str]
    map: Callable[[Columns], Mapped]
    #: For people: what "input" counts, and where the columns are documented.
    input_includes: str
    documented: str
    #: Every column that the format may have and that matters.
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    #: Bills: the model that a meter's text names, "" where it names none.
    metered: Callable[[str], str] | None = field(default=None)


def joined_tier(*parts: str) -> str:
    """The name of a tier from its parts, each an SQL text that may be '': fast, regional, batch; none is standard."""
    return (
        f"COALESCE(NULLIF(CONCAT_WS('-', {', '.join(f'NULLIF({part}, {_EMPTY})' for part in parts)}), ''), 'standard')"
    )
