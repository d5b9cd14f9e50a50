"""Who lives here in finer groups, ages and religions: from one named table each, and withheld alike."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from convive.core.disclosure import SMALLEST_SHOWN
from convive.core.groups import classification
from convive.core.provenance import Source
from convive.evidence.place import build

TODAY = date(2026, 11, 22)
PLACE = "X09000001"
NINETEEN = classification("ethnic-2021-19")
FIVE = classification("ethnic-5").ids


def source(kind: str, day: str = "2021-03-21", words: str = "March 2021, in lockdown") -> Source:
    return Source(kind, "T9", f"Table of {kind}", "Invented Office", "OGL", day, words, f"{kind}.csv", "0", 1)


def long(rows: list[tuple[str, str, int]]) -> pl.LazyFrame:
    return pl.DataFrame(rows, schema=["unit", "group", "count"], orient="row").lazy()


def split(broad: dict[str, int]) -> dict[str, int]:
    """Broad groups into the nineteen: the first takes what the others leave, which is small in one of them."""
    to, found = NINETEEN.crosswalk("ethnic-5"), {}
    for group in FIVE:
        members = [fine for fine in NINETEEN.ids if to[fine] == group]
        rest = [min(3 if at == 1 else 20, broad[group] // 10) for at in range(1, len(members))]
        found |= dict(zip(members, [broad[group] - sum(rest), *rest], strict=True))
    return found


def with_authorities(world, tables) -> dict:
    """Nineteen groups of every authority of the world, as the publisher's table by authority has them."""
    counts = tables["census-ts021.counts"].collect()
    units = tables["lookups.lsoa_changes"].select(unit="lsoa21", lad="lad22").collect()
    by_lad = counts.join(units, on="unit").group_by("lad", "group").agg(pl.col("count").sum())
    rows = []
    for lad in world.areas:
        broad = dict(by_lad.filter(lad=lad).select("group", "count").iter_rows())
        rows += [(lad, group, count) for group, count in split(broad).items()]
    return {"census-ts021-lad.counts": long(rows)}


@pytest.fixture
def tables(world):
    return dict(world.tables())


def test_nineteen_groups_stand_beside_england_and_wales(world, tables) -> None:
    tables |= with_authorities(world, tables)
    evidence = build(PLACE, tables, (*world.sources(), source("census-ts021-lad")), today=TODAY)
    topic = evidence.topic("people-nineteen")
    assert (topic.status, len(topic.lines), topic.company.words) == ("ok", 19, "England and Wales")
    assert topic.company.whole
    assert topic.total == evidence.years[-1].residents
    assert sum(line.elsewhere for line in topic.lines) == pytest.approx(1, abs=1e-4)
    sheet = evidence.sheet("people-nineteen")
    assert [row[2].value for row in sheet.rows[:-1]] == [line.count for line in topic.lines]
    assert evidence.figures["people-nineteen"].source.endswith("census-ts021-lad.csv")


def test_a_table_that_leaves_an_authority_out_is_not_england_and_wales(world, tables) -> None:
    tables |= with_authorities(world, tables)
    less = tables["census-ts021-lad.counts"].filter(pl.col("unit") != "X09000105")
    tables["census-ts021-lad.counts"] = less
    topic = build(PLACE, tables, (*world.sources(), source("census-ts021-lad")), today=TODAY).topic("people-nineteen")
    assert topic.company is None
    assert {line.elsewhere for line in topic.lines} == {None}


def test_small_groups_are_withheld_with_another_of_their_broad_group(world, tables) -> None:
    """The broad group is printed, so that one withheld group alone would be what is left of it."""
    tables |= with_authorities(world, tables)
    evidence = build(PLACE, tables, (*world.sources(), source("census-ts021-lad")), today=TODAY)
    to = NINETEEN.crosswalk("ethnic-5")
    true = dict(
        tables["census-ts021-lad.counts"].filter(pl.col("unit") == PLACE).select("group", "count").collect().iter_rows()
    )
    lines = {line.id: line for line in evidence.topic("people-nineteen").lines}
    assert any(line.count is None for line in lines.values())
    for group in FIVE:
        hidden = [name for name in NINETEEN.ids if to[name] == group and lines[name].count is None]
        assert len(hidden) != 1
        assert not hidden or sum(true[name] for name in hidden) >= SMALLEST_SHOWN
        assert all(lines[name].share is None for name in hidden)
    for name, line in lines.items():
        assert line.count in (None, true[name])


def test_without_the_table_it_says_who_holds_it(twinford) -> None:
    topic = twinford.topic("people-nineteen")
    assert (topic.status, topic.lines) == ("cannot say", ())
    assert "Office for National Statistics" in topic.reason
    assert any(m.kind == "census-ts021-lad" for m in twinford.missing)


def test_fifteen_groups_come_from_the_small_areas_where_no_better_table_is_there(twinford) -> None:
    topic = twinford.topic("people-fifteen")
    assert (topic.kinds, topic.total, topic.company) == (("census-2011-ethnic",), 24_000, None)
    counts = {line.id: line.count for line in topic.lines}
    assert counts["Indian"] == 3 * 1500 + 6 * 300 + 3 * 20


