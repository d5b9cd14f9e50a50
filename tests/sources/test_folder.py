"""The data folder: one step makes an import count; whatever fails before that leaves the folder as it was."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import ConviveError, RefusedInput, UnknownName
from convive.core.groups import classification
from convive.core.provenance import Source
from convive.sources import DataFolder, folder, read
from convive.sources.folder import existing
from convive.sources.lock import only_one

DAY = "2026-11-22"


def snapshot(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


@pytest.fixture
def census(write, publisher):
    """Reports of the 2011 census with so many residents in its one area."""

    def make(people: int = 100):
        file = write(f"oa{people}.csv", [publisher.columns_2011, publisher.row_2011(persons=people, white=people - 1)])
        return read("census-2011-ethnic", file)

    return make


@pytest.fixture
def outlines(write, publisher):
    """Reports of outlines; each pair is a code and an authority."""

    def make(*areas: tuple[str, str]):
        features = [publisher.feature(code, "Brackenford 001A", authority=authority) for code, authority in areas]
        return read("boundaries", write(f"{areas[0][0]}-{len(areas)}.json", publisher.geojson(*features)))

    return make


def test_an_absent_folder_holds_nothing_and_is_not_made_by_asking(tmp_path) -> None:
    data = DataFolder(tmp_path / "data")
    assert not data.has("lookups")
    assert data.sources() == ()
    assert data.places() is None
    assert not (tmp_path / "data").exists()


def test_what_was_put_is_what_is_scanned(tmp_path, census) -> None:
    data, report = DataFolder(tmp_path / "data"), census()
    data.put(report, imported_on=DAY)
    for table, frame in report.tables.items():
        assert data.scan("census-2011-ethnic", table).collect().equals(frame)


@settings(max_examples=20)
@given(counts=st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_any_counts_come_back_as_they_went_in(tmp_path_factory, publisher, counts) -> None:
    path = tmp_path_factory.mktemp("round")
    rows = [publisher.row_2011(f"X{i:08d}", n + 1, n) for i, n in enumerate(counts)]
    (path / "oa.csv").write_text("\n".join([publisher.columns_2011, *rows]) + "\n")
    data = DataFolder(path / "data")
    data.put(read("census-2011-ethnic", path / "oa.csv"), imported_on=DAY)
    white = data.scan("census-2011-ethnic", "counts").filter(pl.col("group") == "WhiteBrit").collect()
    assert white["count"].to_list() == counts


def test_the_catalogue_says_what_came_from_where_and_when(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(census(), imported_on=DAY)
    source = data.source("census-2011-ethnic")
    assert isinstance(source, Source)
    assert (source.file, source.rows, source.invented) == ("oa100.csv", 1, True)
    assert source.digest == hashlib.sha256((tmp_path / "oa100.csv").read_bytes()).hexdigest()
    (entry,) = json.loads((tmp_path / "data/catalogue.json").read_text())["entries"]
    assert (entry["kind"], entry["part"], entry["imported_on"]) == ("census-2011-ethnic", "whole", DAY)
    assert entry["tables"]["counts"]["rows"] == len(classification("ethnic-2011-15").ids)
    assert (tmp_path / "data/tables" / entry["tables"]["counts"]["file"]).is_file()
    assert entry["sources"][0]["file"] == "oa100.csv"


def test_the_same_import_makes_the_same_bytes(tmp_path, census, outlines) -> None:
    for name in ("one", "two"):
        for report in (census(), outlines(("X01000001", "X08000001"))):
            DataFolder(tmp_path / name).put(report, imported_on=DAY)
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_the_real_census_makes_the_same_bytes(tmp_path, shared_data) -> None:
    report = read("census-2011-ethnic", shared_data / "census/census2011_ethnic_group_lsoa.csv.gz")
    for name in ("one", "two"):
        DataFolder(tmp_path / name).put(report, imported_on=DAY)
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_a_new_import_replaces_the_old_and_leaves_no_orphan(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(census(100), imported_on="2026-01-01")
    stored = data.put(census(200), imported_on=DAY)
    assert [entry.sources[0].file for entry in stored.replaced] == ["oa100.csv"]
    assert data.scan("census-2011-ethnic", "units").collect()["people"].to_list() == [200]
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == ["catalogue.json", "tables"]
    assert {p.name for p in (tmp_path / "data/tables").iterdir()} == data.catalogue.files()


def test_outlines_of_another_place_stay(tmp_path, outlines) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(outlines(("X01000001", "X08000001")), imported_on=DAY)
    data.put(outlines(("X01000005", "X08000002")), imported_on=DAY)
    assert data.scan("boundaries", "outlines").collect()["unit"].to_list() == ["X01000001", "X01000005"]
    assert data.source("boundaries").rows == 2
    assert data.source("boundaries").file == "X01000001-1.json, X01000005-1.json"


def test_outlines_imported_again_replace_their_own_areas_and_no_others(tmp_path, outlines) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(outlines(("X01000001", "X08000001"), ("X01000002", "X08000001")), imported_on=DAY)
    data.put(outlines(("X01000002", "X08000001")), imported_on=DAY)
    units = data.scan("boundaries", "outlines").collect()["unit"]
    assert sorted(units.to_list()) == ["X01000001", "X01000002"]
    data.put(outlines(("X01000001", "X08000001"), ("X01000002", "X08000001")), imported_on=DAY)
    assert len(data.catalogue.of("boundaries")) == 1


def test_one_lookup_leaves_the_other(tmp_path, write, publisher) -> None:
    data = DataFolder(tmp_path / "data")
    for name, lines in (("c.csv", publisher.changes), ("w.csv", publisher.wards)):
        data.put(read("lookups", write(name, lines)), imported_on=DAY)
    places = data.places()
    assert places is not None
    assert places.authorities == {"Brackenford", "Millbeck"}
    assert data.scan("lookups", "lsoa_wards").collect().height == 4


def test_what_is_not_there_is_answered_with_how_to_get_it(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data")
    with pytest.raises(UnknownName, match="convive ingest census-ts021"):
        data.scan("census-ts021", "units")
    data.put(census(), imported_on=DAY)
    with pytest.raises(UnknownName, match="Did you mean census-2011-ethnic"):
        data.source("census-2011-etnic")
    with pytest.raises(UnknownName, match="Did you mean counts"):
        data.scan("census-2011-ethnic", "count")


class DiskFull(OSError):
    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "No space left on device")


FAILURES = {"disk full": (DiskFull, RefusedInput), "Ctrl-C": (KeyboardInterrupt, KeyboardInterrupt)}
STEPS = ("first table", "second table", "catalogue")


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False], ids=["into a folder with data", "into no folder"])
def test_whatever_fails_leaves_the_folder_as_it_was(tmp_path, census, monkeypatch, failure, step, before) -> None:
    data = DataFolder(tmp_path / "data")
    if before:
        data.put(census(100), imported_on="2026-01-01")
    was = snapshot(tmp_path)
    report = census(200)
    was = was | snapshot(tmp_path)
    raised, seen = FAILURES[failure]
    calls = 0

    def fail_at(number):
        def fsync(handle) -> None:
            nonlocal calls
            calls += 1
            if calls == number:
                raise raised

        return fsync

    monkeypatch.setattr(folder.os, "fsync", fail_at(STEPS.index(step) + 1))
    with pytest.raises(seen):
        data.put(report, imported_on=DAY)
    assert snapshot(tmp_path) == was
    assert (tmp_path / "data").exists() == before


def test_a_full_disk_is_told_in_words(tmp_path, census, monkeypatch) -> None:
    def full(*_, **__) -> None:
        raise DiskFull

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(RefusedInput) as caught:
        DataFolder(tmp_path / "data").put(census(), imported_on=DAY)
    assert caught.value.rule == "disk"
    assert "No space left" in caught.value.says


def test_what_a_crashed_import_left_behind_is_swept_away_by_the_next(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data")
    data.put(census(100), imported_on=DAY)
    for name in ("tables/x.parquet", "tables/y.part", "catalogue.json.part", ".importing"):
        (tmp_path / "data" / name).write_bytes(b"half")
    data.put(census(200), imported_on=DAY)
    assert {p.name for p in (tmp_path / "data/tables").iterdir()} == data.catalogue.files()
    assert sorted(p.name for p in (tmp_path / "data").iterdir()) == ["catalogue.json", "tables"]


def test_a_second_import_at_the_same_time_is_refused_in_words(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data", wait=0.1)
    data.put(census(100), imported_on=DAY)
    was = snapshot(tmp_path / "data")
    with only_one(tmp_path / "data/.importing", wait=0), pytest.raises(RefusedInput) as caught:
        data.put(census(200), imported_on=DAY)
    assert caught.value.rule == "busy"
    assert snapshot(tmp_path / "data") == was


def test_a_second_import_waits_for_the_first(tmp_path, census) -> None:
    data = DataFolder(tmp_path / "data", wait=20)
    data.put(census(100), imported_on=DAY)
    report = census(200)
    with only_one(tmp_path / "data/.importing", wait=0):
        second = threading.Thread(target=lambda: data.put(report, imported_on=DAY))
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(20)
    assert data.scan("census-2011-ethnic", "units").collect()["people"].to_list() == [200]


def test_imports_of_different_kinds_at_the_same_time_all_count(tmp_path, census, outlines) -> None:
    data = DataFolder(tmp_path / "data", wait=30)
    reports = [census(), outlines(("X01000001", "X08000001")), outlines(("X01000005", "X08000002"))]
    threads = [threading.Thread(target=data.put, args=(r,), kwargs={"imported_on": DAY}) for r in reports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert data.has("census-2011-ethnic")
    assert data.scan("boundaries", "outlines").collect().height == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 1}', '{"format": 1, "entries": [{"kind": 1}]}'])
def test_a_broken_catalogue_is_told_in_words(tmp_path, content) -> None:
    (tmp_path / "catalogue.json").write_text(content)
    with pytest.raises(RefusedInput) as caught:
        DataFolder(tmp_path).has("lookups")
    assert caught.value.rule == "catalogue"


def test_a_catalogue_of_a_later_convive_is_not_guessed_at(tmp_path) -> None:
    (tmp_path / "catalogue.json").write_text('{"format": 99, "entries": []}')
    with pytest.raises(ConviveError, match="later Convive"):
        DataFolder(tmp_path).sources()


def test_a_table_that_has_gone_is_told_in_words(tmp_path, census) -> None:
    data = DataFolder(tmp_path)
    data.put(census(), imported_on=DAY)
    for file in (tmp_path / "tables").iterdir():
        file.unlink()
    with pytest.raises(RefusedInput, match="has gone"):
        data.scan("census-2011-ethnic", "units")


def test_a_folder_to_read_from_has_to_be_there(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    assert existing(tmp_path / "data").path == tmp_path / "data"
    with pytest.raises(RefusedInput, match="no such folder") as refused:
        existing(tmp_path / "dta")
    assert refused.value.hint == "Did you mean data?"
