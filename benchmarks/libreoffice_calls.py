"""How long LibreOffice takes for cells that call our add-in: the whole of a recalculation, in seconds.

    python benchmarks/libreoffice_calls.py [CELLS]

Best of three. LibreOffice calls Python once a cell, so the price range of the last line crosses that bridge each time.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # where the LibreOffice that tests use is started

from office import running_office

FORMULAS = {
    "plain arithmetic, no add-in": "=100000*(1000*3+{row})/1000000",
    "FINETUNE_UPFRONT": "=FINETUNE_UPFRONT({row};100)",
    "PROMPT_COST, package prices": '=PROMPT_COST("claude-3-5-sonnet-20241022";{row};1000;100;0.5;;;;"2025-06-09")',
    "PROMPT_COST, no such model": '=PROMPT_COST("no such model";{row};1000;100)',
    "PROMPT_COST, 10-row price range": '=PROMPT_COST("b";{row};1000;100;;;;;;'
    '{{"model";"input";"output"|"a";1;2|"b";3;15|"c";1;2|"d";1;2|"e";1;2|"f";1;2|"g";1;2|"h";1;2|"i";1;2|"j";1;2}})',
}


def main() -> None:
    cells = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder, running_office(Path(folder)) as office:
        print(f"{cells:,} cells")
        for name, formula in FORMULAS.items():
            seconds = min(office.seconds_for(formula, cells) for _ in range(3))
            print(f"{name:34} {seconds:7.2f} s  {seconds / cells * 1e6:6.1f} us a cell")


if __name__ == "__main__":
    main()
