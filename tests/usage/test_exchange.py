"""Bills in other currencies become USD by the rate of their day, exactly, or stay out and are said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from usage_material import SAMPLES, TODAY

import xlcost.usage
from xlcost.errors import BadFile
from xlcost.usage.exchange import read_rates

FOCUS = (SAMPLES / "focus_1_2.csv").read_text()  # 0.144 + 0.012 + 0.096 USD on 2026-09-01
IN_EUR = FOCUS.replace(",USD,USD,", ",EUR,EUR,")


def rates(write, *rows: str):
    return read_rates(write("rates.csv", "\n".join(["currency,effective_from,usd,source", *rows]) + "\n"))


def test_a_bill_is_in_usd_at_the_rate_of_its_month(write):
    table = rates(write, "EUR,2026-08,9,ECB", "EUR,2026-09,1.08,ECB", "CHF,2026-09,7,ECB")
    report = xlcost.usage.price(write("focus.csv", IN_EUR), rates=table, today=TODAY)
    assert report.total == report.billed == Decimal("0.252") * Decimal("1.08")
    assert report.unpriced() == []


def test_a_days_rate_holds_until_the_next_and_not_before_it(write):
    table = rates(write, "EUR,2026-09-15,1.2,", "eur,2026-08-31,1.1,")
    days = (date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 14), date(2026, 9, 15), date(2027, 1, 1))
    found = [table.usd("EUR", day) for day in days]
    assert found == [None, Decimal("1.1"), Decimal("1.1"), Decimal("1.2"), Decimal("1.2")]


def test_a_months_rate_holds_in_no_other_month(write):
    report = xlcost.usage.price(
        write("focus.csv", IN_EUR), rates=rates(write, "EUR,2026-08,1.08,"), unpriced="allow", today=TODAY
    )
    assert (report.total, report.billed) == (0, None)
    assert [each.reason for each in report.unpriced()] == [
        "billed in EUR, and no rate to USD is given for 2026-09; give --rates"
    ]


def test_amounts_of_a_log_in_another_currency_are_no_usd(write, prices):
    log = write("log.csv", "ts,model,input,output,paid,money\n2026-06-10,steady,1000000,0,2.5,EUR\n")
    told = write(
        "map.toml",
        'input_includes_cached = true\n[columns]\ntimestamp = "ts"\nmodel = "model"\ninput_tokens = "input"\n'
        'output_tokens = "output"\nbilled = "paid"\ncurrency = "money"\n',
    )
    options = {"column_map": told, "prices": prices, "tier": "standard", "today": TODAY}
    plain = xlcost.usage.price([log], **options)
    assert (plain.total, plain.billed) == (3, None)
    assert "amounts in EUR are left out: no rate to USD is given (--rates)" in plain.notes
    known = xlcost.usage.price([log], rates=rates(write, "EUR,2026-06,1.2,"), **options)
    assert (known.total, known.billed) == (3, 3)


def test_the_command_takes_a_table_of_rates(xlcost, write):
    bill = write("focus.csv", IN_EUR)
    table = write("rates.csv", "currency,effective_from,usd\nEUR,2026-09,1.08\n")
    assert xlcost("usage", "price", str(bill)).code == 2
    done = xlcost("usage", "price", str(bill), "--rates", str(table), "--json")
    assert done.code == 0, done.err
    assert '"total_usd": 0.27216' in done.out


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["EUR,2026-13,1.1,"], "row 2: '2026-13' is no month or day"),
        (["EUR,2026-09,0,"], "row 2: '0' is no rate"),
        (["EUR,2026-09,nan,"], "row 2: 'nan' is no rate"),
        (["EUR,2026-09,1.1,", "EUR,2026-09,1.2,"], "row 3: a second rate of EUR for 2026-09"),
        (["Euro,2026-09,1.1,"], "row 2: 'Euro' is no currency"),
        (["EUR"], "row 2: '' is no rate"),
    ],
)
def test_what_is_no_rate_is_refused_with_its_row(write, rows, said):
    with pytest.raises(BadFile, match=said):
        rates(write, *rows)


def test_a_table_without_a_column_is_refused(write):
    with pytest.raises(BadFile, match="needs one column named usd"):
        read_rates(write("rates.csv", "currency,effective_from,rate\nEUR,2026-09,1.1\n"))
