"""The rule that chooses priorities: transparent, bounded, and moved by nothing but the figures."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convive.core.estimates import Estimate
from convive.core.words import forbidden
from convive.evidence.catalogue import all_indicators
from convive.planning.priorities import MOST, RULE, candidates, choose, stands_out, starters, tenth

INDICATORS = (
    "theil_h_multi",
    "alike_share",
    "mix_change",
    "population_change",
    "separation_change",
    "little_english",
    "recent_arrivals",
    "asylum_support",
    "crowding",
    "private_renting",
    "deprived_fifth",
    "schools_apart",
    "falling_rolls",
    "school_places_full",
)
# Until a part of the evidence brings them, these are candidates that no standing can have.
KNOWN = tuple(name for name in INDICATORS if name in {one.id for one in all_indicators()})


def chosen(evidence) -> list[str]:
    return [priority.standing.indicator for priority in choose(evidence)]


def test_the_highest_quarter_comes_first_and_the_furthest_out_before_others(apart) -> None:
    assert chosen(apart) == ["theil_h_multi", "mix_change"]
    assert [p.tier for p in choose(apart)] == ["highest quarter", "highest quarter"]
    assert choose(apart)[0].rule == (
        "It stands in the highest quarter: 5th of 320 authorities; 11 could not be compared."
    )


def test_where_little_stands_out_figures_above_the_middle_fill_up(alike) -> None:
    # Both stand in the fifth tenth, neither grew or fell, and both touch as many people: the rank decides.
    assert chosen(alike) == ["alike_share", "mix_change"]
    assert {p.tier for p in choose(alike)} == {"above the middle"}
    assert "Too little here stands in the highest quarter, so this fills up." in choose(alike)[0].rule


def test_two_places_have_different_priorities(apart, alike) -> None:
    assert chosen(apart) != chosen(alike)


def test_changing_the_figure_changes_the_priority(evidence_of, stands) -> None:
    quiet = [stands("theil_h_multi", 0.04, 200), stands("mix_change", 0.06, 40)]
    assert chosen(evidence_of(*quiet)) == ["mix_change"]
    loud = [stands("theil_h_multi", 0.30, 6), stands("mix_change", 0.06, 40)]
    assert chosen(evidence_of(*loud)) == ["theil_h_multi", "mix_change"]


def test_a_change_within_chance_is_never_a_priority(evidence_of, stands) -> None:
    assert chosen(evidence_of(stands("separation_change", 0.01, 10, status="small"))) == []


def test_falling_figures_are_no_need(evidence_of, stands) -> None:
    assert chosen(evidence_of(stands("separation_change", -0.001, 70), stands("population_change", -0.02, 319))) == []


def test_a_tie_goes_to_the_figure_that_touches_more_people(evidence_of, stands) -> None:
    few, many = stands("mix_change", 0.06, 40, people=10), stands("population_change", 0.1, 40, people=5000)
    assert chosen(evidence_of(few, many)) == ["population_change", "mix_change"]


def test_ties_are_said_and_nobody_is_more_than_their_equals(evidence_of, stands) -> None:
    priority = choose(evidence_of(stands("alike_share", 1.0, 1, of=321, level=80)))[0]
    assert "1st of 321 authorities, level with 80 others; 11 could not be compared" in priority.rule
    assert "more than in 240 of 320 other authorities" in priority.why


def test_within_a_tenth_what_grew_comes_before_one_date_and_that_before_what_fell(evidence_of, stands) -> None:
    grew = stands("alike_share", 0.97, 30, people=10, before=0.9)
    fell = stands("theil_h_multi", 0.30, 2, people=10**6, before=0.4)
    date_one = stands("mix_change", 0.06, 1)
    found = [p.standing.indicator for p in choose(evidence_of(grew, fell, date_one), "full")]
    assert found == ["alike_share", "mix_change", "theil_h_multi"]
    assert [p.judged.direction for p in choose(evidence_of(grew, fell), "full")] == [
        "It grew: 90 in 100 before (March 2011).",
        "It fell: 40 on a scale from 0 to 100 before (March 2011).",
    ]


def test_the_change_of_separation_says_which_way_separation_went(evidence_of, stands) -> None:
    def words(*others):
        return choose(evidence_of(stands("theil_h_multi", 0.3, 5), *others))[0].judged.direction

    assert words() == "One date only, so nobody can say from it whether it grew or fell."
    assert words(stands("separation_change", -0.019, 276)).startswith("It fell between the two dates: down 1.9 points")
    assert words(stands("separation_change", 0.002, 60, status="small")).startswith("No clear change")


def test_a_small_draft_takes_one_of_a_kind_and_a_full_one_everything(evidence_of, stands) -> None:
    evidence = evidence_of(
        stands("theil_h_multi", 0.3, 1), stands("alike_share", 0.97, 2), stands("population_change", 0.1, 300)
    )
    assert chosen(evidence) == ["theil_h_multi", "population_change"]
    assert [p.standing.indicator for p in choose(evidence, "full")] == [
        "theil_h_multi",
        "alike_share",
        "population_change",
    ]


def test_every_part_of_the_judgement_is_printed(apart) -> None:
    first = choose(apart)[0].judged
    assert first.large == (
        "31 on a scale from 0 to 100. The middle authority had 5.0; the highest quarter began at 8.0."
    )
    assert first.people == "100,000 residents."
    assert first.company == "5th highest of 320 authorities; 11 could not be compared."
    assert "no interval" in first.sure


def test_how_sure_names_the_interval_or_what_chance_gives(evidence_of, stands) -> None:
    plain = stands("theil_h_multi", 0.3, 1)
    known = replace(plain, estimate=Estimate(0.3, low=0.28, high=0.33, expected=0.01))
    assert choose(evidence_of(known))[0].judged.sure == (
        "We are confident that it lay between 28 and 33 on a scale from 0 to 100."
    )
    chance = replace(plain, estimate=Estimate(0.3, expected=0.004))
    assert choose(evidence_of(chance))[0].judged.sure == (
        "Chance alone would give 0.4 on a scale from 0 to 100; that part is taken off."
    )


def test_few_people_are_not_counted_out(evidence_of, stands) -> None:
    few = choose(evidence_of(stands("theil_h_multi", 0.3, 1, people=4)))[0].judged
    assert few.people == "Fewer than ten residents."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(KNOWN), st.floats(-1, 1), st.integers(1, 320), st.integers(0, 10**6)),
        unique_by=lambda row: row[0],
        max_size=5,
    ),
)
def test_at_most_three_in_order_and_never_without_its_figure(evidence_of, stands, rows) -> None:
    evidence = evidence_of(*[stands(name, value, rank, people=n) for name, value, rank, n in rows])
    picked = choose(evidence)
    assert len(picked) <= MOST
    tiers = [p.tier for p in picked]
    assert tiers == sorted(tiers, key=["highest quarter", "above the middle"].index)
    for priority in picked:
        assert priority.standing in evidence.standings
        assert priority.standing.value > max(0, priority.standing.median)
    assert {s.indicator for s in stands_out(evidence)} >= {p.standing.indicator for p in picked if p.tier != tiers[-1]}
    assert len({p.kind for p in picked}) == len(picked)
    # Within a tier the tenths run from the highest down, whatever else decides within a tenth.
    for tier in set(tiers):
        tenths = [tenth(p.standing) for p in picked if p.tier == tier]
        assert tenths == sorted(tenths)
    assert [p.standing for p in choose(evidence, "full") if p.tier == "highest quarter"] == sorted(
        stands_out(evidence), key=lambda s: [p.standing for p in choose(evidence, "full")].index(s)
    )


def test_every_text_of_the_data_file_is_fit_to_print(apart) -> None:
    raw = starters()
    texts = [RULE]
    for entry in [*raw["candidates"], *raw["objectives"], *raw["actions"], *raw["resources"]]:
        texts += [value for value in entry.values() if isinstance(value, str)]
    assert forbidden(" ".join(texts)) == []
    assert set(candidates()) == set(INDICATORS)
    for priority in choose(apart):
        assert "{" not in priority.why + priority.figure + priority.title
        assert "March 2021, in lockdown" in priority.figure
