"""Deprivation: ranks complete from 1 to the number of areas, each tenth that of its rank, floats that are whole."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.tables import Deprivation
from convive.sources import kind, looks_like, read

FIELDS = list(kind("imd-2025").layouts[0].columns)
HEADER = [kind("imd-2025").layouts[0].columns[field][0] for field in FIELDS]
AREAS = 20


def rows(areas: int = AREAS) -> list[dict[str, str]]:
    """Twenty areas whose rank is the same in every domain."""
    made = []
    for rank in range(1, areas + 1):
        tenth = -(-rank * 10 // areas)
        cells = {f: f"{rank}.0" if f.startswith("rank") else f"{tenth}.0" for f in FIELDS}
        made.append(cells | {"unit": f"X01{rank:06d}"})
    return made


def text(given: list[dict[str, str]]) -> str:
    return "\n".join([",".join(HEADER), *(",".join(row[f] for f in FIELDS) for row in given)]) + "\n"


def refusal(write, given) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("imd-2025", write("x.csv", text(given)))
    return caught.value


def test_ranks_and_tenths_of_every_domain(write) -> None:
    report = read("imd-2025", write("x.csv", text(rows())))
    ranks = report.tables["ranks"]
    assert Deprivation.is_valid(ranks)
    assert ranks.height == AREAS * 8
    assert ranks.row(0) == (2, "X01000001", "all", 1, 1)
    assert ranks["domain"].unique(maintain_order=True).to_list() == [
        "all", "income", "employment", "education", "health", "crime", "housing", "environment"
    ]  # fmt: skip


def test_areas_that_tie_may_share_the_first_or_the_last_of_their_ranks(write) -> None:
    for shared in ("5.0", "6.0"):
        given = rows()
        given[4]["rank_crime"] = given[5]["rank_crime"] = shared
        assert read("imd-2025", write("x.csv", text(given))).rows_good == AREAS


def test_a_rank_that_is_missing_is_refused(write) -> None:
    given = rows(30)
    given[0]["rank_all"] = "3.0"
    error = refusal(write, given)
    assert (error.rule, error.row, error.column) == ("ranks-complete", 3, "IMD_rank")
    assert "rank 2 stands where rank 1 should" in error.says


def test_half_a_file_is_refused(write) -> None:
    assert refusal(write, rows()[:10]).rule == "tenth-of-rank"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("rank_all", "1.5", "whole-number"),
        ("rank_all", "", "count-missing"),
        ("tenth_crime", "2.0", "tenth-of-rank"),
        ("unit", "E01", "code"),
        ("unit", "X01000002", "area-twice"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(write, field, value, rule) -> None:
    given = rows()
    given[0][field] = value
    assert refusal(write, given).rule == rule


def test_the_summary_by_authority_is_another_table(shared_data) -> None:
    with pytest.raises(RefusedInput) as caught:
        read("imd-2019", shared_data / "disparities/imd2019_lad23.csv")
    assert caught.value.rule == "another-table"
    assert "deprivation by authority" in caught.value.says


@pytest.mark.parametrize(
    ("id", "file", "areas", "first"),
    [("imd-2019", "imd2019_lsoa11.csv.gz", 32_844, 29_199), ("imd-2025", "imd2025_lsoa21.csv.gz", 33_755, 26_525)],
)
def test_the_real_files(shared_data, id, file, areas, first) -> None:
    path = shared_data / "disparities" / file
    assert looks_like(path) == id
    ranks = read(id, path).tables["ranks"]
    assert ranks.height == areas * 8
    one = ranks.filter((pl.col("unit") == "E01000001") & (pl.col("domain") == "all"))
    assert one["rank"].to_list() == [first]
