"""A log of requests in Spark, priced: Spark counts where the log lies, and only the groups leave it.

Here the log is made up and Spark runs on this machine; on a cluster, give ``price`` the table that you have.
"""

from pyspark.sql import SparkSession

from xlcost.usage import price


def main() -> None:
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    log = spark.sql(
        """
        SELECT TIMESTAMP '2026-09-01' + MAKE_INTERVAL(0, 0, 0, CAST(id % 30 AS INT)) AS timestamp,
          'openai/gpt-4.1-mini' AS model, FALSE AS batch,
          1000 AS input_tokens, 0 AS cached_tokens, 200 AS output_tokens,
          CASE WHEN id % 4 = 0 THEN 'search' ELSE 'desk' END AS team
        FROM RANGE(100000)
        """
    )
    report = price(log, group_by=("month", "team"))
    for line in report.lines():
        print(*line.keys.values(), f"{line.requests:,} requests", f"{line.cost:.2f} USD")
    print(f"total {report.total:.2f} USD")
    spark.stop()


if __name__ == "__main__":
    main()
