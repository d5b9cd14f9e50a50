"""Pupils by year group: heads of girls and boys, full and part time, added up year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convive.sources.checks import validated, whole_numbers
from convive.sources.headers import Recognised
from convive.sources.refusals import Refusals
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    import polars as pl


def read_years(
    frame: pl.DataFrame, recognised: Recognised, marks: Sequence[str], refusals: Refusals
) -> tuple[pl.DataFrame | None, list[ImportFinding]]:
    """Heads by school and year group (``core.tables.Counts``), or ``None`` where the file has no year groups.

    ``frame`` has a row a school, with ``row``, ``unit``, ``pupils`` (text) and the columns of the year groups. A
    school with a mark in every year has no year groups; a mark in some is refused.
    """
    import polars as pl

    years = recognised.layout.year_columns()
    columns = [column for parts in years.values() for column in parts]
    there = [column for column in columns if column in frame.columns]
    if not there:
        says = "The file has no columns of year groups: nothing can be said of rising or falling rolls."
        return None, [ImportFinding("finding", says, refusals.file, rule="no-years")]
    absent = [recognised.layout.optional[column][0] for column in columns if column not in frame.columns]
    if absent:
        says = f"The column “{absent[0]}” is missing, and other year groups are there."
        refusals.add(recognised.header.line, absent[0], says, "columns", "A year group lacks some of its pupils.")
        return None, []
    marked = pl.all_horizontal(pl.col(column).is_in(list(marks)).fill_null(False) for column in columns)
    counted = frame.filter(~marked)
    counted = whole_numbers(counted, {column: recognised.title(column) for column in columns}, refusals)
    heads = counted.select(
        "row", "unit", "pupils", *(pl.sum_horizontal(parts).alias(year) for year, parts in years.items())
    )
    findings = _left_over(heads, list(years), recognised, refusals)
    if refusals.rows:
        return None, []
    from convive.core.tables import Counts

    made = [
        validated(
            Counts,
            heads.select("row", "unit", pl.lit(year).alias("group"), pl.col(year).alias("count")),
            refusals.file,
        )
        for year in years
    ]
    return pl.concat(made, rechunk=False), findings


def _left_over(
    heads: pl.DataFrame, years: Sequence[str], recognised: Recognised, refusals: Refusals
) -> list[ImportFinding]:
    """Year groups against the head count: pupils in no year group are a finding, pupils too many are refused."""
    import polars as pl

    sums = heads.select(
        "row", pl.col("pupils").cast(pl.Int64, strict=False).alias("pupils"), pl.sum_horizontal(years).alias("years")
    )
    title = recognised.title("pupils")
    refusals.add_all(
        sums.filter(pl.col("years") > pl.col("pupils")),
        title,
        lambda r: (
            f"The year groups add up to {r['years']:,} pupils and the head count is {r['pupils']:,}.",
            "years-and-total",
            "A number in this row is wrong, or a column is counted twice.",
        ),
    )
    fewer = sums.filter(pl.col("years") < pl.col("pupils"))
    if fewer.is_empty():
        return []
    left = int(fewer.select((pl.col("pupils") - pl.col("years")).sum()).item())
    schools = "1 school has" if fewer.height == 1 else f"{fewer.height:,} schools have"
    says = f"{schools} pupils in no year group, {left:,} in all. Nothing was added."
    return [ImportFinding("finding", says, refusals.file, fewer.item(0, "row"), title, "years-and-total", size=left)]
