"""MS-OVBA 2.4.1: what we pack, oletools unpacks; what is damaged is refused."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.errors import BadArgument, BadFile
from xlcost.hosts.classic.compression import CHUNK, compress, decompress

Unpack = Callable[[bytes], bytes]

#: Text as sources are: few different characters, many repeats.
words = st.sampled_from([b"Dim x As Long\r\n", b"    ", b"PROMPT_COST", b"\xe4", b"1", b"="])
texts = st.lists(words, max_size=900).map(b"".join)


@given(data=texts)
def test_oletools_unpacks_what_we_pack(unpack: Unpack, data: bytes) -> None:
    assert unpack(compress(data)) == data


@given(texts)
def test_we_unpack_what_we_pack(data: bytes) -> None:
    assert decompress(compress(data)) == data


@given(data=st.binary(max_size=3640))
def test_any_bytes_that_fit_a_chunk_as_literals_survive(unpack: Unpack, data: bytes) -> None:
    assert unpack(compress(data)) == data


@pytest.mark.parametrize("size", [0, 1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1])
def test_chunk_edges(unpack: Unpack, size: int) -> None:
    data = (b"Attribute VB_Name = 1\r\n" * 400)[:size]
    assert unpack(compress(data)) == data


def test_the_published_example_of_a_text_without_repeats() -> None:
    # MS-OVBA 3.2.1
    data = b"abcdefghijklmnopqrstuv."
    expected = bytes.fromhex("0119b000616263646566676800696a6b6c6d6e6f70007172737475762e")
    assert compress(data) == expected


def test_the_published_example_of_a_text_with_repeats_unpacks() -> None:
    # MS-OVBA 3.2.2
    container = bytes.fromhex(
        "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f700671027004107273747576107778797a003c"
    )
    assert decompress(container) == b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"


def test_the_published_example_of_one_repeated_letter() -> None:
    # MS-OVBA 3.2.3
    data = b"a" * 73
    assert compress(data) == bytes.fromhex("0103b002614500")


def test_an_incompressible_full_chunk_is_stored_as_it_is() -> None:
    data = _noise(CHUNK)
    assert compress(data) == b"\x01\xff\x3f" + data
    assert decompress(compress(data)) == data


def test_an_incompressible_last_chunk_is_refused_since_the_format_would_pad_it() -> None:
    with pytest.raises(BadArgument, match="do not compress"):
        compress(_noise(CHUNK - 1))


@given(st.binary(max_size=200))
def test_any_bytes_unpack_within_bounds_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(BadFile):
        assert len(decompress(b"\x01" + data)) <= 4096 * len(data)


@pytest.mark.parametrize(
    ("container", "why"),
    [
        (b"", "signature"),
        (b"\x02\x00\xb0\x00", "signature"),
        (b"\x01\x00", "cut short"),
        (b"\x01\x19\xb0\x00abc", "damaged chunk"),
        (b"\x01\x00\x80\x00\x00", "damaged chunk"),
        (b"\x01\x02\xb0\x01\x00\x00", "copy token"),
        (b"\x01\x03\xb0\x02a\x00\xf0", "before its beginning"),
    ],
)
def test_damage_is_named(container: bytes, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        decompress(container)


def _noise(size: int) -> bytes:
    """Bytes without a repeat of three: every pair of neighbours occurs once."""
    import random

    return random.Random(1).randbytes(size)
