"""Long tables of small areas: one topic a file, at the level of its codes."""

from __future__ import annotations

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.tables import Counts, Units
from convive.sources import DataFolder, read

COLUMNS = {
    "ethnic": ("ethnic_group", "ethnic-2021-19"),
    "diversity": ("ethnic_diversity", "household-diversity-2021"),
    "tenure": ("household_tenure", "tenure-2021"),
    "english": ("proficiency", "english-2021"),
    "religion": ("religion", "religion-2021"),
    "activity": ("economic_activity_status", "activity-2021"),
}
CODES = {"oa": "X00000001", "lsoa": "X01000001", "msoa": "X02000001", "ward": "X05000001", "lad": "X08000001"}


def long(topic: str, level: str = "ward", measure: str = "Count", value: str = "3", code: str = "") -> list[str]:
    column, groups = COLUMNS[topic]
    name = "Brackenford 001" if level == "msoa" else "Priory"
    head = f"area_code,area_name,geography,period,indicator,{column},measure,unit,value"
    return [head] + [
        f'{code or CODES[level]},{name},Level,2021-03-21,"What, exactly","{group.long}",{measure},Persons,{value}'
        for group in classification(groups).groups
    ]


@pytest.mark.parametrize("topic", COLUMNS)
def test_every_topic_is_told_by_its_header(write, topic) -> None:
    report = read("census-small-area", write("one.csv", long(topic)))
    counts = report.tables[f"{topic}_ward"]
    assert Counts.is_valid(counts)
    assert counts["group"].to_list() == list(classification(COLUMNS[topic][1]).ids)
    assert counts["count"].to_list() == [3] * counts.height


@pytest.mark.parametrize("level", CODES)
def test_the_level_is_told_by_the_codes(write, level) -> None:
    report = read("census-small-area", write("one.csv", long("ethnic", level)))
    assert set(report.tables) == {f"ethnic_{level}", f"units_{level}"}
    units = report.tables[f"units_{level}"]
    assert Units.is_valid(units)
    assert units.select("unit", "people").rows() == [(CODES[level], 57)]


def test_names_come_with_the_ethnic_groups_and_the_report_says_so(write) -> None:
    report = read("census-small-area", write("one.csv", long("tenure")))
    assert set(report.tables) == {"tenure_ward"}
    assert [f.rule for f in report.findings if f.rule == "units-absent"] == ["units-absent"]


def test_files_may_come_one_by_one(write, tmp_path) -> None:
    folder = DataFolder(tmp_path / "data")
    for topic, level in (("ethnic", "ward"), ("tenure", "ward"), ("ethnic", "msoa")):
        folder.put(read("census-small-area", write("one.csv", long(topic, level))), imported_on="2026-11-22")
    names = {"ethnic_ward", "units_ward", "tenure_ward", "ethnic_msoa", "units_msoa"}
    assert set(folder.tables()) == {f"census-small-area.{name}" for name in names}
    again = long("ethnic", "ward", value="4")
    folder.put(read("census-small-area", write("two.csv", again)), imported_on="2026-11-23")
    assert folder.tables()["census-small-area.units_ward"].collect()["people"].to_list() == [76]


def test_rows_of_percentages_are_left_out_by_name(write) -> None:
    shares = long("religion", measure="Percentage", value="11.1")[1:]
    report = read("census-small-area", write("one.csv", [*long("religion"), *shares]))
    assert report.tables["religion_ward"].height == 9
    left_out = next(f for f in report.findings if f.rule == "rows-left-out")
    assert left_out.size == 9
    assert "measure is Percentage, not Count" in left_out.says


def test_one_topic_and_level_in_two_files_is_refused(write) -> None:
    files = [write(name, long("ethnic")) for name in ("a.csv", "b.csv")]
    with pytest.raises(RefusedInput) as caught:
        read("census-small-area", files)
    assert (caught.value.rule, caught.value.file) == ("table-twice", "b.csv")


def test_a_file_that_mixes_levels_is_refused_with_the_first_row_of_the_other(write) -> None:
    mixed = [*long("ethnic"), *long("ethnic", code="X05000002")[1:], *long("ethnic", "lsoa")[1:]]
    with pytest.raises(RefusedInput) as caught:
        read("census-small-area", write("one.csv", mixed))
    assert (caught.value.rule, caught.value.row, caught.value.column) == ("code", 40, "area_code")


def test_codes_of_no_level_are_refused(write) -> None:
    with pytest.raises(RefusedInput) as caught:
        read("census-small-area", write("one.csv", long("ethnic", code="12")))
    assert (caught.value.rule, caught.value.row) == ("code", 2)


def test_the_real_folder_of_trafford_and_greater_manchester(shared_data) -> None:
    report = read("census-small-area", shared_data / "census/trafford_gm")
    tables = report.tables
    assert report.unread == ()
    assert len(tables) == 25 + 5
    heights = {level: tables[f"units_{level}"].height for level in CODES}
    assert heights == {"oa": 738, "lsoa": 139, "msoa": 28, "ward": 21, "lad": 10}
    assert tables["ethnic_oa"].height == 738 * 19
    trafford = tables["units_lad"].filter(pl.col("unit") == "E08000009")["people"].item()
    # One census, one place: the levels differ by a few people, because the publisher moves small counts.
    for level in ("oa", "lsoa", "msoa", "ward"):
        assert abs(int(tables[f"units_{level}"]["people"].sum()) - trafford) < 0.001 * trafford
    assert trafford == 235_053
