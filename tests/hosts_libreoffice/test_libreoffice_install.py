"""``xlcost libreoffice``: the file is written, and LibreOffice's own unopkg installs and removes it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xlcost.cli.libreoffice import libreoffice
from xlcost.hosts.libreoffice import installing
from xlcost.hosts.libreoffice.extension import build_extension
from xlcost.hosts.libreoffice.names import IDENTIFIER

#: unopkg refuses to run as root, as which tests may run; ``nobody`` stands for the user then.
_AS_NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups" if os.geteuid() == 0 else ""


def command(*arguments: str) -> Result:
    return CliRunner().invoke(libreoffice, arguments)


@pytest.fixture
def profile(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A private LibreOffice profile that ``unopkg`` uses, as the user ``nobody`` where the tests run as root."""
    real = installing.find_unopkg()
    with_home = tmp_path_factory.mktemp("home")
    folder = Path("/tmp") / f"xlcost-unopkg-{os.getpid()}"  # not below pytest's own folder, which only root may enter
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    script = with_home / "unopkg"
    script.write_text(
        "#!/bin/sh\n"
        "command=$1; shift; for last; do :; done\n"
        f'case $last in *.oxt) cp "$last" {folder}/xlcost.oxt; chmod 644 {folder}/xlcost.oxt; '
        f"set -- --force {folder}/xlcost.oxt;; esac\n"
        f"cd {folder}; HOME={folder} exec {_AS_NOBODY} {real} "
        f'"$command" -env:UserInstallation={folder.as_uri()}/profile "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{with_home}{os.pathsep}{os.environ['PATH']}")
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def installed(profile: Path) -> str:
    return subprocess.run(["unopkg", "list"], capture_output=True, text=True, check=False, cwd=profile).stdout


def test_build_writes_the_extension(tmp_path: Path) -> None:
    target = tmp_path / "own name.oxt"
    done = command("build", "-o", str(target))
    assert done.exit_code == 0
    assert target.read_bytes() == build_extension()
    assert "Tools > Extensions" in done.output


def test_install_then_uninstall(profile: Path) -> None:
    assert "XLCOST_VERSION" in command("install").output
    assert f"Identifier: {IDENTIFIER}" in installed(profile)
    assert command("install").exit_code == 0  # again: takes the place of the first
    assert command("uninstall").exit_code == 0
    assert IDENTIFIER not in installed(profile)


def test_uninstalling_what_is_not_installed_says_so(profile: Path) -> None:
    with pytest.raises(installing.InstallationFailed, match="not installed"):
        installing.uninstall()


def test_a_refusal_of_unopkg_is_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "unopkg"
    script.write_text("#!/bin/sh\necho 'ERROR: the profile is\nlocked'\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(installing.InstallationFailed, match=r"unopkg add failed: ERROR: the profile is locked$"):
        installing.install()


def test_root_is_told_to_be_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "unopkg"
    script.write_text("#!/bin/sh\necho 'ERROR: Cannot run unopkg as root without --shared'\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(installing.InstallationFailed, match="run this as the user who works in LibreOffice"):
        installing.install()


def test_without_libreoffice_the_way_by_hand_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("xlcost.calculate.engines.libreoffice._USUAL_PLACES", ())
    with pytest.raises(installing.InstallationFailed, match=r"not installed.*xlcost libreoffice build"):
        installing.install()