def test_ages_that_a_copy_leaves_out_are_one_line(world, tables) -> None:
    lads = list(world.areas)
    tables["census-age.counts"] = long([(lad, "working", 60) for lad in lads])
    tables["census-age.units"] = pl.DataFrame({"unit": lads, "people": [100] * len(lads)}).lazy()
    topic = build(PLACE, tables, (*world.sources(), source("census-age")), today=TODAY).topic("age")
    assert [(line.id, line.count, line.share, line.elsewhere) for line in topic.lines] == [
        ("working", 60, 0.6, 0.6),
        ("rest", 40, 0.4, 0.4),
    ]


def ages(world, white: int, others: int) -> dict:
    names = [
        f"{world.names.get(lad, lad)} {n:03}" for lad, areas in world.areas.items() for n in range(1, len(areas) + 1)
    ]
    codes = [f"X02{at:06}" for at in range(len(names))]
    bands = {"0-4": 1, "5-7": 1, "16-17": 2, "65-69": 1}
    everyone = [(code, band, (white + others) * k) for code in codes for band, k in bands.items()]
    part = [(code, band, white * k) for code in codes for band, k in bands.items()]
    return {
        "census-2011-age.units": pl.DataFrame({"unit": codes, "name": names}).lazy(),
        "census-2011-age.counts": long(everyone),
        "census-2011-age.counts_white": long(part),
    }


def test_ages_of_white_and_of_all_other_residents(world, tables) -> None:
    given = (*world.sources(), source("census-2011-age", "2011-03-27", "March 2011"))
    evidence = build(PLACE, tables | ages(world, 100, 50), given, today=TODAY)
    topic = evidence.topic("age-2011")
    assert [(line.id, line.count, line.share) for line in topic.lines] == [("white", 1200, 0.4), ("others", 600, 0.4)]
    assert topic.company.words == "England and Wales"
    assert evidence.sheet("age-2011").rows[0][1].value == 3000


def test_ages_are_not_said_where_a_neighbourhood_is_missing_or_white_people_are_few(world, tables) -> None:
    given = (*world.sources(), source("census-2011-age", "2011-03-27", "March 2011"))
    lacking = ages(world, 100, 50)
    lacking["census-2011-age.units"] = lacking["census-2011-age.units"].filter(pl.col("name") != "Twinford 003")
    assert build(PLACE, tables | lacking, given, today=TODAY).topic("age-2011").status == "cannot say"


def test_religions_are_counted_and_compared_with_the_file(world, tables) -> None:
    units = tables["lookups.lsoa_changes"].select("lsoa21", "lad22").collect()
    answers = classification("religion-2021").ids
    rows = [
        (unit, answer, 10 + at + 5 * (lad == PLACE))
        for unit, lad in units.iter_rows()
        for at, answer in enumerate(answers)
    ]
    tables["census-religion.counts"] = long(rows)
    topic = build(PLACE, tables, (*world.sources(), source("census-religion")), today=TODAY).topic("religion")
    assert topic.lines[0].count == 12 * 15
    assert topic.company.words == "the 12 authorities in the same file"
    assert not topic.company.whole
    assert topic.indicator == ""


def test_nineteen_groups_by_neighbourhood_are_published_where_a_table_has_them(world, tables) -> None:
    counts = tables["census-ts021.counts"].collect()
    units = tables["lookups.lsoa_changes"].select(unit="lsoa21", name="lsoa21_name", lad="lad22").collect()
    mine = units.filter(lad=PLACE).with_columns(name=pl.col("name").str.head(-1))
    broad = counts.join(mine, on="unit").group_by("name", "group").agg(pl.col("count").sum()).sort("name")
    rows, codes = [], []
    for at, name in enumerate(sorted(set(broad["name"]))):
        people = dict(broad.filter(name=name).select("group", "count").iter_rows())
        codes.append((f"X02{at:06}", name))
        rows += [(f"X02{at:06}", group, count) for group, count in split(people).items()]
    tables["census-small-area.ethnic_msoa"] = long(rows)
    tables["census-small-area.units_msoa"] = pl.DataFrame(codes, schema=["unit", "name"], orient="row").lazy()
    evidence = build(PLACE, tables, (*world.sources(), source("census-small-area")), today=TODAY)
    sheet, five = evidence.sheet("neighbourhoods-nineteen"), evidence.sheet("neighbourhoods")
    assert [row[0].value for row in sheet.rows] == [row[0].value for row in five.rows]
    shown = [
        cell.value
        for row in sheet.rows
        for cell, column in zip(row, sheet.columns, strict=True)
        if column.kind == "count" and not cell.withheld
    ]
    assert sheet.withheld
    assert all(value == 0 or value >= SMALLEST_SHOWN for value in shown)
    place, total = evidence.topic("people-nineteen"), sheet.rows[-1]
    ids = [column.id for column in sheet.columns]
    for line in place.lines:
        assert (line.count is None) == total[ids.index(line.id)].withheld
