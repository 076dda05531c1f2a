"""A command is quick where the process is its own, and leaves alone the process of anybody who calls it."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from xlcost.cli.process import absent

LOADED = "print(*({'numpy', 'PIL'} & sys.modules.keys()))"


def loaded(code, *arguments):
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-1].split()


def test_the_workbook_is_generated_without_numpy(tmp_path):
    code = f"import sys\nfrom xlcost.cli import main\ntry: main()\nfinally: {LOADED}"
    assert loaded(code, "new", str(tmp_path / "model.xlsx")) == []


def test_openpyxl_finds_numpy_where_somebody_calls_the_command(tmp_path):
    code = f"import sys\nfrom xlcost.cli.new import new\ntry: new()\nfinally: {LOADED}"
    assert "numpy" in loaded(code, str(tmp_path / "model.xlsx"))


def test_an_absent_module_comes_back(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)  # rich loads it, in whichever test runs before
    with absent("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    assert colorsys.__name__ in sys.modules


def test_a_loaded_module_stays():
    with absent("gc"):
        assert sys.modules["gc"] is gc


def test_cycles_are_not_looked_for_while_a_command_runs():
    script = "import gc\nfrom xlcost.cli.process import one_command\nwith one_command(): print(int(gc.isenabled()))"
    assert loaded(script) == ["0"]
