"""Writes the project folder of a server, and renews the functions in one that is there.

Everything stands in the folder itself, the functions too, so that a machine which reaches no package index of ours can
run it. What whoever runs the server may have changed stays as it is; the functions' own folder is replaced whole.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import uuid
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

from xlcost import __version__
from xlcost.atomic import unwritten, write_text
from xlcost.errors import BadFile
from xlcost.hosts.server.icons import SIZES, icon
from xlcost.hosts.sources import function_sources, package_files

#: Where each file of the project comes from, among the files beside this module.
FILES: Final = {
    "README.md": "README.md",
    "pyproject.toml": "pyproject.toml.txt",
    ".env": "env",
    ".gitignore": "gitignore",
    ".dockerignore": "dockerignore",
    "requirements.txt": "requirements.txt",
    "health.py": "health.py.txt",
    "Dockerfile": "Dockerfile",
    "compose.yaml": "compose.yaml",
    "Caddyfile": "Caddyfile",
    "custom_functions/__init__.py": "custom_functions.py.txt",
    "custom_scripts/__init__.py": "custom_scripts.py.txt",
    "templates/manifest.xml": "manifest.xml",
    "templates/taskpane.html": "taskpane.html",
    "static/js/main.js": "main.js",
    "static/css/style.css": "style.css",
}
#: The folder with the functions, which an upgrade replaces.
PACKAGE: Final = "xlcost"
#: The environments that xlwings Server knows, each an add-in of its own in Excel.
ENVIRONMENTS: Final = ("dev", "qa", "uat", "staging", "prod")
#: By this an own project is known.
_MARK: Final = re.compile(r'^\[tool\.xlcost\]\nversion = "([^"]*)"$', re.MULTILINE)


class Written(NamedTuple):
    """What was done: files newly written and files left as they were, relative to the folder."""

    new: tuple[str, ...]
    kept: tuple[str, ...]
    version_before: str | None  # of the functions; None in a new project


def write_server(folder: Path) -> Written:
    """Write a server's project, or renew the functions in one.

    Raises:
        BadFile: the folder holds something else, or cannot be written.
    """
    before, is_new = _version_of(folder), not folder.exists()
    texts = {name: _text(source) for name, source in FILES.items()}
    kept = tuple(name for name in texts if (folder / name).exists())
    new = tuple(name for name in texts if name not in kept)
    try:
        _write_package(folder)
        for name in new:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_text(folder / name, texts[name])
        _write_icons(folder)
        if before is not None:
            _renew_version(folder / "pyproject.toml")
    except (OSError, BadFile) as reason:
        shutil.rmtree(folder / f".{PACKAGE}.new", ignore_errors=True)
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise reason if isinstance(reason, BadFile) else unwritten(folder, reason) from None
    return Written(new, kept, before)


def _version_of(folder: Path) -> str | None:
    """The version of the functions in a project of ours; None for a folder that is empty or not there."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise BadFile(f"{folder}: is no folder; name a new one")
    if not any(folder.iterdir()):
        return None
    try:
        mark = _MARK.search((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        mark = None
    if mark is None:
        raise BadFile(f"{folder}: holds something else than a server of xlcost; name a new folder")
    return mark.group(1)


def _text(source: str) -> str:
    text = (files(__package__) / "files" / source).read_text(encoding="utf-8")
    filled = {
        "@VERSION@": __version__,
        "@MANIFEST_VERSION@": _manifest_version(),
        "@SECRET@": secrets.token_urlsafe(32),
        "@IDS@": "\n".join(f"manifest_id_{name} = {json.dumps(str(uuid.uuid4()))}" for name in ENVIRONMENTS),
    }
    for token, value in filled.items():
        text = text.replace(token, value)
    return text


def _manifest_version() -> str:
    """The version as a manifest wants it, four numbers, the first at least 1."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", __version__)[:3]]
    return ".".join(map(str, [1, *numbers, 0, 0][:4]))


def _write_package(folder: Path) -> None:
    """The functions, written beside and then put in place, so that a running server never finds half of them."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh, target = folder / f".{PACKAGE}.new", folder / PACKAGE
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in {**function_sources(), **package_files("udfs.py")}.items():
        path = fresh / Path(name).relative_to(PACKAGE)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    old = folder / f".{PACKAGE}.old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _write_icons(folder: Path) -> None:
    images = folder / "static" / "images"
    images.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        path = images / f"xlcost-{size}.png"
        if not path.exists():
            path.write_bytes(icon(size))


def _renew_version(settings: Path) -> None:
    text = settings.read_text(encoding="utf-8")
    write_text(settings, _MARK.sub(f'[tool.xlcost]\nversion = "{__version__}"', text))
