"""Builds ``xlcost.oxt``: one file with the component, its declarations and the package, byte for byte repeatable."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlcost.hosts.libreoffice import declarations
from xlcost.hosts.sources import function_sources, package_files
from xlcost.workbook.zipwriter import rebuild_zip

_COMPONENT: Final = "component.py"
_MEDIA_TYPES: Final = {
    "XFunctions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
}
_CARRIED: Final = (
    "hosts/__init__.py",
    "hosts/libreoffice/__init__.py",
    "hosts/libreoffice/cells.py",
    "hosts/libreoffice/names.py",
)


def extension_files() -> dict[str, bytes]:
    """Path -> content of every file in the extension."""
    (component,) = package_files(f"hosts/libreoffice/{_COMPONENT}").values()
    texts = {
        "META-INF/manifest.xml": declarations.manifest(_MEDIA_TYPES),
        "description.xml": declarations.description("description.txt"),
        "description.txt": declarations.description_text(),
        "XFunctions.idl": declarations.interface(),
        "CalcAddIns.xcu": declarations.function_texts(),
    }
    carried = {**function_sources(), **package_files(*_CARRIED)}
    return {
        **{path: text.encode("utf-8") for path, text in texts.items()},
        _COMPONENT: component,
        **{f"lib/{path}": content for path, content in sorted(carried.items())},
    }


def build_extension() -> bytes:
    """The content of ``xlcost.oxt``."""
    return rebuild_zip(b"", (), extension_files())


def unpack_extension(folder: Path) -> None:
    """Puts the extension's files into a folder, for a LibreOffice that is told to take it from there."""
    for path, content in extension_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
