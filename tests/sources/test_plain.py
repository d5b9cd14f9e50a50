"""Any table as it is: separators, packing, Parquet, and what is no table."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.sources.plain import read_columns


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_asked_for_as_text_with_their_rows(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text("\ufeffunit,a,b\nu,1,2\nv,,x\n".replace(",", separator), encoding="utf-8")
    found = read_columns(file, ["b", "unit", "b"])
    assert dict(zip(found.columns, zip(*found.rows(), strict=True), strict=True)) == {
        "row": (2, 3),
        "unit": ("u", "v"),
        "b": ("2", "x"),
    }


def test_packed_and_parquet_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"unit,a\nu,1\n"))
    pl.DataFrame({"unit": ["u"], "a": ["1"]}).write_parquet(tmp_path / "t.parquet")
    packed = read_columns(tmp_path / "t.csv.gz", ["unit", "a"])
    assert packed.rows() == [(2, "u", "1")]
    assert read_columns(tmp_path / "t.parquet", ["unit", "a"]).rows() == [(1, "u", "1")]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    with pytest.raises(RefusedInput, match="no such file"):
        read_columns(file, ["a"])
    for text, words in (
        ("", "empty"),
        ("<!doctype html><p>", "web page"),
        ("a,a\n1,2\n", "comes twice"),
        ("PAR1 and no more", "broken"),
        ("a,b\n1,2,3,4\n", "number of cells"),
    ):
        file.write_text(text)
        with pytest.raises(RefusedInput, match=words):
            read_columns(file, ["a"])


def test_an_unknown_column_is_said_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("Pakistani,Indian\n1,2\n")
    with pytest.raises(UnknownName, match="Did you mean Pakistani"):
        read_columns(file, ["Pakistan"])
