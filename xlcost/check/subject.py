"""A workbook under the rules: what a person sees on its sheets, and what this run was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xlcost.check.settings import Settings
from xlcost.outline.model import Model


@dataclass(frozen=True)
class Subject(Model):
    """One workbook with the settings of the run."""

    settings: Settings = field(default_factory=Settings)
    today: date | None = None  # the day by which freshness is judged; None: the workbook's own dates alone
