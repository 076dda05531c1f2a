"""The rooms of the house: each imports only rooms above it in this list, and no modules import each other in a circle.

Every import counts, also those inside functions and those for type checking alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import xlcost

ROOMS = [
    "inert",
    "errors",
    "toml",
    "budget",
    "atomic",
    "programs",
    "quantities",
    "numbertext",
    "costs",
    "prices",
    "functions",
    "formulas",
    "decision",
    "usage",
    "workbook",
    "formula",
    "evaluate",
    "calculate",
    "scenarios",
    "report",
    "outline",
    "explain",
    "diff",
    "check",
    "review",
    "price_table_forms",
    "price_update",
    "evals",
    "portfolio",
    "template",
    "hosts",
    "udfs",
    "workbooks",
    "pytest_plugin",
    "cli",
]

SOURCE = Path(xlcost.__file__).parent


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in SOURCE.rglob("*.py")}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def _imports() -> Mapping[str, set[str]]:
    return {name: {found for found in _imported(path) if found in MODULES} - {name} for name, path in MODULES.items()}


def _room(module: str) -> str | None:
    return module.split(".")[1] if "." in module else None


def test_every_module_lies_in_a_known_room() -> None:
    assert {_room(module) for module in MODULES} - {None} <= set(ROOMS)


def test_no_room_imports_one_below_it() -> None:
    order = {room: number for number, room in enumerate(ROOMS)}
    upwards = {
        (module, there)
        for module, imports in _imports().items()
        for imported in imports
        if (here := _room(module)) is not None and (there := _room(imported)) is not None and order[there] > order[here]
    }
    assert upwards == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = {module: found - {"xlcost"} for module, found in _imports().items()}  # xlcost itself has the version
    TopologicalSorter(imports).prepare()


def test_the_register_knows_no_rule() -> None:
    above = _imports()["xlcost.check.registry"]
    assert not any(name.startswith("xlcost.check.rules") for name in above)
