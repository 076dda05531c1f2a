"""The wheel: pure Python, with its data and the licences of that data, and enough by itself in an empty environment."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT], check=True, capture_output=True)
    (built,) = out.iterdir()
    return built


def test_it_is_pure_python(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_data_and_its_licences_are_inside(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    for name in (ROOT / "xlcost/prices/data").glob("*.csv"):
        assert f"xlcost/prices/data/{name.name}" in inside
    licences = {Path(name).name for name in inside if ".dist-info/licenses/" in name}
    assert licences >= {"LICENSE", *(path.name for path in (ROOT / "xlcost/prices/data/licences").iterdir())}
    assert "xlcost/py.typed" in inside


def test_nothing_but_the_package_is_inside(wheel):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"xlcost"}


def test_commands_and_the_pytest_plugin_are_declared(wheel):
    inside = zipfile.ZipFile(wheel)
    (name,) = [name for name in inside.namelist() if name.endswith(".dist-info/entry_points.txt")]
    declared = inside.read(name).decode()
    assert "[console_scripts]\nxlcost = xlcost.cli:program" in declared
    assert "[pytest11]\nxlcost = xlcost.pytest_plugin" in declared


def test_it_does_the_main_job_in_an_empty_environment(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")

    def run(program: str, *arguments: str) -> str:
        done = subprocess.run(
            [scripts / program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel))
    run("xlcost", "new", "model.xlsx")
    assert "Advice: Prompt" in run("xlcost", "compare", "--case", "article")
    run("xlcost", "recalc", "model.xlsx", "-o", "fresh.xlsx")
    run("xlcost", "check", "fresh.xlsx")
