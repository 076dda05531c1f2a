"""What a run of the rules can be told: thresholds, exemptions, and which rules count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Settings:
    """The settings of one run; every default is meant to be quiet on a good workbook."""

    select: tuple[str, ...] = ()  # codes or their beginnings; empty means all
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"  # error, warning, info or never: what makes the exit code 1
    profile: str = "auto"  # audit, house, or auto: house for books that xlcost made
    allowed_numbers: tuple[float, ...] = (0, 1, 12, 100, 1000, 1_000_000)  # F01
    max_formula_length: int = 200  # F11, characters besides texts
    price_age_days: int = 180  # P02
    declared_macros: tuple[str, ...] = ()  # S10: SHA-256 of each vbaProject.bin that is known
    today: date | None = None  # P02, D02, D03, of the command line only: the day by which prices are judged
    tolerance: float = 1e-9  # U03, U04: relative difference of two numbers that count as equal

    def takes(self, code: str) -> bool:
        """Whether a rule is to be run."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))
