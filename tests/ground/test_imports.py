"""What starting up must not load: the scalar functions and --help pay for nothing they do not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"pandas", "numpy", "openpyxl", "lxml", "formualizer", "formulon", "wasmtime", "rich", "xlwings"}


def modules_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nsys.__stdout__.write('\\n' + ' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.rsplit("\n", 1)[1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import xlcost",
        "import xlcost; xlcost.prompt_cost('gpt-4o', 1, 1, 1)",
        "import xlcost.functions as f; f.call('PROMPT_COST', ['gpt-4o', 1, 1, 1])",
        "from xlcost.cli import main\nsys.argv = ['xlcost', '--help']\ntry: main()\nexcept SystemExit: pass",
    ],
)
def test_no_heavy_package_is_loaded(code):
    assert modules_after(code) & HEAVY == set()


def test_the_scalar_functions_need_only_the_standard_library():
    loaded = {name.partition(".")[0] for name in modules_after("import xlcost; xlcost.prompt_cost('gpt-4o', 1, 1, 1)")}
    third_party = loaded - set(sys.stdlib_module_names) - {"xlcost", "__main__", "sitecustomize", "usercustomize"}
    assert {name for name in third_party if not name.startswith(("_", "cython_runtime"))} == set()


def test_every_public_name_is_there():
    import xlcost

    for name in dir(xlcost):
        assert getattr(xlcost, name) is not None


def test_help_shows_what_is_public():
    import pydoc

    import xlcost
    from xlcost.functions import FUNCTIONS

    shown = pydoc.plain(pydoc.render_doc(xlcost))
    public = ["compare", "price_usage", *(function.python_name for function in FUNCTIONS.values())]
    assert [name for name in public if f"\n    {name}(" not in shown] == []


def test_an_unknown_name_is_an_attribute_error():
    import xlcost

    with pytest.raises(AttributeError, match="no attribute 'prompt_costs'"):
        xlcost.prompt_costs  # noqa: B018
