"""The files that a host carries with it are all that the functions need: the package itself is not at hand there."""

from __future__ import annotations

import subprocess
import sys

from xlcost.hosts.sources import function_sources

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from xlcost.functions import FUNCTIONS, call
assert "site-packages" not in sys.modules["xlcost"].__file__
for function in FUNCTIONS.values():
    given = [function.example.arguments.get(argument.name) for argument in function.arguments]
    shown = call(function.name, given)
    assert not str(shown).startswith("#"), (function.name, shown)
assert "nothing pays the up-front cost" in call("COST_EXPLAIN", ["BREAKEVEN_MONTHS", 6000, 900, 1500]), "an error says why there too"
print(len(FUNCTIONS))
"""


def test_every_worked_example_runs_from_the_carried_files_alone(tmp_path):
    for path, content in function_sources().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20
