"""Which model a name means: as it stands, by a deployment map, else by the rules of ``names``; nothing fuzzy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from itertools import chain
from typing import Final

from xlcost.errors import AmbiguousModel, BadArgument, PriceUnavailable, UnknownModel
from xlcost.prices.indexing import Model, names_of
from xlcost.prices.lines import STANDARD
from xlcost.prices.names import spellings

#: The names nearest to one that is not known.
Suggest = Callable[[str], list[str]]
#: No name is nearly as long, with its region, account, date and tier: it is not looked for.
_LONGEST: Final = 1_000


class Names:
    """Every name of a catalogue, in lower case."""

    __slots__ = ("_ambiguous", "_deployments", "known")

    #: The full name behind every name that means one.
    known: dict[str, str]

    def __init__(self, models: Mapping[str, Model], aliases: Mapping[str, str]) -> None:
        """``aliases`` maps ``provider/alias`` to the ``provider/model`` it stands for."""
        self.known, self._ambiguous = names_of(models, aliases)
        self._deployments: Mapping[str, str] = {}

    def all(self) -> tuple[str, ...]:
        """Every name, those that mean several models too."""
        return (*self.known, *self._ambiguous)

    def with_deployments(self, deployments: Mapping[str, str], suggest: Suggest) -> Names:
        """These names with further ones before them.

        Raises:
            BadArgument: a deployment is mapped to a model that is not known, or to another deployment.
        """
        for name, model in deployments.items():
            try:
                self._by_rule(normal(model), suggest)
            except PriceUnavailable as reason:
                raise BadArgument(f"deployment {name}: {reason}") from None
        mapped = copy(self)
        mapped._deployments = {normal(name): model for name, model in deployments.items()}
        return mapped

    def meaning(self, model: str, suggest: Suggest) -> tuple[str, str]:
        """The full name, in lower case, and the tier that a name means.

        Raises:
            UnknownModel: no model of that name; the text has the nearest names.
            AmbiguousModel: several providers sell it and none of them makes it; the text lists them.
        """
        name = normal(model)
        deployed = self._deployments.get(name)
        if deployed is not None:
            return self._by_rule(normal(deployed), suggest, f"{model.strip()} is mapped to {deployed}: ")
        return self._by_rule(name, suggest)

    def _by_rule(self, name: str, suggest: Suggest, before: str = "") -> tuple[str, str]:
        if len(name) > _LONGEST:
            raise UnknownModel(f"{before}unknown model {name[:100]}... ({len(name):,} characters)")
        for spelling in chain((name,), spellings(name)):
            found = self.known.get(spelling)
            if found is not None:
                return found, STANDARD
            base, at, tier = spelling.rpartition("@")
            found = self.known.get(base) if at and not tier.isdigit() else None
            if found is not None:
                return found, tier
        base = name if name in self._ambiguous else name.rpartition("@")[0]
        if base in self._ambiguous:
            sellers = ", ".join(f"{seller}{name[len(base) :]}" for seller in self._ambiguous[base])
            raise AmbiguousModel(f"{before}{name} is sold by several providers, none of them its maker; say {sellers}")
        raise UnknownModel(f"{before}unknown model {name[:100]}", lambda: suggest(name))


def normal(name: str) -> str:
    """A name as names are compared."""
    return name.strip().casefold()
