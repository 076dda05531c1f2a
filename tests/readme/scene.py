"""The files that the commands of the README and of the site's pages name, small and made for the purpose."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

import xlcost.usage

_SAMPLES = Path(__file__).parents[1] / "usage" / "samples"
_RESULTS = "case,A,C\n" + "".join(f"{n},{int(n % 5 > 0)},{int(n % 9 > 0)}\n" for n in range(200))


def set_scene(folder: Path) -> None:
    """A model, a portfolio, real usage in several forms, test results, inputs."""
    _xlcost(folder, "new", "model.xlsx")
    (folder / "models").mkdir()
    shutil.copyfile(folder / "model.xlsx", folder / "models" / "model.xlsx")
    (folder / "results.csv").write_text(_RESULTS, encoding="utf-8")
    (folder / "mine.toml").write_text(_xlcost(folder, "new", "--show-inputs", "--case", "current"), encoding="utf-8")
    _set_usage(folder)
    _xlcost(folder, "new", "portfolio.xlsx", "--template", "portfolio", "--usage", "exports")
    for month in (9, 10):
        exports = folder / {9: "september", 10: "october"}[month]
        exports.mkdir()
        rows = "".join(f"2026-{month:02}-{day:02},gpt-5.4-mini,900,{100 + month},support\n" for day in range(1, 20))
        (exports / "usage.csv").write_text(
            f"timestamp,model,input_tokens,output_tokens,use_case\n{rows}", encoding="utf-8"
        )
    _xlcost(folder, "new", "year.xlsx", "--template", "portfolio", "--usage", "september")
    _xlcost(folder, "actuals", "year.xlsx", "--usage", "october", "--output", "year-10.xlsx")
    (folder / "decision.toml").write_text('a_model = "openai/gpt-4.1-mini"\n', encoding="utf-8")
    _xlcost(folder, "new", "decision.xlsx", "--inputs", "decision.toml")


def _set_usage(folder: Path) -> None:
    for sample, name in (
        ("openai_completions_usage.csv", "usage.csv"),
        ("openai_usage_api.json", "usage.json"),
        ("openai_costs.csv", "costs.csv"),
        ("openai_usage_api.json", "exports/openai.json"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(_SAMPLES / sample, folder / name)
    bill = (_SAMPLES / "focus_1_2.csv").read_text(encoding="utf-8")
    (folder / "focus.csv").write_text(bill.replace("USD", "EUR"), encoding="utf-8")
    (folder / "rates.csv").write_text("currency,effective_from,usd\nEUR,2026-09,1.1\n", encoding="utf-8")
    (folder / "requests.csv").write_text(
        "timestamp,model,input_tokens,output_tokens,use_case\n"
        "2026-09-10,gpt-4.1-mini,900,100,support\n2026-09-11,gpt-4.1-mini,1100,80,support\n"
        "2026-09-11,gpt-4.1,2000,500,search\n",
        encoding="utf-8",
    )
    (folder / "logs").mkdir()
    (folder / "logs" / "day.jsonl.gz").write_bytes(
        gzip.compress((_SAMPLES / "gemini_usage_metadata.jsonl").read_bytes())
    )
    with duckdb.connect() as log:
        log.execute(
            "CREATE TABLE requests AS SELECT TIMESTAMP '2026-09-10' AS timestamp, 'gpt-4.1-mini' AS model, "
            "FALSE AS batch, 1000 AS input_tokens, 0 AS cached_tokens, 100 AS output_tokens, 'desk' AS team"
        )
        cube = xlcost.usage.sql("requests", columns={"team": "team"}, group_by=("team",))
        log.execute(f"COPY ({cube}) TO '{folder / 'cube.csv'}' (HEADER)")


def _xlcost(folder: Path, *arguments: str) -> str:
    program = Path(sys.executable).with_name("xlcost")
    return subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout
