"""Small changes to the XML of a package's parts, made on the bytes so that all other bytes stay as they were."""

from __future__ import annotations

import posixpath
import re

from xlcost.errors import BadFile


def with_content_type(types: bytes, part: str, content_type: str) -> bytes:
    """The content types with one part more."""
    entry = f'<Override PartName="/{part}" ContentType="{content_type}"/>'
    return inserted_after("(?=</Types>)", types, entry.encode())


def with_relationship(rels: bytes, identifier: str, kind: str, source: str, target: str) -> bytes:
    """The relationships of part ``source`` with one to part ``target``."""
    path = posixpath.relpath(target, posixpath.dirname(source))
    entry = f'<Relationship Id="{identifier}" Type="{kind}" Target="{path}"/>'
    return inserted_after("(?=</Relationships>)", rels, entry.encode())


def inserted_after(place: str, xml: bytes, addition: bytes) -> bytes:
    """The XML with an addition after the first match of the pattern ``place``.

    Raises:
        BadFile: there is no match.
    """
    found = re.search(place.encode(), xml)
    if not found:
        raise BadFile("the workbook's XML is written in an unusual way; open it in Excel and save it, then try again")
    return xml[: found.end()] + addition + xml[found.end() :]
