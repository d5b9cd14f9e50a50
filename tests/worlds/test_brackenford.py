"""Brackenford: the same bytes every time, invented from end to end, and read by the real importers."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from shapely.geometry import Polygon
from shapely.ops import unary_union

from convive.core.geography import PATTERNS, Place, common_units, neighbourhood_of
from convive.core.words import forbidden
from convive.evidence.model import PlaceEvidence
from convive.evidence.place import build as build_evidence
from convive.planning.lint import lint
from convive.planning.model import DOMAINS, Plan
from convive.sources import DataFolder, ImportReport, known_places, read
from convive.worlds import brackenford

KINDS = tuple(kind for kind in brackenford.bytes_of() if kind != "readme")
# A file of one kind alone cannot know what another would tell, or says what the publisher does not count.
EXPECTED = {"census-english": "codes-by-form", "schools-spc": "not-counted"}
# The bytes of seed 2021. They change only when somebody changes the borough, and then the plan's figures change too.
DIGEST = "e84f79796390ee28c91b9ba048e8a91062d30ed3484311025d2d151e821883d1"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return brackenford.write(tmp_path_factory.mktemp("brackenford"))


@pytest.fixture(scope="module")
def reports(written: dict[str, list[Path]]) -> dict[str, ImportReport]:
    lookups = read("lookups", written["lookups"])
    places = known_places(lookups.tables["lsoa_changes"], lookups.tables["lsoa_wards"])
    return {"lookups": lookups} | {kind: read(kind, written[kind], places) for kind in KINDS if kind != "lookups"}


@pytest.fixture(scope="module")
def evidence(reports: dict[str, ImportReport]) -> PlaceEvidence:
    tables = {f"{kind}.{name}": frame.lazy() for kind, r in reports.items() for name, frame in r.tables.items()}
    sources = [source for report in reports.values() for source in report.sources]
    return build_evidence(brackenford.CODE, tables, sources, today=date(2026, 11, 22))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(tomllib.loads(brackenford.plan()))


def test_the_same_seed_makes_the_same_bytes_everywhere() -> None:
    found = hashlib.sha256()
    for kind, named in sorted(brackenford.bytes_of().items()):
        for name, data in sorted(named.items()):
            found.update(f"{kind} {name} {len(data)}\n".encode() + data)
    assert found.hexdigest() == DIGEST


def test_another_seed_makes_other_people_in_the_same_neighbourhoods() -> None:
    one, other = brackenford.build(1), brackenford.build(2)
    assert one != other
    for a, b in zip(one[:28], other[:28], strict=True):
        assert Counter({g: sum(lsoa.residents[g] for lsoa in a.now) for g in a.now[0].residents}) == Counter(
            {g: sum(lsoa.residents[g] for lsoa in b.now) for g in b.now[0].residents}
        )


def test_small_areas_add_up_to_the_neighbourhoods_that_were_drawn() -> None:
    drawn = json.loads(files("convive.worlds").joinpath("data", "brackenford.json").read_text("utf-8"))
    for area, given in zip(brackenford.build(), drawn["neighbourhoods"], strict=False):
        assert area.ward_name == given["name"]
        assert {g: sum(lsoa.residents[g] for lsoa in area.now) for g in given["residents"]} == given["residents"]


def test_every_file_says_that_it_is_invented(written: dict[str, list[Path]]) -> None:
    folder = written["lookups"][0].parent
    assert "do not exist" in (folder / "README.txt").read_text("utf-8")
    for path in folder.iterdir():
        assert path.name.startswith("invented_") or path.name == "README.txt"
    for kind in ("boundaries", "census-ts021"):
        assert "Invented for Convive" in written[kind][0].read_text("utf-8")


def test_every_code_begins_with_x_and_has_its_level(written: dict[str, list[Path]]) -> None:
    for paths in written.values():
        for path in paths:
            for code in set(re.findall(r"\b[A-Z]0\d{7}\b", path.read_text("utf-8"))):
                assert code.startswith("X")
                assert any(pattern.fullmatch(code) for pattern in PATTERNS.values())
    assert Place(brackenford.CODE, brackenford.NAME, 2022).invented


def test_the_importers_take_every_row(written: dict[str, list[Path]], reports: dict[str, ImportReport]) -> None:
    assert set(written) == set(KINDS)
    for kind, report in reports.items():
        assert report.rows_good > 0
        assert report.rows_refused == 0
        found = [finding for finding in report.findings if finding.severity != "note"]
        expected = [EXPECTED[kind]] if kind in EXPECTED else []
        assert [finding.rule for finding in found] == expected, (kind, found)
        assert all(source.invented for source in report.sources)


def test_the_folder_itself_can_be_ingested(written: dict[str, list[Path]]) -> None:
    folder = written["lookups"][0].parent
    for kind in KINDS:
        report = read(kind, folder)
        assert set(report.files) == {path.name for path in written[kind]}


def test_census_totals_and_shares_are_those_of_the_borough(evidence: PlaceEvidence) -> None:
    assert {year.year: year.residents for year in evidence.years} == {2011: 182_423, 2021: 200_823}
    shares = {g.group: {year: round(share or 0, 1) for year, share in g.in_100.items()} for g in evidence.groups}
    assert shares["Asian"] == {2011: 18.9, 2021: 24.7}
    assert shares["White"] == {2011: 69.3, 2021: 58.9}


def test_the_residual_of_2011_is_a_handful_of_people(reports: dict[str, ImportReport]) -> None:
    counts = reports["census-2011-ethnic"].tables["counts"]
    by_group = counts.group_by(pl.col("group").cast(pl.String)).agg(pl.col("count").sum())
    people = dict(by_group.iter_rows())
    assert 0 < people["GypsyTraveller"] < 0.005 * sum(people.values())
    assert len(people) == 15


def test_small_numbers_and_true_zeros_are_there_for_the_rules_to_hide(evidence: PlaceEvidence) -> None:
    areas = [area for area in brackenford.build() if area.authority == brackenford.CODE]
    cells = [sum(lsoa.residents[g] for lsoa in area.now) for area in areas for g in area.now[0].residents]
    assert 0 in cells
    assert any(0 < cell < 10 for cell in cells)
    sheet = evidence.sheet("neighbourhoods")
    assert sheet is not None
    assert sheet.withheld > 0


def test_splits_a_merge_and_a_redrawing_are_there_and_join_exactly(reports: dict[str, ImportReport]) -> None:
    changes = reports["lookups"].tables["lsoa_changes"]
    kinds = Counter(changes["change"].cast(pl.String).to_list())
    assert (kinds["S"], kinds["M"], kinds["X"]) == (6, 2, 3)
    before, after = common_units(changes.select("lsoa11", "lsoa21").iter_rows())
    assert set(before.values()) == set(after.values())
    for old, new in changes.select("lsoa11_name", "lsoa21_name").iter_rows():
        assert neighbourhood_of(old) == neighbourhood_of(new)


def test_outlines_tile_the_borough_in_the_sea(reports: dict[str, ImportReport]) -> None:
    shapes = [Polygon(lsoa.outline) for area in brackenford.build() for lsoa in area.now if lsoa.outline]
    assert len(shapes) == reports["boundaries"].rows_good == 134
    whole = unary_union(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == sum(shape.area for shape in shapes)
    west, south, east, north = (side / 1_000_000 for side in whole.bounds)
    assert 2.0 < west < east < 2.21
    assert 54.6 < south < north < 54.7


def test_every_neighbourhood_has_a_label_and_one_outline(evidence: PlaceEvidence) -> None:
    assert [n.name for n in evidence.neighbourhoods] == [f"Brackenford {i:03d}" for i in range(1, 29)]
    assert evidence.neighbourhoods[3].label == "Castle Mead"
    assert all(len(n.rings) == 1 for n in evidence.neighbourhoods)


def test_twelve_authorities_differ_enough_to_be_compared(evidence: PlaceEvidence) -> None:
    areas = brackenford.build()
    assert len({area.authority for area in areas}) == 12
    # One of them is so small that it has no two schools of a phase to compare.
    assert {s.indicator: s.of for s in evidence.standings if s.of != 12} == {"schools_apart": 11}
    growth = evidence.standing("population_change")
    assert growth is not None
    assert growth.low_quarter < growth.value < 0.2
    separation = evidence.standing("separation_change")
    assert separation is not None
    assert separation.estimate.status == "ok"


def test_the_plan_cites_what_the_evidence_says(plan: Plan, evidence: PlaceEvidence) -> None:
    cited = [(p.figure.indicator, p.figure.value) for p in plan.priorities]
    cited += [(o.indicator, o.baseline.value) for o in plan.objectives if o.baseline and "/" not in o.indicator]
    assert {indicator for indicator, _ in cited} == {"theil_h_multi", "mix_change", "population_change"}
    for indicator, value in cited:
        standing = evidence.standing(indicator)
        assert standing is not None
        assert value == pytest.approx(standing.value, abs=1e-6)
    for priority in plan.priorities:
        standing = evidence.standing(priority.figure.indicator)
        assert standing is not None
        assert re.search(rf"\b{standing.rank}(st|nd|rd|th) of {standing.of} authorities", priority.rule)
    pairs = max(evidence.pairs, key=lambda one: one.year)
    assert f"{100 * pairs.anywhere:.0f} times in 100" in plan.priorities[0].why
    assert f"two neighbours {100 * pairs.neighbours:.0f} times" in plan.priorities[0].why
    grown = evidence.years[-1].residents - evidence.years[0].residents  # type: ignore[operator]
    assert f"{grown:,} people" in plan.priorities[2].why


def test_the_plan_is_small_whole_and_clean(plan: Plan, evidence: PlaceEvidence) -> None:
    assert plan.plan.status == "adopted"
    assert (len(plan.priorities), len(plan.objectives), len(plan.actions)) == (3, 6, 12)
    assert {action.domain for action in plan.actions} == set(DOMAINS)
    assert sum(not action.new_money for action in plan.actions) >= 4
    assert forbidden(brackenford.plan()) == []
    assert [(f.rule, f.where, f.says) for f in lint(plan, evidence) if f.severity == "error"] == []


def test_every_place_the_plan_names_is_a_neighbourhood(plan: Plan, evidence: PlaceEvidence) -> None:
    named = {where for action in plan.actions for where in action.where}
    assert named <= {n.name for n in evidence.neighbourhoods}
    assert evidence.ends is not None
    assert named & set(evidence.ends.high)
    assert named & set(evidence.ends.low)


def test_the_data_folder_holds_every_kind(tmp_path: Path, reports: dict[str, ImportReport]) -> None:
    folder = DataFolder(tmp_path / "data")
    for report in reports.values():
        folder.put(report, imported_on="2026-11-22")
    assert {source.kind for source in folder.sources()} == set(KINDS)
