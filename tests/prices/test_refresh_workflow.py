"""The workflow that opens a pull request with new prices: pinned, without a secret, and made of programs that exist."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / ".github" / "workflows" / "prices.yml").read_text()


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


def test_every_action_is_pinned_to_a_commit() -> None:
    used = re.findall(r"uses: (\S+)", TEXT)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)


def test_it_knows_no_secret_and_may_do_no_more_than_it_does(workflow: dict[str, Any]) -> None:
    assert "secrets." not in TEXT
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["refresh"]["permissions"] == {"contents": "write", "pull-requests": "write"}


def test_it_runs_by_the_clock_and_by_hand_and_on_nobodys_pull_request(workflow: dict[str, Any]) -> None:
    triggers = workflow[True]  # YAML 1.1 reads the key "on" so
    assert set(triggers) == {"schedule", "workflow_dispatch"}


def test_what_it_runs_exists(workflow: dict[str, Any]) -> None:
    commands = "\n".join(step.get("run", "") for step in workflow["jobs"]["refresh"]["steps"])
    modules = set(re.findall(r"python -m (tools\.[\w.]+)", commands))
    assert modules == {"tools.prices", "tools.prices.extract_litellm"}
    assert all(find_spec(module) for module in modules)
    added = re.findall(r"git add (.+)", commands)[0].split()
    assert all((ROOT / path).exists() for path in added)


def test_a_wheel_of_litellm_is_cut_down_to_what_is_read(tmp_path: Path) -> None:
    import json
    import zipfile

    from tools.prices.extract_litellm import extract

    gpt = {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-6, "max_tokens": 9}
    gpt |= {"source": "https://example.org/prices?query=1"}
    entries = {"gpt-x": gpt, "gpt-image": {**gpt, "mode": "image_generation"}, "y": {**gpt, "litellm_provider": "acme"}}
    wheel = tmp_path / "litellm-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("litellm/model_prices_and_context_window_backup.json", json.dumps(entries))
    found = extract(wheel)
    assert found["version"] == "9.9.9"
    assert found["models"] == {
        "gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 1e-6, "source": "https://example.org/prices"}
    }
