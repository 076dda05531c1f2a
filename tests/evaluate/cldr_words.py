"""The words of dates, times and amounts that Babel knows, of all languages: what a text may have to be a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from babel import Locale, localedata


def words() -> set[str]:
    """Words in Latin letters, three and more, small and without accents."""
    return {word for text in _texts() for word in _plain(text) if word.isascii() and len(word) > 2}


def _plain(text: str) -> list[str]:
    small = text.casefold().replace("ı", "i")  # KASIM is kasım
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return re.findall(r"[^\W\d_]+", bare)


def _texts() -> Iterator[str]:
    for name in localedata.locale_identifiers():
        language = Locale.parse(name)
        for names in (language.months, language.days):
            for width in chain.from_iterable(forms.values() for forms in names.values()):
                yield from width.values()
        for width in chain.from_iterable(forms.values() for forms in language.day_periods.values()):
            yield from (text for half, text in width.items() if half in ("am", "pm"))
        yield from language.currency_symbols.values()
        for width in language.eras.values():
            yield from width.values()
        for forms in (language.date_formats, language.time_formats, language.datetime_formats):
            for form in forms.values():
                yield from re.findall(r"'([^']+)'", str(getattr(form, "pattern", form)))
