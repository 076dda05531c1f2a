"""What can go wrong, as one small tree of exceptions; each knows the Excel error a cell shows for it.

In Python the functions raise these. In a cell the same condition is the text in ``excel``: every host (xlwings,
headless, LibreOffice, Lite) turns one into the other, so a condition never has two meanings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

VALUE: Final = "#VALUE!"
NUM: Final = "#NUM!"
NA: Final = "#N/A"

#: Every text that Excel uses for an error value in a cell. An argument equal to one of them *is* that error.
ERROR_TEXTS: Final = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        VALUE,
        "#REF!",
        "#NAME?",
        NUM,
        NA,
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
    }
)


class XlcostError(Exception):
    """Anything xlcost refuses to do; its text is one clear line for the user."""

    #: What a cell shows for this condition.
    excel: str = VALUE

    def __str__(self) -> str:
        """The line; a character of a file's or a log's text that a terminal would act on is shown as a mark."""
        from xlcost.inert import inert  # only where the text is read: a cell shows no more than the error's code

        return inert(super().__str__(), kept="")


class BadArgument(XlcostError, ValueError):
    """A wrong type, a blank required argument, an unknown kind, a malformed date or price range."""

    excel = VALUE


class OutOfDomain(XlcostError, ValueError):
    """A number outside the domain its argument declares."""

    excel = NUM


class NoBreakEven(XlcostError, ArithmeticError):
    """The two arms never balance; the text says why."""

    excel = NUM


class PriceUnavailable(XlcostError, LookupError):
    """No price can be given; never answered with a near one or with zero."""

    excel = NA


class UnknownModel(PriceUnavailable):
    """No model of that name in the catalogue; the text suggests the nearest names.

    ``suggest`` finds those names when the text is read, not before: it takes milliseconds, and a cell only shows #N/A.
    """

    def __init__(self, text: str, suggest: Callable[[], Iterable[str]] = tuple) -> None:
        super().__init__(text)
        self._suggest = suggest

    def __str__(self) -> str:
        suggest, self._suggest = self._suggest, tuple
        near = ", ".join(suggest())
        if near:
            self.args = (f"{self.args[0]}; nearest: {near}",)
        return super().__str__()

    def __reduce__(self) -> tuple[type[UnknownModel], tuple[str]]:
        return UnknownModel, (str(self),)


class AmbiguousModel(PriceUnavailable):
    """Several providers sell a model of that name and none of them is its maker."""


class NoPriceInEffect(PriceUnavailable):
    """The model is known but has no price on that date: before its first row or after retirement."""


class PriceNotPublished(PriceUnavailable):
    """The model has a price row, but not the kind of price that the calculation needs."""


class ErrorInArgument(XlcostError):
    """An argument is already an Excel error; the result is that same error."""

    def __init__(self, excel: str, where: str) -> None:
        super().__init__(f"{where} is already the error {excel}")
        self.excel = excel
        self._where = where

    def __reduce__(self) -> tuple[type[ErrorInArgument], tuple[str, str]]:
        return ErrorInArgument, (self.excel, self._where)


class SizesDoNotFit(XlcostError):
    """Ranges of sizes that do not broadcast: the cells beyond the smaller one."""

    excel = NA


class BadFile(XlcostError):
    """A file that cannot be read, or must not be: damaged, encrypted, oversized or hostile."""
