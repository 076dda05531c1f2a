"""Workbooks under test: the fixture ``xlcost_book``, in every pytest run where xlcost is installed.

    def test_a_busy_month_stays_within_budget(xlcost_book):
        book = xlcost_book("model.xlsx")
        book["requests"] = 200_000
        assert book["Decision!B4"] < 1_000

pytest imports this module at every start, so it imports nothing heavy itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from xlcost.workbooks import Workbook, check_workbook

if TYPE_CHECKING:
    from xlcost.check.report import Report
    from xlcost.check.settings import Settings
    from xlcost.scenarios.model import Settable, WhatIf
    from xlcost.workbook.records import CellValue


class _Version(NamedTuple):
    """A file as it was when it was read."""

    path: Path
    size: int
    modified: int


@pytest.fixture(scope="session")
def _xlcost_models() -> dict[_Version, WhatIf]:
    """The workbooks that this session has recalculated; nothing is ever set in them."""
    return {}


@pytest.fixture
def xlcost_book(
    request: pytest.FixtureRequest, _xlcost_models: dict[_Version, WhatIf]
) -> Callable[[str | Path], BookUnderTest]:
    """``xlcost_book("model.xlsx")`` opens and recalculates a workbook: read cells, set inputs, check it.

    A relative path starts at the folder of the test file, else at pytest's root folder. A file is recalculated once in
    a session; what a test sets is seen by that test alone.
    """

    def open_book(path: str | Path) -> BookUnderTest:
        from xlcost.scenarios.model import open_model

        found = _found(Path(path), (request.path.parent, request.config.rootpath))
        state = found.stat()
        version = _Version(found, state.st_size, state.st_mtime_ns)
        if version not in _xlcost_models:
            _xlcost_models[version] = open_model(found)
        return BookUnderTest(_xlcost_models[version], request.config.rootpath)

    return open_book


class BookUnderTest(Workbook):
    """A workbook that a test may change as it likes: others do not see it."""

    def __init__(self, shared: WhatIf, root: Path) -> None:
        super().__init__(shared)
        self._shared = shared
        self._root = root

    def __setitem__(self, cell: str, value: Settable) -> None:
        """Set a cell, in this test alone; what depends on it is recalculated when it is read."""
        self._part()
        super().__setitem__(cell, value)

    def runs(
        self, scenarios: Iterable[Mapping[str, Settable]], outputs: Sequence[str]
    ) -> Iterator[tuple[CellValue, ...]]:
        """The outputs of each scenario; what a scenario does not set is as it was before."""
        self._part()
        return super().runs(scenarios, outputs)

    def check(self, settings: Settings | None = None) -> Report:
        """What the rules find in the saved file; without settings, with those that the root folder has."""
        from xlcost.check.config import find_settings

        return check_workbook(self.path, settings or find_settings(self._root))

    def _part(self) -> None:
        """From here on with a model of its own."""
        from xlcost.scenarios.model import WhatIf

        if self._model is self._shared:
            self._model = WhatIf(self._shared.book)


def _found(path: Path, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (folder / path).is_file():
            return (folder / path).resolve()
    from xlcost.errors import BadFile

    places = " nor in ".join(str(folder) for folder in dict.fromkeys(folders))
    raise BadFile(f"{path}: no such file in {places}" if not path.is_absolute() else f"{path}: no such file")
