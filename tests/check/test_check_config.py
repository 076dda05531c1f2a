"""Settings: from the nearest xlcost.toml or pyproject.toml, every key known, every value of its kind."""

import pytest

from xlcost.check.config import find_settings, read_settings, settings_from
from xlcost.check.settings import Settings
from xlcost.errors import BadFile


@pytest.fixture
def write(tmp_path):
    def to(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return to


def fail_on(tmp_path, folder=""):
    return find_settings(tmp_path / folder).fail_on


def test_every_setting_can_be_written():
    table = {
        "select": ["F", "u01"],
        "ignore": "F12, F13",
        "fail-on": "warning",
        "profile": "house",
        "allowed-numbers": [0, 1, 7, 0.5],
        "max-formula-length": 300,
        "price-age-days": 90,
        "declared-macros": ["ab12"],
        "tolerance": 1e-6,
    }
    assert settings_from(table, "x") == Settings(
        ("F", "U01"), ("F12", "F13"), "warning", "house", (0, 1, 7, 0.5), 300, 90, ("ab12",), tolerance=1e-6
    )


def test_without_a_file_the_defaults_count(tmp_path):
    assert find_settings(tmp_path) == Settings()


def test_xlcost_toml_and_pyproject(tmp_path, write):
    write("a/xlcost.toml", '[check]\nfail-on = "warning"')
    write("b/pyproject.toml", '[project]\nname = "x"\n[tool.xlcost.check]\nfail-on = "info"')
    assert (fail_on(tmp_path, "a"), fail_on(tmp_path, "b")) == ("warning", "info")


def test_the_nearest_file_that_has_settings_counts(tmp_path, write):
    write("xlcost.toml", '[check]\nfail-on = "warning"')
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert fail_on(tmp_path, "a/b") == "warning"
    write("a/pyproject.toml", '[project]\nname = "of somebody else"')
    assert fail_on(tmp_path, "a/b") == "warning"
    write("a/pyproject.toml", '[tool.xlcost.check]\nfail-on = "never"')
    assert fail_on(tmp_path, "a/b") == "never"


def test_xlcost_toml_comes_before_pyproject_beside_it(tmp_path, write):
    write("xlcost.toml", '[check]\nfail-on = "warning"')
    write("pyproject.toml", '[tool.xlcost.check]\nfail-on = "never"')
    assert fail_on(tmp_path) == "warning"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[check]\nfail_on = 'error'", "there is no setting fail_on; did you mean fail-on?"),
        ("[check]\nseverity = 'error'", "there is no setting severity; there are select, ignore"),
        ("fail-on = 'error'", "the setting fail-on stands in no table; there are [check] and [limits]"),
        ("[chek]\nfail-on = 'error'", "there is no table [chek]; did you mean [check]"),
        ("check = 3", "[check] must be a table"),
        ("[other]", "there is no table [other]; there are [check] and [limits]"),
        ("[check]\nfail-on = 'grave'", "fail-on must be one of error, warning, info, never"),
        ("[check]\nfail-on = 3", "fail-on must be a text"),
        ("[check]\nselect = ['F99']", "there is no rule F99; xlcost check --rules lists them"),
        ("[check]\nignore = 'Z'", "there is no rule Z"),
        ("[check]\nselect = 3", "select must be a list of texts"),
        ("[check]\nselect = [3]", "select must be a list of texts"),
        ("[check]\nallowed-numbers = ['1']", "allowed-numbers must be a list of numbers"),
        ("[check]\nallowed-numbers = [true]", "allowed-numbers must be a list of numbers"),
        ("[check]\nprice-age-days = -1", "price-age-days must be a number of at least 0"),
        ("[check]\nprice-age-days = true", "price-age-days must be a number of at least 0"),
        ("[check]\ntolerance = nan", "tolerance must be a number of at least 0"),
        ("[check", "not a TOML file"),
    ],
)
def test_what_is_no_setting_is_refused_with_the_nearest(tmp_path, write, text, says):
    path = write("xlcost.toml", text)
    with pytest.raises(BadFile) as refused:
        find_settings(tmp_path)
    assert str(refused.value).startswith(f"{path}: {says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tool = 3", "tool must be a table"),
        ("[tool]\nxlcost = 3", "tool.xlcost must be a table"),
        (
            "[tool.xlcost]\nfail-on = 'error'",
            "the setting fail-on stands in no table; there are [tool.xlcost.check] and",
        ),
        (
            "[tool.xlcost.checks]\nfail-on = 'error'",
            "there is no table [tool.xlcost.checks]; did you mean [tool.xlcost.check]",
        ),
    ],
)
def test_the_same_in_pyproject(tmp_path, write, text, says):
    write("pyproject.toml", text)
    with pytest.raises(BadFile, match=r"pyproject\.toml: ") as refused:
        find_settings(tmp_path)
    assert says in str(refused.value)


def test_a_file_that_is_named_must_have_settings(write, tmp_path):
    assert read_settings(write("mine.toml", "[check]\nselect = 'F'")).select == ("F",)
    with pytest.raises(BadFile, match=r"there is no table \[check\]; add one"):
        read_settings(write("empty.toml", ""))
    with pytest.raises(BadFile, match=r"there is no table \[tool.xlcost.check\]; add one"):
        read_settings(write("pyproject.toml", ""))
    with pytest.raises(BadFile, match="no such file"):
        read_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("select", "ignore", "taken"),
    [((), (), True), (("F",), (), True), (("F01",), (), True), (("F0",), (), True), (("S",), (), False),
     (("F",), ("F01",), False), ((), ("F",), False), ((), ("S",), True)],
)  # fmt: skip
def test_which_rules_are_taken(select, ignore, taken):
    assert Settings(select=select, ignore=ignore).takes("F01") is taken


def test_the_limits_of_files_may_stand_beside_the_settings(tmp_path):
    (tmp_path / "xlcost.toml").write_text('[limits]\ntime = "30s"\n\n[check]\nignore = ["S02"]\n')
    assert "S02" in find_settings(tmp_path).ignore
