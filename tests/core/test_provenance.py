"""Where a figure comes from, also when several files bring it."""

from __future__ import annotations

from convive.core.provenance import Source, by_kind, merge


def source(kind: str, file: str, rows: int = 5, *, invented: bool = False) -> Source:
    return Source(
        kind, "T", f"Table {kind}", "Office", "OGL", "2021-03-21", "March 2021", file, file * 8, rows, "", invented
    )


def test_one_file_stays_as_it_is() -> None:
    assert merge([source("a", "x.csv")]) == source("a", "x.csv")


def test_several_files_are_named_in_turn_and_their_rows_added() -> None:
    merged = merge([source("a", "x.csv", 3), source("a", "y.csv", 4, invented=True)])
    assert (merged.file, merged.rows, merged.title, merged.invented) == ("x.csv, y.csv", 7, "Table a", False)
    assert len(merged.digest) == 64
    assert merged.digest != merge([source("a", "y.csv", 4), source("a", "x.csv", 3)]).digest


def test_one_source_a_kind() -> None:
    found = by_kind([source("b", "x"), source("a", "y"), source("b", "z")])
    assert list(found) == ["a", "b"]
    assert found["b"].file == "x, z"


def test_a_source_survives_as_plain_fields() -> None:
    assert Source.from_dict(source("a", "x").as_dict()) == source("a", "x")
