"""A release: the same bytes whoever builds it and whenever, small, with only what belongs in it."""

from __future__ import annotations

import email
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_BYTES = 1_500_000


def built(folder: Path, *what: str) -> dict[str, bytes]:
    """What ``python -m build`` makes of the working copy, by file name."""
    command = [sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("dist")


@pytest.fixture(scope="module")
def first(folder):
    """The sdist, and the wheel that is built from it, not from the working copy."""
    return built(folder)


def test_built_again_they_are_the_same_bytes(first, tmp_path):
    assert built(tmp_path) == first


def test_the_working_copy_gives_the_wheel_of_the_sdist(first, tmp_path):
    ((name, wheel),) = built(tmp_path, "--wheel").items()
    assert wheel == first[name]


@pytest.fixture
def wheel(first, folder):
    (name,) = [name for name in first if name.endswith(".whl")]
    return zipfile.ZipFile(folder / name)


def test_they_are_small(first, capsys):
    sizes = {name: len(data) for name, data in first.items()}
    with capsys.disabled():
        sys.stdout.write("".join(f"\n{name}: {size:,} bytes" for name, size in sizes.items()))
    (wheel_size,) = [size for name, size in sizes.items() if name.endswith(".whl")]
    assert wheel_size <= MOST_BYTES


def test_in_the_wheel_are_code_and_data_and_no_page(wheel):
    inside = [name for name in wheel.namelist() if ".dist-info/" not in name]
    kinds = {Path(name).suffix for name in inside}
    assert [name for name in inside if name.endswith(".md")] == ["xlcost/hosts/server/files/README.md"]
    assert not kinds & {".pyc", ".xlsx", ".xlsm", ".png", ".ipynb"}
    assert [name for name in inside if name.startswith(("xlcost/tests", "tests"))] == []


def test_in_the_sdist_is_what_the_tests_need(folder):
    (path,) = folder.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in ("tests/run.sh", "tools/site/build.py", "docs/conf.py", "examples/README.md", ".ci/run", "SECURITY.md"):
        assert name in names
    assert [name for name in names if "node_modules" in name or name.startswith(("build/", ".venv"))] == []


def test_the_extras_are_those_that_people_are_told_of(wheel):
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    metadata = email.message_from_bytes(wheel.read(name))
    assert set(metadata.get_all("Provides-Extra")) == {"bench", "docs", "test", "usage"}
    assert metadata["License-Expression"] == "MIT"


def test_every_place_names_this_version_and_the_changelog_takes_fragments(tmp_path):
    import xlcost

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.partition("\n## ")[2].startswith(f"{xlcost.__version__} (")
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {xlcost.__version__}\n" in cited
    assert f"rev: v{xlcost.__version__}\n" in (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    kinds = {
        kind["directory"] for kind in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["type"]
    }
    strange = [
        path.name
        for path in (ROOT / "changes").glob("*.md")
        if path.name != "README.md" and path.name.split(".")[-2] not in kinds
    ]
    assert strange == []
    draft = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9", "--date", "2027-01-01"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "## 9.9.9 (2027-01-01)" in draft.stdout
