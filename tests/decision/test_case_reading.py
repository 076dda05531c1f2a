"""Cases: what a file of inputs may say, and what it is told where it says something else."""

from datetime import date

import pytest

from xlcost.decision.case import neutral_case, read_case, shipped_case, with_inputs
from xlcost.decision.inputs import INPUTS, KINDS, rows_of
from xlcost.errors import BadArgument, BadFile


def given(**inputs):
    return with_inputs(neutral_case(), inputs, "--set")


def test_every_default_is_in_its_domain():
    for declared in INPUTS.values():
        values = declared.default if isinstance(declared.default, tuple) else (declared.default,)
        assert all(declared.accepts(value) for value in values), declared.key


def test_the_default_model_date_is_the_day_of_the_price_snapshot():
    from xlcost.prices import package_catalogue

    assert INPUTS["model_date"].default == package_catalogue().snapshot
    assert shipped_case("current").model_date == package_catalogue().snapshot


def test_every_input_says_what_it_is():
    for declared in INPUTS.values():
        assert declared.label, declared.key
        assert declared.unit, declared.key
        assert declared.help.endswith("."), declared.key


def test_alternatives_of_one_kind_share_their_rows():
    a, b = rows_of("a"), rows_of("b")
    assert set(a) < set(b)
    for row in a:
        assert (a[row].label, a[row].unit, a[row].kind) == (b[row].label, b[row].unit, b[row].kind)
    assert [rows_of(letter)["model"].key for letter in KINDS] == ["a_model", "b_model", "c_model", "d_model"]


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("a_cached_share", "90%", 0.9),
        ("requests", "500k", 500_000.0),
        ("requests", "1.5M", 1_500_000.0),
        ("requests", 7, 7.0),
        ("model_date", "2026-12-15", date(2026, 12, 15)),
        ("stable", "false", False),
        ("stable", "yes", True),
        ("b_on", "No", False),
        ("scenario", "low", "Low"),
        ("c_training_cost", "", None),
        ("c_input_tokens", "-", None),
        ("a_model", "  gpt-5.4 ", "gpt-5.4"),
    ],
)
def test_a_value_is_taken_as_people_write_it(key, written, meant):
    assert given(**{key: written}).live()[key] == meant


def test_a_row_is_a_list_or_one_text_and_may_have_blanks():
    as_list = given(volumes=[1000, "2k", "", "-", 5000]).live()["volumes"]
    as_text = given(volumes="1000 2k - - 5000").live()["volumes"]
    assert as_list == as_text
    assert as_list[:6] == (1000.0, 2000.0, None, None, 5000.0, None)
    assert len(as_list) == 60
    assert given(volumes="1;2").live()["volumes"][:3] == (1.0, 2.0, None)
    assert given(volumes="[1000, 2k,, 490]").live()["volumes"][:5] == (1000.0, 2000.0, None, 490.0, None)
    assert given(volumes="1,000; 2,000").live()["volumes"][:3] == (1000.0, 2000.0, None)
    assert given(season=["120%"] * 12).live()["season"] == (1.2,) * 12
    assert given(season=[]).live()["season"] == (None,) * 12


@pytest.mark.parametrize("season", ["2", 2, "1 2", [1.2] * 11])
def test_a_season_of_some_months_is_no_season(season):
    with pytest.raises(BadFile, match=r"season takes 12 values, Jan to Dec, not \d+; write - for a blank \(1\)"):
        given(season=season)


