"""The drawing of the flow between sheets, where there are too many sheets for one."""

from __future__ import annotations

from xlcost.explain.records import Flow, Map, MappedSheet
from xlcost.explain.reports.flow_picture import flow_picture
from xlcost.workbook.addresses import Area


def test_of_very_many_arrows_the_strongest_are_drawn() -> None:
    """500 sheets that read each other took minutes, for a black area."""
    names = [f"S{number}" for number in range(60)]
    sheets = tuple(MappedSheet(name, "calculation", "visible", Area(1, 1, 1, 1), 2, 1, ()) for name in names)
    pairs = [(giver, reader) for giver in names for reader in names if giver != reader]
    flows = tuple(Flow(*pair, cells=number, figures=number) for number, pair in enumerate(pairs, 1))
    drawn = list(flow_picture(Map("book.xlsx", sheets, flows, (), (), (), (), (), (), 0, 0)))
    arrows = [line for line in drawn if line.startswith("<path")]
    assert len(arrows) == 300
    assert f"reads {pairs[-1][0]} in {len(pairs):,} formula cells" in arrows[-1]
