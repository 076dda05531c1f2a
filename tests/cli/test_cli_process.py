"""A command is quick where the process is its own, and leaves alone the process of anybody who calls it."""

from __future__ import annotations

import subprocess
import sys


def loaded(code, *arguments):
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-1].split()


def test_cycles_are_not_looked_for_while_a_command_runs():
    script = "import gc\nfrom xlcost.cli.process import one_command\nwith one_command(): print(int(gc.isenabled()))"
    assert loaded(script) == ["0"]