def test_low_base_and_high_and_a_note():
    case = given(requests={"low": "100k", "base": 200_000, "high": "0.5M", "note": "CRM"}, scenario="High")
    assert case.live()["requests"] == 500_000.0
    assert case.live("Low")["requests"] == 100_000.0
    assert case.notes["requests"] == "CRM"


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"requsts": 1}, "unknown input 'requsts'; nearest: requests"),
        ({"c_modle": "x"}, "nearest: c_model"),
        ({"requests": -1}, "requests must be a number of at least 0, not -1"),
        ({"requests": True}, "requests must be a number of at least 0, not TRUE"),
        ({"requests": "many"}, "requests must be a number of at least 0, not 'many'"),
        ({"a_input_tokens": ""}, "a_input_tokens must be a number of at least 0, not blank"),
        ({"c_share": 0.5}, "unknown input 'c_share'"),
        ({"a_on": True}, "unknown input 'a_on'"),
        ({"model_date": "soon"}, "model_date must be a date such as 2026-10-26"),
        ({"requests": {"low": 1, "base": 2}}, "requests has no 'high'; give low, base, high"),
        ({"requests": {"value": 1, "nte": "x"}}, "requests has no part 'nte'; it takes low, base, high, value, note"),
        ({"volumes": "100,200,300"}, "may separate thousands or months; separate months by ;"),
        ({"volumes": "1,000 2,000"}, "may separate thousands or months; separate months by ;"),
        ({"volumes": [1] * 61}, "volumes takes at most 60 values, not 61"),
        ({"horizon_months": 61}, "horizon_months must be a whole number, 1 to 60"),
        ({"range_requests": 2}, "range_requests needs a low and a high value"),
        ({"a_model": "x" * 201}, "a_model must be a text of at most 200 characters"),
        ({"a_model": "a\x07b"}, "U\\+0007"),
    ],
)
def test_what_is_refused_says_what_where_and_how(inputs, words):
    with pytest.raises(BadFile, match=f"^--set: .*{words}"):
        given(**inputs)


def test_cache_shares_of_more_than_everything_are_refused():
    with pytest.raises(BadArgument, match=r"b_cached_share, .* 110% .* at most 100 %"):
        given(b_cached_share=0.6, b_cache_write_share=0.5).live()


@pytest.mark.parametrize(
    "tests",
    [
        {"c_test_cases": 500, "c_test_passes": 501},
        {"c_test_cases": 500, "c_test_passes": 400, "c_only_passes": 300, "c_other_only_passes": 201},
    ],
)
def test_more_passes_than_test_cases_are_refused(tests):
    with pytest.raises(BadArgument, match=r"c_.*passes are 501 cases, more than the 500 of c_test_cases"):
        given(**tests).live()


def test_an_alternative_is_no_evidence_for_itself():
    with pytest.raises(BadArgument, match="c_compared_with is C itself"):
        given(c_compared_with="c").live()


def test_dollars_are_not_called_euros():
    with pytest.raises(BadArgument, match="exchange_rate is 1 and currency is EUR; say what one USD costs in EUR"):
        given(currency="EUR").live()
    assert given(currency="EUR", exchange_rate=0.9).live()["exchange_rate"] == 0.9
    assert given(currency="EUR", horizon_months=2, exchange_rates="0.9 0.8").live()
    with pytest.raises(BadArgument, match="exchange_rate is 1"):  # of month 3, which has no rate of its own
        given(currency="EUR", horizon_months=3, exchange_rates="0.9 0.8").live()
    assert given(currency="PAB", exchange_rate_date="2026-10-26").live()


def test_an_alternative_is_considered_once_its_model_is_chosen():
    assert given().letters == ("a",)
    assert given(c_model="ft:x").letters == ("a", "c")
    assert given(c_model="ft:x", c_on=False, b_model="y", d_model="z").letters == ("a", "b", "d")


def test_an_own_file_has_the_defaults_and_no_other_case(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('a_model = "gpt-5.4"\nrequests = "250k"\n', "utf-8")
    case = read_case(path)
    assert case.title == "mine"
    assert case.live()["requests"] == 250_000.0
    assert case.notes["requests"] == "From mine.toml"
    untouched = {key for key in INPUTS if key not in ("a_model", "requests")}
    assert all(case.values[key] == neutral_case().values[key] for key in untouched)
