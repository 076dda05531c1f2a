"""Workbooks of openpyxl's, saved to memory; it keeps each sheet in a temporary file on the way."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook


def saved(book: Workbook) -> bytes:
    """The file.

    Raises:
        OSError: the disk is full.
    """
    content = io.BytesIO()
    with disk_errors():
        book.save(content)
    return content.getvalue()


@contextmanager
def disk_errors() -> Iterator[None]:
    """What lxml, which openpyxl writes through, says of a full disk, raised as what the system said."""
    from lxml.etree import SerialisationError

    try:
        yield
    except SerialisationError as reason:
        number = getattr(errno, str(reason).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number)) from None
