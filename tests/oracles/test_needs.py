"""What Bradford needs, counted a second time: plain sums over the publishers' rows, with nothing of ours between.

The file of MSOAs and the lookups name Bradford's areas by their names; the file of asylum support by the printed name.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from convive.evidence.census import join
from convive.evidence.model import Topic
from convive.evidence.needs import build
from convive.evidence.neighbourhoods import Areas
from convive.evidence.parts import Inputs
from convive.evidence.place import find_place
from convive.sources import DataFolder, read

CODE = "E08000032"
FILES = {
    "lookups": "geography",
    "census-ts021": "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz",
    "census-migration": "census/census2021_migrant_indicator_msoa.csv.gz",
    "census-english": "census/census2021_ts029_english_proficiency_msoa.csv.gz",
    "census-tenure": "census/census2021_tenure_lsoa.csv.gz",
    "census-occupancy": "census/census2021_occupancy_rating_lsoa.csv.gz",
    "imd-2025": "disparities/imd2025_lsoa21.csv.gz",
    "asylum-support": "disparities/asylum_local_authority_support_to_2022.csv.gz",
    "resettlement": "disparities/asylum_local_authority_resettlement_to_2022.csv.gz",
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.fixture(scope="module")
def topics(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Topic]:
    folder = DataFolder(tmp_path_factory.mktemp("needs"))
    for kind, path in FILES.items():
        folder.put(read(kind, [shared_data / path], folder.places()), imported_on="2026-11-22")
    tables = folder.tables()
    joined = join(tables, CODE)
    origin = {source.kind: source for source in folder.sources(CODE)}
    place = find_place(CODE, joined.authorities)
    inputs = Inputs(place, joined, tables, origin, Areas.of(joined, CODE, tables), date(2026, 11, 22))
    return {topic.id: topic for topic in build(inputs).topics}


@pytest.fixture(scope="module")
def lsoas(shared_data: Path) -> set[str]:
    lookup = shared_data / "geography/lookup_lsoa11_lsoa21_lad22.csv.gz"
    return {row["lsoa21_code"] for row in rows(lookup) if row["lsoa21_name"].startswith("Bradford ")}


@pytest.fixture(scope="module")
def msoas(shared_data: Path) -> set[str]:
    moves = shared_data / FILES["census-migration"]
    return {row["msoa21_code"] for row in rows(moves) if row["msoa21_name"].startswith("Bradford ")}


def added(path: Path, key: str, codes: set[str], columns: list[str]) -> list[int]:
    found = [row for row in rows(path) if row[key] in codes]
    return [sum(int(row[column]) for row in found) for column in columns]


def test_english(topics, shared_data, msoas) -> None:
    before = "Main language is not English (English or Welsh in Wales): "
    not_well, not_at_all = (before + end for end in ("Cannot speak English well", "Cannot speak English"))
    main = "Main language is English (English or Welsh in Wales)"
    other = "Main language is not English (English or Welsh in Wales)"
    path = shared_data / FILES["census-english"]
    few, none, first, second = added(path, "msoa21_code", msoas, [not_well, not_at_all, main, other])
    assert (topics["english"].numerator, topics["english"].denominator) == (few + none, first + second)
    assert (few, none, first + second) == (17_950, 3_840, 525_116)


def test_arrivals(topics, shared_data, msoas) -> None:
    path = shared_data / FILES["census-migration"]
    columns = ["migrant_from_outside_uk", "all_usual_residents"]
    assert [topics["arrivals"].numerator, topics["arrivals"].total] == added(path, "msoa21_code", msoas, columns)


def test_tenure(topics, shared_data, lsoas) -> None:
    path = shared_data / FILES["census-tenure"]
    private = ["Private rented: Other private rented", "Private rented: Private landlord or letting agency"]
    social = ["Social rented: Other social rented", "Social rented: Rents from council or Local Authority"]
    found = {line.id: line.count for line in topics["tenure"].lines}
    assert found["private"] == sum(added(path, "lsoa21_code", lsoas, private))
    assert found["social"] == sum(added(path, "lsoa21_code", lsoas, social))


def test_crowding(topics, shared_data, lsoas) -> None:
    path = shared_data / FILES["census-occupancy"]
    columns = ["-1 (overcrowded)", "-2 or less (overcrowded)"]
    assert topics["crowding"].numerator == sum(added(path, "lsoa21_code", lsoas, columns)) == 11_454


def test_deprivation(topics, shared_data, lsoas) -> None:
    tenths = [float(r["IMD_decile"]) for r in rows(shared_data / FILES["imd-2025"]) if r["lsoa21_code"] in lsoas]
    found = topics["deprivation"]
    assert (found.numerator, found.denominator) == (sum(tenth <= 2 for tenth in tenths), len(tenths)) == (159, 312)
    assert found.lines[0].elsewhere == pytest.approx(0.2, abs=1e-4)


def test_asylum_support_by_name_and_not_by_code(topics, shared_data) -> None:
    last = [row for row in rows(shared_data / FILES["asylum-support"]) if row["Date"] == "2022-12-31"]
    by_name = sum(int(row["People"]) for row in last if row["Local Authority"] == "Bradford")
    by_code = sum(int(row["People"]) for row in last if row["LAD Code"] == CODE)
    assert topics["asylum"].total == by_name == 1_775
    assert by_code == 1_323
    assert topics["asylum"].date_words == "31 December 2022"


def test_resettlement(topics, shared_data) -> None:
    schemes: Counter[str] = Counter()
    for row in rows(shared_data / FILES["resettlement"]):
        if row["Local Authority"] == "Bradford":
            schemes[row["Resettlement Scheme"]] += int(row["Persons"])
    assert topics["resettlement"].total == schemes.total()
    assert {line.label: line.count for line in topics["resettlement"].lines} == dict(schemes)


def test_the_company_is_all_but_the_ten_that_the_files_leave_out(topics) -> None:
    for id_ in ("english", "arrivals", "tenure", "crowding"):
        assert topics[id_].company.authorities == 321
