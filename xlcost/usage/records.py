"""JSON usage as a table: documents and lines, their nested counts as columns; what people wrote is never read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlcost.errors import BadFile
from xlcost.usage.files import UsageFile, lines, start_of, unpacked
from xlcost.usage.sources.columns import Columns, carries
from xlcost.usage.sources.format import Format

#: Fields that hold messages: nothing in them is looked at unless a format names a count in them.
_BODIES: Final = frozenset(
    {
        "messages", "message", "prompt", "prompts", "response", "request", "request_body", "response_body", "content",
        "inputBodyJson", "outputBodyJson", "completion", "choices", "proxy_server_request", "body", "text", "output",
        "input", "candidates", "events", "tool_calls", "tools",
    }
)  # fmt: skip
_LONGEST: Final = 64 << 20
_LARGEST_DOCUMENT: Final = 512 << 20
_RECOGNISED_BY: Final = 200
_DEEPEST: Final = 12

#: The column that says on which line of the file, or as which record of the document, a row stood.
LINE: Final = "_line"


class Table(NamedTuple):
    """The counted columns of a JSON file, as a CSV file."""

    path: Path
    names: list[str]


def columns_of(file: UsageFile) -> list[str]:
    """The nested fields that the first records have, with dots: by these a format is recognised."""
    names: dict[str, None] = {}
    for number, (_, record) in enumerate(_records(file)):
        if number == _RECOGNISED_BY:
            break
        names.update(dict.fromkeys(name for name, _ in _leaves(record, "", None, None, 0)))
    if not names:
        raise BadFile(f"{file.name}: has no records")
    return list(names)


def tabulated(file: UsageFile, understood: Columns, kind: Format, out: Path) -> Table:
    """Write the wanted fields of every record to a CSV file.

    Raises:
        BadFile: a line is no JSON, or a field carries tokens, a tier or money that the format does not know.
    """
    wanted = frozenset(kind.columns)
    names = [*kind.columns, LINE]
    beginnings = frozenset(
        ".".join(name.split(".")[:length]) for name in wanted for length in range(1, name.count(".") + 1)
    )
    known: set[str] = set()
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for number, record in _records(file):
            fields = dict(_leaves(record, "", beginnings, wanted, 0))
            for name in fields.keys() - known:
                if not understood.understands(name) and carries(name) and _said(fields[name]):
                    raise BadFile(
                        f"{file.name}:{number}: {name} is not understood in format {kind.name}, and it carries "
                        "tokens, a tier or money"
                    )
                if understood.understands(name) or not carries(name):
                    known.add(name)
            writer.writerow([_cell(fields.get(name)) for name in names[:-1]] + [str(number)])
    return Table(out, names)


def _said(value: Any) -> bool:
    return value is not None and value not in ("", 0, False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _records(file: UsageFile) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every record with the number of its line, or of its place in the document."""
    first = start_of(file, _LONGEST).lstrip(b"\xef\xbb\xbf \r\n\t")
    if _is_lines(first):
        for number, line in lines(file, _LONGEST):
            if line.strip():
                yield from ((number, record) for record in _unpacked_records(_parsed(line, f"{file.name}:{number}")))
        return
    with unpacked(file) as stream:
        whole = stream.read(_LARGEST_DOCUMENT + 1)
    if len(whole) > _LARGEST_DOCUMENT:
        raise BadFile(f"{file.name}: a JSON document of more than {_LARGEST_DOCUMENT >> 20} MB; export JSON lines")
    for number, record in enumerate(_unpacked_records(_parsed(whole, file.name)), start=1):
        yield number, record


def _is_lines(start: bytes) -> bool:
    """Whether the file holds a JSON value a line: its first line is one, or is meant to be and broken."""
    line, newline, rest = start.partition(b"\n")
    if line.startswith(b"["):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return len(line) > 2 and rest.lstrip().startswith(b"{")
    return bool(newline) and rest.lstrip().startswith(b"{")


def _parsed(text: bytes, where: str) -> Any:
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_Written)
    except UnicodeDecodeError:
        raise BadFile(f"{where}: is no text in UTF-8") from None
    except RecursionError:
        raise BadFile(f"{where}: nested too deeply; refused") from None
    except json.JSONDecodeError as reason:
        place = f"{where}:{reason.lineno}" if where.count(":") == 0 else where
        raise BadFile(f"{place}: is no JSON ({reason.msg})") from None
    except ValueError as reason:
        raise BadFile(f"{where}: is no JSON ({reason})") from None


class _Written(str):
    """A number with decimals as it was written, so that an amount keeps every digit."""

    __slots__ = ()


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _unpacked_records(value: Any) -> Iterator[dict[str, Any]]:
    """The rows of a document: of a page of buckets each result with its bucket's times, of OTLP each span."""
    if isinstance(value, list):
        for each in value:
            yield from _unpacked_records(each)
    elif isinstance(value, dict):
        if isinstance(value.get("resourceSpans"), list):
            yield from _spans(value["resourceSpans"])
        elif isinstance(value.get("data"), list) and not any(key in value for key in ("model", "usage")):
            yield from _unpacked_records(value["data"])
        elif isinstance(value.get("results"), list):
            bucket = {key: each for key, each in value.items() if key not in ("results", "object")}
            for result in value["results"]:
                if isinstance(result, dict):
                    yield {**bucket, **result}
        elif value:
            yield value


def _spans(resources: list[Any]) -> Iterator[dict[str, Any]]:
    for resource in resources:
        about = _attributes(resource.get("resource", {}).get("attributes", [])) if isinstance(resource, dict) else {}
        for scope in resource.get("scopeSpans", []) if isinstance(resource, dict) else []:
            for span in scope.get("spans", []):
                yield {**span, "attributes": _attributes(span.get("attributes", [])), "resource": about}


def _attributes(listed: Any) -> Any:
    """OTLP's list of keys and typed values as a dict."""
    if not isinstance(listed, list):
        return listed
    return {
        each["key"]: next(iter(each["value"].values()), None)
        for each in listed
        if isinstance(each, dict) and isinstance(each.get("value"), dict) and "key" in each
    }


def _leaves(
    record: dict[str, Any], prefix: str, beginnings: frozenset[str] | None, wholes: frozenset[str] | None, depth: int
) -> Iterator[tuple[str, Any]]:
    """The fields of a record that are no dicts, by their dotted names, and the dicts that are wanted whole.

    Bodies are passed over unless a field in them is named.
    """
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and wholes is not None and name in wholes:
            yield name, value
        elif isinstance(value, dict):
            if depth < _DEEPEST and (key not in _BODIES or (beginnings is None or name in beginnings)):
                yield from _leaves(value, f"{name}.", beginnings, wholes, depth + 1)
        elif key not in _BODIES or not isinstance(value, str | list):
            yield name, value
