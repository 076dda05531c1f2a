"""One SELECT on three engines gives the same integers, and its cube costs what the log itself costs."""

from __future__ import annotations

import os
from datetime import date

import pytest
from usage_material import PRICE_TABLE, TODAY

import xlcost.usage
from xlcost.errors import BadArgument, BadFile
from xlcost.prices import worksheet_catalogue
from xlcost.usage.run import thresholds

ROWS = 20_000
COLUMNS = {name: name for name in ("cached_tokens", "cache_write_tokens", "batch", "team")}


@pytest.fixture(scope="module")
def card():
    return worksheet_catalogue(PRICE_TABLE)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Requests of every kind as Parquet, with blank cells, in the columns of a log."""
    import duckdb

    path = tmp_path_factory.mktemp("sql") / "requests.parquet"
    duckdb.connect().execute(f"""
        COPY (
          SELECT
            TIMESTAMP '2026-05-01' + TO_SECONDS(CAST(HASH(i) % 8000000 AS BIGINT)) AS timestamp,
            ['steady', 'falling', 'tiered'][1 + CAST(HASH(i + 1) % 3 AS BIGINT)] AS model,
            sent AS input_tokens,
            CAST(HASH(i + 3) % 900 AS BIGINT) AS output_tokens,
            CASE WHEN i % 3 = 0 THEN sent // 2 WHEN i % 3 = 1 THEN NULL ELSE 0 END AS cached_tokens,
            CASE WHEN i % 5 = 0 THEN sent // 4 END AS cache_write_tokens,
            i % 7 = 0 AS batch,
            CASE WHEN i % 2 = 0 THEN 'red' WHEN i % 11 > 0 THEN 'blue' END AS team
          FROM (SELECT i, CAST(HASH(i + 2) % 400000 AS BIGINT) AS sent FROM RANGE({ROWS}) AS drawn(i))
        ) TO '{path}' (FORMAT parquet)
    """)
    return path


@pytest.fixture(scope="module")
def text(card):
    return xlcost.usage.sql("requests", COLUMNS, thresholds=thresholds(card), group_by=["team"])


@pytest.fixture(scope="module")
def duckdb_cube(log, text):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW requests AS FROM READ_PARQUET('{log}')")
    return sorted(plain(connection.execute(text).fetchall()))


@pytest.fixture(scope="module")
def spark():
    """A Spark of this machine alone: two threads, no web page, nothing of it on the network."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.memory": "1g",
    }
    builder = SparkSession.builder.master("local[2]").appName("xlcost tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def plain(rows):
    """Rows as comparable texts: a day is a day, whatever object an engine makes of it."""
    return [
        tuple("" if cell is None else str(cell)[:10] if hasattr(cell, "year") else str(cell) for cell in row)
        for row in rows
    ]


def test_datafusion_counts_the_same(log, text, duckdb_cube):
    from datafusion import SessionContext

    context = SessionContext()
    context.register_parquet("requests", str(log))
    batches = context.sql(text).collect()
    rows = [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
    assert sorted(plain(rows)) == duckdb_cube


@pytest.mark.filterwarnings("ignore")
def test_spark_counts_the_same(log, text, duckdb_cube, spark):
    spark.read.parquet(str(log)).createOrReplaceTempView("requests")
    assert sorted(plain(map(tuple, spark.sql(text).collect()))) == duckdb_cube


@pytest.fixture(scope="module")
def direct(log, card):
    return xlcost.usage.price(log, group_by=("month", "team"), prices=card, today=TODAY)


def lines(report):
    return [(line.keys["month"], line.keys["team"], line.requests, line.cost) for line in report.lines()]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_cube_costs_what_its_log_costs(ending, log, text, card, direct, tmp_path):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW requests AS FROM READ_PARQUET('{log}')")
    connection.execute(f"COPY ({text}) TO '{tmp_path / f'cube.{ending}'}'")
    cube = xlcost.usage.price(
        tmp_path / f"cube.{ending}", format="cube", group_by=("month", "team"), prices=card, today=TODAY
    )
    assert lines(cube) == lines(direct)
    assert cube.total == direct.total > 0


@pytest.mark.filterwarnings("ignore")
def test_a_spark_frame_is_counted_by_spark(log, card, direct, spark):
    frame = spark.read.parquet(str(log))
    report = xlcost.usage.price(frame, group_by=("month", "team"), prices=card, today=TODAY)
    assert lines(report) == lines(direct)
    assert report.sources[0].rows < ROWS / 2  # groups, not requests, left Spark


#: What a row of a Spark table may hold that is no count: the column's type, and the value as Spark writes it.
NO_COUNTS = {
    "negative": ("BIGINT", "-1"),
    "beyond a count": ("BIGINT", "1000000000000001"),
    "the largest whole number": ("BIGINT", "9223372036854775807"),
    "not a number": ("DOUBLE", "'NaN'"),
    "infinite": ("DOUBLE", "'Infinity'"),
    "beyond whole numbers": ("DOUBLE", "1e300"),
    "a fraction": ("DOUBLE", "1.5"),
    "a decimal of many digits": ("DECIMAL(38,0)", f"'1{'0' * 37}'"),
    "a text": ("STRING", "'many'"),
    "a negative text": ("STRING", "'-5'"),
    "digits of another script": ("STRING", "'\u0661\u0660'"),
    "an exponent": ("STRING", "'1e3'"),
    "digits without end": ("STRING", f"'{'9' * 400}'"),
}


def spark_rows(spark, kind, value, column="input_tokens"):
    """A request that is none, and a sound one."""
    usual = {
        "input_tokens": "CAST(7 AS BIGINT)",
        "output_tokens": "CAST(3 AS BIGINT)",
        "web_searches": "CAST(0 AS BIGINT)",
    }
    bad, good = (usual | {column: f"CAST({each} AS {kind})"} for each in (value, "1"))
    rows = [
        "SELECT TIMESTAMP '2026-06-01 00:00:00' AS timestamp, 'steady' AS model, "
        + ", ".join(f"{sql} AS {name}" for name, sql in each.items())
        for each in (bad, good)
    ]
    return spark.sql(" UNION ALL ".join(rows))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("ansi", ["true", "false"])
@pytest.mark.parametrize("kind", NO_COUNTS)
def test_what_is_no_count_in_spark_is_refused(spark, card, kind, ansi):
    """Without ANSI Spark's casts make 0 of a NaN and of a text, and its sums wrap."""
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    refused(spark_rows(spark, *NO_COUNTS[kind]), card)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("column", ["output_tokens", "web_searches"])
def test_every_count_in_spark_is_asked(spark, card, column):
    refused(spark_rows(spark, *NO_COUNTS["not a number"], column), card)


def refused(frame, card):
    with pytest.raises(BadFile, match=r"beyond 1e15 or none|at least 0 and at most 1e15") as caught:
        xlcost.usage.price(frame, prices=card, today=TODAY)
    assert "\n" not in str(caught.value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("DOUBLE", "1"),
        ("STRING", "'1'"),
        ("INT", "1"),
        ("DECIMAL(20,2)", "1"),
        ("FLOAT", "NULL"),
        ("STRING", "''"),
        ("BIGINT", "NULL"),
    ],
)
def test_counts_of_every_type_of_spark(spark, card, kind, value):
    report = xlcost.usage.price(spark_rows(spark, kind, value), prices=card, today=TODAY)
    assert sum(line.input for line in report.lines()) == (1 if value in ("NULL", "''") else 2)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("kind", "value"),
    [("BOOLEAN", "true"), ("TIMESTAMP", "'2026-06-01'"), ("ARRAY<INT>", "array(1)"), ("BINARY", "'x'")],
)
def test_counts_of_a_type_that_is_none_are_refused(spark, card, kind, value):
    frame = spark_rows(spark, "BIGINT", "1").selectExpr(
        "timestamp", "model", "output_tokens", f"CAST({value} AS {kind}) AS input_tokens"
    )
    with pytest.raises(BadFile, match="the table: input_tokens must be whole numbers, not of Spark's type"):
        xlcost.usage.price(frame, prices=card, today=TODAY)


