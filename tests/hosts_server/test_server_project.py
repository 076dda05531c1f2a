"""The folder that ``xlcost excel server`` writes: whole, its own, and renewed without touching what IT has changed."""

from __future__ import annotations

import compileall
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from xlcost import __version__
from xlcost.cli.excel import server
from xlcost.errors import BadFile
from xlcost.hosts.server.project import FILES, write_server
from xlcost.hosts.sources import function_sources


def settings(folder: Path) -> dict[str, str]:
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_two_projects_are_two_add_ins(tmp_path: Path) -> None:
    for name in "ab":
        write_server(tmp_path / name)
    a, b = (tomllib.loads((tmp_path / name / "pyproject.toml").read_text())["tool"]["xlwings_server"] for name in "ab")
    assert a.keys() == {f"manifest_id_{name}" for name in ("dev", "qa", "uat", "staging", "prod")}
    assert len({*a.values(), *b.values()}) == 10
    assert settings(tmp_path / "a")["XLWINGS_SECRET_KEY"] != settings(tmp_path / "b")["XLWINGS_SECRET_KEY"]


def test_nothing_is_left_to_fill_in_but_licence_and_name(project: Path) -> None:
    texts = {name: (project / name).read_text() for name in FILES}
    assert [name for name, text in texts.items() if re.search(r"@[A-Z_]+@", text)] == []
    found = settings(project)
    assert found["XLWINGS_FUNCTIONS_NAMESPACE"] == '""'
    assert found["XLWINGS_ENVIRONMENT"] == '"prod"'
    assert found["XLWINGS_LICENSE_KEY"] == '""'


def test_secrets_stay_out_of_images_and_of_version_control(project: Path) -> None:
    assert ".env" in (project / ".dockerignore").read_text().splitlines()
    assert ".env" in (project / ".gitignore").read_text().splitlines()


def test_the_containers_are_declared(project: Path) -> None:
    services = yaml.safe_load((project / "compose.yaml").read_text())["services"]
    assert services["xlcost"]["env_file"] == ".env"
    assert "ports" not in services["xlcost"]  # only the proxy, with HTTPS, is reached from outside
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith("./") or (project / source).exists() or source == "./certs", source


def test_the_linter_of_dockerfiles_has_nothing_to_say(project: Path) -> None:
    """No Docker runs where the tests do: what a build would read is looked at instead."""
    linter = shutil.which("hadolint") or Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, "--format", "json", "Dockerfile"], cwd=project, capture_output=True, check=False)
    assert json.loads(done.stdout) == []


def test_what_the_image_runs_is_in_the_folder(project: Path) -> None:
    lines = (project / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    words = [line.split(None, 1) for line in lines if line and not line.startswith((" ", "#"))]
    said = {name: [rest for word, rest in words if word == name] for name, _ in words}
    assert said["USER"] == ["10001"]  # and not root
    copied = [source for rest in said["COPY"] for source in rest.split()[:-1]]
    assert all((project / source).exists() for source in copied)
    ignored = (project / ".dockerignore").read_text().splitlines()
    assert not {"requirements.txt", "health.py", "xlcost"} & set(ignored)
    (health,) = (rest for rest in said["HEALTHCHECK"])
    assert (project / json.loads(health.partition("CMD ")[2])[1]).exists()
    assert json.loads(said["CMD"][0])[2].endswith("xlwings_server.main:main_app")


def test_the_page_for_it_says_the_licence_first(project: Path) -> None:
    headings = re.findall(r"^## (.*)$", (project / "README.md").read_text(), re.MULTILINE)
    assert headings[0] == "Before anything: the licence"


def test_the_folder_carries_the_functions(project: Path) -> None:
    assert all((project / name).read_bytes() == content for name, content in function_sources().items())
    assert compileall.compile_dir(project, quiet=1)


def test_an_upgrade_replaces_the_functions_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    write_server(folder)
    own = {
        name: (folder / name).read_text() + "\n# ours\n" for name in (".env", "Dockerfile", "templates/manifest.xml")
    }
    for name, text in own.items():
        (folder / name).write_text(text)
    (folder / "custom_functions" / "more.py").write_text("X = 1\n")
    (folder / "xlcost" / "stale.py").write_text("X = 1\n")
    (folder / "xlcost" / "udfs.py").write_text("X = 1\n")
    (folder / "health.py").unlink()
    mark = folder / "pyproject.toml"
    mark.write_text(mark.read_text().replace(f'version = "{__version__}"', 'version = "0.0.9"'))
    ids = tomllib.loads(mark.read_text())["tool"]["xlwings_server"]
    done = CliRunner().invoke(server, [str(folder)])
    assert "the functions renewed, 0.0.9 before" in done.output
    assert {name: (folder / name).read_text() for name in own} == own
    assert (folder / "custom_functions" / "more.py").exists()
    assert not (folder / "xlcost" / "stale.py").exists()
    assert "xw.func" in (folder / "xlcost" / "udfs.py").read_text()
    assert (folder / "health.py").exists()
    tools = tomllib.loads(mark.read_text())["tool"]
    assert (tools["xlcost"]["version"], tools["xlwings_server"]) == (__version__, ids)
    assert not [path for path in folder.iterdir() if path.name.startswith(".xlcost")]


@pytest.mark.parametrize("content", [None, "[tool.other]\n", "\0\xff"])
def test_another_folder_is_refused_and_left_alone(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    if content is not None:
        (tmp_path / "pyproject.toml").write_text(content, encoding="latin-1")
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(BadFile, match="holds something else than a server of xlcost; name a new folder"):
        write_server(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match="is no folder"):
        write_server(tmp_path / "file")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match="cannot be written"):
        write_server(tmp_path / "file" / "below")
