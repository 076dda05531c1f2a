"""The run-length compression that VBA projects use for sources and for their directory (MS-OVBA 2.4.1).

A container is a signature byte and chunks, each standing for 4,096 bytes (the last for fewer). A chunk is groups of
eight tokens after a byte of flags: a literal byte, or a copy of bytes already written in the same chunk.
"""

from __future__ import annotations

import struct
from typing import Final

from xlcost.errors import BadArgument, BadFile

CHUNK: Final = 4096  # bytes that a full chunk stands for, and the most that its tokens may take
_SIGNATURE: Final = 0x01
_CHUNK_SIGNATURE: Final = 0b011 << 12
_COMPRESSED: Final = 1 << 15
_SHORTEST_COPY: Final = 3


def compress(data: bytes) -> bytes:
    """Pack bytes into a compressed container.

    Raises:
        BadArgument: the last, shorter chunk does not shrink. The format pads such a chunk with zeros, which would
            change the data; text always shrinks.
    """
    chunks = (_pack_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))
    return bytes([_SIGNATURE]) + b"".join(chunks)


def decompress(container: bytes) -> bytes:
    """Unpack a compressed container.

    Raises:
        BadFile: it is not one: a wrong signature, a chunk cut short, or a copy from before its chunk.
    """
    if not container or container[0] != _SIGNATURE:
        raise BadFile("VBA project: a compressed stream does not begin with its signature")
    result = bytearray()
    position = 1
    while position < len(container):
        if position + 2 > len(container):
            raise BadFile("VBA project: a compressed stream is cut short")
        (header,) = struct.unpack_from("<H", container, position)
        end = position + (header & 0x0FFF) + 3
        tokens = container[position + 2 : end]
        if end > len(container) or header & 0x7000 != _CHUNK_SIGNATURE:
            raise BadFile("VBA project: a compressed stream has a damaged chunk")
        result += _unpack_tokens(tokens) if header & _COMPRESSED else tokens
        position = end
    return bytes(result)


def _pack_chunk(chunk: bytes) -> bytes:
    tokens = _pack_tokens(chunk)
    if len(tokens) <= CHUNK:
        return struct.pack("<H", _COMPRESSED | _CHUNK_SIGNATURE | len(tokens) - 1) + tokens
    if len(chunk) < CHUNK:
        raise BadArgument("these bytes do not compress, so a VBA project cannot hold them; it is made for text")
    return struct.pack("<H", _CHUNK_SIGNATURE | CHUNK - 1) + chunk


def _pack_tokens(chunk: bytes) -> bytes:
    packed = bytearray()
    position = 0
    while position < len(chunk):
        flags = 0
        group = bytearray()
        for bit in range(8):
            if position == len(chunk):
                break
            start, length = _longest_copy(chunk, position)
            if length < _SHORTEST_COPY:
                group.append(chunk[position])
                position += 1
                continue
            flags |= 1 << bit
            length_bits = _length_bits(position)
            token = (position - start - 1) << length_bits | length - _SHORTEST_COPY
            group += struct.pack("<H", token)
            position += length
        packed.append(flags)
        packed += group
    return bytes(packed)


def _longest_copy(chunk: bytes, position: int) -> tuple[int, int]:
    """Where the longest run equal to what follows ``position`` begins, and its length (a copy may overlap itself)."""
    longest = min((1 << _length_bits(position)) - 1 + _SHORTEST_COPY, len(chunk) - position)
    start, length = 0, 0
    probe = _SHORTEST_COPY
    while probe <= longest:
        # A longer match cannot begin before the first shorter one, so the search goes on from there.
        found = chunk.find(chunk[position : position + probe], start, position + probe - 1)
        if found < 0:
            break
        start, length = found, probe
        while length < longest and chunk[start + length] == chunk[position + length]:
            length += 1
        probe = length + 1
    return start, length


def _length_bits(position: int) -> int:
    """How many bits of a copy token hold its length: the further into the chunk, the more the offset takes."""
    return 16 - max(4, (position - 1).bit_length())


def _unpack_tokens(tokens: bytes) -> bytes:
    chunk = bytearray()
    position = 0
    while position < len(tokens):
        flags = tokens[position]
        position += 1
        for bit in range(8):
            if position >= len(tokens):
                break
            if not flags >> bit & 1:
                chunk.append(tokens[position])
                position += 1
                continue
            position = _unpack_copy(tokens, position, chunk)
        if len(chunk) > CHUNK:
            raise BadFile("VBA project: a compressed chunk holds more than 4,096 bytes")
    return bytes(chunk)


def _unpack_copy(tokens: bytes, position: int, chunk: bytearray) -> int:
    """Append what the copy token at ``position`` stands for; give the position after it."""
    if position + 2 > len(tokens) or not chunk:
        raise BadFile("VBA project: a compressed chunk has a damaged copy token")
    (token,) = struct.unpack_from("<H", tokens, position)
    length_bits = _length_bits(len(chunk))
    offset = (token >> length_bits) + 1
    length = (token & (1 << length_bits) - 1) + _SHORTEST_COPY
    if offset > len(chunk):
        raise BadFile("VBA project: a compressed chunk copies from before its beginning")
    for _ in range(length):  # byte by byte, since a copy may read what it has just written
        chunk.append(chunk[-offset])
    return position + 2