@pytest.mark.filterwarnings("ignore")
def test_what_spark_itself_refuses_is_one_line(spark, card):
    spark.conf.set("spark.sql.ansi.enabled", "true")
    frame = spark_rows(spark, "BIGINT", "1").selectExpr(
        "CAST(1 / 0 AS STRING) AS model", "timestamp", "input_tokens", "output_tokens"
    )
    with pytest.raises(BadFile, match=r"^the table: Spark could not count it") as caught:
        xlcost.usage.price(frame, prices=card, today=TODAY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


FRAMES = ["pandas", "polars", "arrow", "datafusion"]


@pytest.mark.parametrize("kind", FRAMES)
def test_a_table_in_memory(kind, log, card, direct):
    import polars
    import pyarrow.parquet

    def of_datafusion():
        from datafusion import SessionContext

        return SessionContext().read_parquet(str(log))

    make = {
        "pandas": lambda: pyarrow.parquet.read_table(log).to_pandas(),
        "polars": lambda: polars.read_parquet(log),
        "arrow": lambda: pyarrow.parquet.read_table(log),
        "datafusion": of_datafusion,
    }
    report = xlcost.usage.price(make[kind](), group_by=("month", "team"), prices=card, today=TODAY)
    assert lines(report) == lines(direct)


def test_cubes_add_up_over_days(log, text, card, direct, tmp_path):
    import duckdb

    connection = duckdb.connect()
    paths = []
    for name, where in {"early": "<", "late": ">="}.items():
        paths.append(tmp_path / f"{name}.csv")
        connection.execute(
            f"CREATE OR REPLACE VIEW requests AS FROM READ_PARQUET('{log}') WHERE timestamp {where} TIMESTAMP '2026-06-10'"
        )
        connection.execute(f"COPY ({text}) TO '{paths[-1]}'")
    report = xlcost.usage.price(paths, format="cube", group_by=("month", "team"), prices=card, today=TODAY)
    assert lines(report) == lines(direct)
    with pytest.raises(BadFile, match="given twice"):
        xlcost.usage.price([*paths, paths[0]], format="cube", prices=card, today=TODAY)


def test_a_cube_that_was_grouped_without_a_threshold_is_not_priced(log, card, tmp_path):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW requests AS FROM READ_PARQUET('{log}')")
    connection.execute(f"COPY ({xlcost.usage.sql('requests', thresholds=[])}) TO '{tmp_path / 'cube.csv'}'")
    report = xlcost.usage.price(tmp_path / "cube.csv", format="cube", prices=card, unpriced="allow", today=TODAY)
    assert ["grouped without that threshold" in each.reason for each in report.unpriced()] == [True]
    assert "acme/tiered" in report.unpriced()[0].reason


def test_a_cube_of_wrong_rows_is_refused(tmp_path, card):
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        "CREATE VIEW requests AS SELECT DATE '2026-06-10' AS timestamp, 'steady' AS model, -5 AS input_tokens, "
        "0 AS output_tokens, 0 AS cached_tokens"
    )
    connection.execute(f"COPY ({xlcost.usage.sql('requests')}) TO '{tmp_path / 'cube.csv'}'")
    with pytest.raises(BadFile, match=r"cube\.csv:2: (has rows with negative counts|.* at least 0)"):
        xlcost.usage.price(tmp_path / "cube.csv", format="cube", prices=card, today=TODAY)


REFUSED = {
    "no table": (("requests; DROP TABLE x", {}, {}), "is no table name"),
    "no column": (("requests", {"colour": "c"}, {}), "unknown column colour"),
    "an expression": (("requests", {"model": "a b"}, {}), "is no plain column name"),
    "a label": (("requests", {}, {"group_by": ["team"]}), "say which column holds team: --column team=NAME"),
}


@pytest.mark.parametrize(("told", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_select(told, message):
    table, columns, more = told
    with pytest.raises(BadArgument, match=message):
        xlcost.usage.sql(table, columns, **more)


def test_only_the_days_asked_for():
    text = xlcost.usage.sql("logs.requests", {"timestamp": "ts"}, since=date(2026, 9, 1), until=date(2026, 10, 1))
    assert (
        "WHERE ts >= CAST('2026-09-01 00:00:00' AS TIMESTAMP) AND ts < CAST('2026-10-01 00:00:00' AS TIMESTAMP)" in text
    )
