"""``convive ingest counts``: the template out and in, and tables whose columns are named."""

from __future__ import annotations

import json

import pytest

from convive.sources import DataFolder

WIDE = "ward,White,Asian\nMill,10,5\nWeir,20,2\n"


@pytest.fixture
def wide(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text(WIDE)
    return file


def test_the_template_goes_out_and_comes_in_filled(convive, tmp_path) -> None:
    out = convive("ingest", "counts", "--template").out
    assert out.startswith("place,service,measure,date,value,source\n")
    file = tmp_path / "figures.csv"
    file.write_text(out + "E08000032,patients,demand,2026-03-31,1200,A practice\n")
    done = convive("ingest", "counts", file, "--data", tmp_path / "data", "--today", "2026-11-22")
    assert (done.code, done.out.splitlines()[0]) == (0, "Good rows: 1. Refused rows: 0.")
    assert DataFolder(tmp_path / "data").scan("counts", "observations").collect()["value"].to_list() == [1200.0]


def test_a_table_with_its_columns_named(convive, wide, tmp_path) -> None:
    data = tmp_path / "data"
    done = convive("ingest", "counts", wide, "--unit", "ward", "--groups", "White, Asian", "--data", data,
                   "--today", "2026-11-22", "--json")  # fmt: skip
    given = json.loads(done.out)
    assert given["tables"] == {"units": 2, "counts": 4}
    assert given["sources"][0]["date_words"] == "brought in on 22 November 2026"
    convive("ingest", "counts", wide, "--unit", "ward", "--groups", "White,Asian", "--data", data, "--name", "two",
            "--dated", "2025-03-31")  # fmt: skip
    assert DataFolder(data).has("counts", "units_two")


@pytest.mark.parametrize(
    "words",
    [
        ("counts", "FILE", "--unit", "ward"),
        ("counts", "FILE", "--groups", "White"),
        ("counts", "FILE", "--unit", "ward", "--groups", "White", "--group", "g", "--count", "n"),
        ("counts", "FILE", "--unit", "ward", "--group", "g"),
        ("counts", "FILE", "--name", "two"),
        ("lookups", "FILE", "--unit", "ward", "--groups", "White"),
        ("counts", "FILE", "FILE", "--unit", "ward", "--groups", "White"),
        ("lookups", "--template"),
    ],
)
def test_a_call_that_cannot_be_meant_ends_with_two(convive, wide, words) -> None:
    done = convive("ingest", *(wide if word == "FILE" else word for word in words), "--check")
    assert done.code == 2
    assert done.out == ""
