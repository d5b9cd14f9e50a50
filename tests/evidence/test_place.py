"""From joined counts to evidence that is made to be published."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import polars as pl
import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.core.geography import FINER_THAN_NEIGHBOURHOOD
from convive.core.provenance import Source
from convive.evidence import record
from convive.evidence.place import build, find_place
from convive.evidence.segregation.indices import theil_h_multi
from convive.evidence.working import working
from convive.reports.place import our_place

TODAY = date(2026, 11, 22)


def test_residents_groups_and_change_are_added_up(twinford) -> None:
    assert [(y.year, y.residents) for y in twinford.years] == [(2011, 24_000), (2021, 25_050)]
    asian = next(g for g in twinford.groups if g.group == "Asian")
    assert asian.counts == {2011: 3 * 1500 + 6 * 300 + 3 * 20, 2021: 3 * 1600 + 6 * 420 + 3 * 40}
    assert asian.in_100[2021] == pytest.approx(100 * asian.counts[2021] / 25_050)


def test_arab_counts_with_other_at_both_censuses(twinford) -> None:
    other = next(g for g in twinford.groups if g.group == "Other")
    assert other.counts[2011] == 3 * 40 + 6 * 50 + 3 * 3


def test_h_is_measured_on_the_same_units_at_both_dates(world, twinford) -> None:
    then, now = (twinford.measure("theil_h_multi", year, "common") for year in (2011, 2021))
    counts = (
        world.tables()["census-ts021.counts"]
        .collect()
        .pivot(on="group", index="unit", values="count")
        .head(12)
        .select("Asian", "Black", "Mixed", "Other", "White")
        .to_numpy()
    )
    assert now.estimate.value == pytest.approx(theil_h_multi(counts), abs=5e-7)
    assert then.estimate.units == now.estimate.units == 12
    assert then.estimate.expected < 0.01


def test_output_areas_stand_alone(twinford) -> None:
    units = {(m.index, m.year) for m in twinford.measures if m.unit == "oa"}
    assert units == {("theil_h_multi", 2011)}


def test_both_ends_come_from_the_same_rule(twinford) -> None:
    ends = twinford.ends
    ranked = sorted(twinford.neighbourhoods, key=lambda n: -n.minority)
    assert ends.high == tuple(n.name for n in ranked[:3])
    assert set(ends.low) == {n.name for n in ranked[-3:]}
    assert ends.low[0] == ranked[-1].name
    assert "not in the White group" in ends.rule


def test_neighbourhoods_are_named_after_their_main_ward_and_drawn(twinford) -> None:
    first = twinford.neighbourhood("Twinford 001")
    assert first.label == "Ward 1"
    assert len(first.rings) >= 1
    assert first.rings[0][0] == first.rings[0][-1]


def test_small_numbers_are_withheld_wherever_they_stand(twinford) -> None:
    sheet = twinford.sheet("neighbourhoods")
    columns = [column.id for column in sheet.columns]
    west = next(row for row in sheet.rows if row[0].value == "Twinford 006")
    assert west[columns.index("Other")].withheld  # 3 + 3 people
    assert west[columns.index("Other_in_100")].withheld
    counts = [c for c in sheet.columns if c.kind == "count"]
    for row in sheet.rows:
        for column in counts:
            value = row[columns.index(column.id)].value
            assert value is None or value == 0 or value >= 10


def test_an_index_of_a_handful_of_people_is_not_printed(make_world, authorities) -> None:
    few = ([400, 3, 50, 0, 1500], [400, 3, 50, 0, 1500])
    none = ([500, 0, 50, 0, 1500], [500, 0, 50, 0, 1500])
    evidence = make_world({"X09000001": [[few, none], [none, none]], **authorities()}).evidence("X09000001")
    assert evidence.measure("dissimilarity", 2021, "lsoa", "Black") is None
    other = evidence.measure("dissimilarity", 2021, "lsoa", "Other")
    assert other.estimate.status == "not computable"


def test_a_total_that_is_withheld_in_one_table_is_withheld_in_the_other(make_world, authorities) -> None:
    some = ([12, 14, 30, 20, 1900], [12, 14, 30, 20, 1900])
    few = ([3, 2, 30, 20, 1900], [3, 2, 30, 20, 1900])
    none = ([0, 0, 40, 20, 1900], [0, 0, 40, 20, 1900])
    for mix in ([[some, few], [none, none]], [[few, none], [none, none]], [[few, few], [few, none]]):
        evidence = make_world({"X09000001": mix, **authorities()}).evidence("X09000001")
        people, areas = evidence.sheet("people"), evidence.sheet("neighbourhoods")
        for group in ("Asian", "Black", "Mixed", "Other", "White"):
            here = people.rows[-1][[c.id for c in people.columns].index(group)]
            there = areas.rows[-1][[c.id for c in areas.columns].index(group)]
            assert here == there
            share = next(g for g in evidence.groups if g.group == group)
            assert (share.counts[2021] is None) == here.withheld
            if here.withheld:
                assert evidence.measure("dissimilarity", 2021, "lsoa", group) is None


def test_figures_that_could_be_solved_for_a_withheld_total_are_left_out(make_world, authorities) -> None:
    few = ([3, 2, 30, 20, 1900], [3, 2, 30, 20, 1900])
    none = ([0, 0, 40, 20, 1900], [0, 0, 40, 20, 1900])
    evidence = make_world({"X09000001": [[few, none], [none, none]], **authorities()}).evidence("X09000001")
    assert evidence.standing("mix_change") is None
    assert evidence.standing("population_change") is not None


def test_published_figures_have_too_few_places_to_solve_for_a_person(twinford) -> None:
    for area in twinford.neighbourhoods:
        assert area.pairs_differ == round(area.pairs_differ, 3)
    for measure in twinford.measures:
        assert measure.estimate == measure.estimate.rounded()


def test_nothing_finer_than_a_neighbourhood_is_in_the_evidence(twinford) -> None:
    assert FINER_THAN_NEIGHBOURHOOD.search(record.dump(twinford)) is None


def test_the_evidence_is_the_same_text_every_time_and_reads_back(world, twinford) -> None:
    text = record.dump(twinford)
    assert text == record.dump(world.evidence("X09000001"))
    assert record.load(text) == twinford
    assert json.loads(text)["place"]["name"] == "Twinford"
    with pytest.raises(RefusedInput, match="not evidence"):
        record.load('{"place": 3}', file="place.json")


def test_a_hundred_people_and_more_are_in_a_small_neighbourhood_but_it_is_not_judged(make_world, authorities) -> None:
    tiny = ([100, 100, 100, 100, 100], [100, 100, 100, 100, 100])
    usual = ([400, 300, 100, 0, 1500], [400, 300, 100, 0, 1500])
    evidence = make_world({"X09000001": [[tiny], [usual], [usual]], **authorities()}).evidence("X09000001")
    small = evidence.neighbourhood("X09000001 001")
    assert (small.residents, small.pairs_differ, small.minority) == (500, None, None)


def test_a_draft_works_without_2011_wards_and_outlines_and_says_so(make_world, world) -> None:
    bare = make_world(world.areas, world.names, with_2011=False, with_wards=False, with_outlines=False)
    evidence = bare.evidence("X09000001")
    assert [year.year for year in evidence.years] == [2021]
    assert {"census-2011-ethnic", "boundaries"} <= {gap.kind for gap in evidence.missing}
    assert {s.indicator for s in evidence.standings} == {"theil_h_multi", "alike_share"}
    assert evidence.neighbourhoods[0].label == "Twinford 001"
    assert evidence.neighbourhoods[0].rings == ()


def test_a_draft_works_with_2011_alone(world) -> None:
    tables = {name: table for name, table in world.tables().items() if not name.startswith("census-ts021")}
    sources = [source for source in world.sources() if source.kind != "census-ts021"]
    evidence = build("X09000001", tables, sources, today=world_today())
    assert [year.year for year in evidence.years] == [2011]
    assert evidence.neighbourhoods == ()
    assert evidence.ends is None
    assert evidence.measure("theil_h_multi", 2011, "lsoa") is not None
    assert "census-ts021" in {gap.kind for gap in evidence.missing}


def world_today():
    from datetime import date

    return date(2026, 11, 22)


def test_refusals(world) -> None:
    tables, sources = world.tables(), world.sources()
    today = world_today()
    with pytest.raises(UnknownName, match=r"Did you mean X09000\d{3} \("):
        build("X0900001", tables, sources, today=today)
    with pytest.raises(UnknownName, match=r"Did you mean X09000001 \(Twinford\)\?"):
        build("Twinfrod", tables, sources, today=today)
    without = {name: table for name, table in tables.items() if not name.startswith("lookups")}
    with pytest.raises(RefusedInput, match="ingest lookups"):
        build("X09000001", without, sources, today=today)
    only_lookups = {name: table for name, table in tables.items() if name.startswith("lookups")}
    with pytest.raises(RefusedInput, match="no census"):
        build("X09000001", only_lookups, sources, today=today)


def test_a_place_whose_areas_are_partly_missing_is_refused(world) -> None:
    tables = world.tables()
    for part in ("census-ts021", "census-2011-ethnic"):
        for table in ("units", "counts"):
            key = f"{part}.{table}"
            tables[key] = tables[key].filter(~pl.col("unit").str.ends_with("000001"))
    with pytest.raises(RefusedInput, match="leave out"):
        build("X09000001", tables, world.sources(), today=world_today())


def test_units_and_counts_that_do_not_belong_together_are_refused(world) -> None:
    tables = world.tables()
    tables["census-ts021.units"] = tables["census-ts021.units"].head(3)
    with pytest.raises(RefusedInput, match="do not belong together"):
        build("X09000001", tables, world.sources(), today=world_today())


def test_find_place_prefers_the_name_asked_for() -> None:
    known = {"E08000032": "Bradford", "E07000114": "Thanet"}
    with pytest.raises(UnknownName, match=r"E07000114 \(Thanet\)"):
        find_place("thanet", known)


def test_working_tables_hold_small_areas(world) -> None:
    tables = working("X09000001", world.tables())
    assert tables["lsoa-2021"].height == 12
    assert set(tables) == {"lsoa-2021", "common-units"}


def test_every_figure_says_where_from(twinford) -> None:
    assert {"residents", "pairs", "theil_h_multi", "mix_change"} <= set(twinford.figures)
    for figure in twinford.figures.values():
        assert figure.source
        assert figure.rows
        assert figure.formula
        assert re.search(r"\d", figure.exact)


def test_pairs_are_compared_with_the_whole_place(twinford) -> None:
    pairs = twinford.pairs[0]
    assert 0 < pairs.neighbours < pairs.anywhere < 1
    sizes = np.array([n.residents for n in twinford.neighbourhoods])
    each = np.array([n.pairs_differ for n in twinford.neighbourhoods])
    assert pairs.neighbours == pytest.approx((sizes * each).sum() / sizes.sum(), abs=6e-4)


def test_deprivation_stands_beside_both_ends(world) -> None:
    tables = dict(world.tables())
    units = tables["census-ts021.units"].collect()
    tenths = [1 if "001" in name or name.endswith("B") else 9 for name in units["name"]]
    tables["imd-2025.ranks"] = units.select("unit", domain=pl.lit("all")).with_columns(tenth=pl.Series(tenths)).lazy()
    source = Source("imd-2025", "File 7", "Deprivation", "Office", "OGL", "2025-10-30", "October 2025", "i.csv", "0", 1)
    evidence = build("X09000001", tables, (*world.sources(), source), today=TODAY)
    assert {n.name: n.deprived for n in evidence.neighbourhoods} == {
        f"Twinford {n:03}": 1.0 if n == 1 else 0.5 for n in range(1, 7)
    }
    assert evidence.sheet("neighbourhoods").columns[-1].id == "deprived"
    assert source in evidence.sources
    printed = " ".join(re.sub(r"<[^>]*>", " ", our_place(evidence, "release 1")).split())
    assert re.search(r"50 in 100 (?:of it )?in England’s most deprived fifth", printed)


def test_a_neighbourhood_with_an_area_without_a_rank_is_not_called_deprived_or_not(world) -> None:
    tables = dict(world.tables())
    units = tables["census-ts021.units"].collect()[1:]
    tables["imd-2025.ranks"] = units.select("unit", domain=pl.lit("all"), tenth=pl.lit(1)).lazy()
    found = build("X09000001", tables, world.sources(), today=TODAY).neighbourhoods
    assert [n.deprived for n in found] == [None, 1.0, 1.0, 1.0, 1.0, 1.0]
