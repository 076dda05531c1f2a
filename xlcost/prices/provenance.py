"""Where a price comes from, in words."""

from __future__ import annotations

from xlcost.prices.events import UNLISTED, Event
from xlcost.prices.lines import Line, name_with_tier


def describe(line: Line, events: tuple[Event, ...] = ()) -> str:
    """One line on a price: model and tier, days it holds, source, how its first day is known, when it was checked.

    Says so where one of the ``events`` is that the model was removed from its maker's list: its last price is all there
    is.
    """
    parts = [name_with_tier(line)]
    if line.effective_from is not None:
        until = f" until the day before {line.effective_to}" if line.effective_to else ""
        parts.append(f"in effect from {line.effective_from}{until}")
    elif line.effective_to is not None:
        parts.append(f"in effect until the day before {line.effective_to}")
    if line.source:
        parts.append(line.source + (f" ({line.date_basis})" if line.date_basis else ""))
    if line.checked_on is not None:
        parts.append(f"checked {line.checked_on}")
    if line.effective_to is None:
        parts.extend(
            str(event) for event in events if event.event in UNLISTED and event[:2] == (line.provider, line.model)
        )
    return ", ".join(parts)
