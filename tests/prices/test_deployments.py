"""A map from names of one's own to models: as a range, a CSV and a TOML file."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcost.errors import BadArgument, BadFile, ErrorInArgument, UnknownModel
from xlcost.prices import package_catalogue
from xlcost.prices.deployments import deployments_in, is_deployment_map, read_deployments

MAP = {"my-gpt4o-prod": "azure/gpt-4o-2024-11-20", "chat": "gpt-5.4@flex"}


def test_a_range_of_two_columns() -> None:
    grid = [["Deployment", "note", "Model"], ["my-gpt4o-prod", "", "azure/gpt-4o-2024-11-20"], [None, None, None],
            ["Chat", "ours", "gpt-5.4@flex"]]  # fmt: skip
    assert is_deployment_map(grid[0])
    assert deployments_in(grid) == MAP


def test_a_price_table_is_no_map() -> None:
    assert not is_deployment_map(["deployment", "model", "input", "output"])
    assert not is_deployment_map(["model", "input"])


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["deployment"]], "one column named model"),
        ([["deployment", "model", "model"]], "one column named model"),
        ([["deployment", "model"], ["a", ""]], "row 2 has no model"),
        ([["deployment", "model"], ["", "gpt-4.1"]], "row 2 has no deployment"),
        ([["deployment", "model"], ["a", "gpt-4.1"], ["A", "gpt-4o"]], "row 3 says A is gpt-4o, a row above gpt-4.1"),
    ],
)
def test_a_range_that_is_no_map_says_what_to_mend(rows: list[list[object]], why: str) -> None:
    with pytest.raises(BadArgument, match=why):
        deployments_in(rows)


def test_an_error_value_is_no_model() -> None:
    with pytest.raises(ErrorInArgument):
        deployments_in([["deployment", "model"], ["a", "#REF!"]])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("map.csv", "deployment,model\nmy-gpt4o-prod,azure/gpt-4o-2024-11-20\n\nChat,gpt-5.4@flex\n"),
        ("map.csv", "\ufeffmodel,deployment\ngpt-5.4@flex,chat\nazure/gpt-4o-2024-11-20,my-gpt4o-prod\n"),
        ("map.toml", '[deployments]\n"my-gpt4o-prod" = "azure/gpt-4o-2024-11-20"\nChat = "gpt-5.4@flex"\n'),
        ("map.toml", '"my-gpt4o-prod" = "azure/gpt-4o-2024-11-20"\nchat = "gpt-5.4@flex"\n'),
    ],
)
def test_files(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_deployments(path) == MAP


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("map.csv", b"deployment;model\na;b\n", "one column named deployment"),
        ("map.csv", b"\xff\xfe\x00", "not a CSV file in UTF-8"),
        ("map.csv", b'deployment,model\n"a', "not a CSV file in UTF-8"),
        ("map.csv", b"x" * (1 << 20) + b"xx", "larger than 1 MB"),
        ("map.toml", b"a = 1\n", "a is no text"),
        ("map.toml", b"", "no map of deployments"),
        ("map.toml", b"[", "not a TOML file"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadFile, match=why) as refused:
        read_deployments(path)
    assert "\n" not in str(refused.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_deployments(tmp_path / "none.csv")


def test_a_deployment_stands_for_its_model_and_tier_before_any_other_name() -> None:
    mapped = package_catalogue().with_deployments({**MAP, "gpt-4.1": "azure/gpt-4.1@datazone"})
    assert mapped.price("My-GPT4o-prod ") == 2.5
    assert mapped.price("chat") == 1.25
    assert mapped.price("gpt-4.1") == 2.2
    assert mapped.price("gpt-4.1-mini") == 0.4
    assert package_catalogue().price("gpt-4.1") == 2.0


def test_a_deployment_of_an_unknown_model_is_refused_when_the_map_is_read() -> None:
    with pytest.raises(BadArgument, match=r"deployment chat: unknown model gpt-4\.one"):
        package_catalogue().with_deployments({"chat": "gpt-4.one"})
    with pytest.raises(UnknownModel):
        package_catalogue().price("chat")


def test_a_range_that_is_a_map_stands_where_a_price_table_could_for_every_function() -> None:
    import xlcost

    grid = [["deployment", "model"], ["my-gpt", "azure/us/gpt-4.1"]]
    assert xlcost.token_price("my-gpt", "input", prices=grid) == 2.2
    assert xlcost.token_price("gpt-4.1", "input", prices=grid) == 2.0
    assert xlcost.prompt_cost("My-GPT", 1_000_000, 1_000, 0, prices=grid) == pytest.approx(2_200)


def test_a_map_given_to_the_command_line_holds_for_every_command_and_no_longer(xlcost, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("deployment,model\nmy-gpt,azure/us/gpt-4.1\n")
    done = xlcost(
        "--deployments", str(path), "cost", "my-gpt", "--requests", "1k", "--input-tokens", "1k", "--output-tokens", "1"
    )
    assert (done.code, "azure/gpt-4.1@datazone" in " ".join(done.out.split())) == (0, True)
    refused = xlcost("cost", "my-gpt", "--requests", "1k", "--input-tokens", "1k", "--output-tokens", "1")
    assert refused.code == 2
    assert "unknown model my-gpt" in refused.err


def test_a_map_of_a_model_that_is_unknown_is_one_line_and_exit_code_2(xlcost, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('my-gpt = "gpt-4.one"\n')
    refused = xlcost("--deployments", str(path), "cost", "my-gpt")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "deployment my-gpt: unknown model gpt-4.one" in refused.err
