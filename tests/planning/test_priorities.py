"""The rule that chooses priorities: transparent, bounded, and moved by nothing but the figures."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convive.core.estimates import Estimate
from convive.core.words import forbidden
from convive.evidence.catalogue import all_indicators
from convive.planning.priorities import MOST, RULE, candidates, choose, stands_out, starters, tenth, why_after

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
    assert choose(apart)[0].rule == (
        "It stands in the highest quarter: 5th of 320 authorities; 11 could not be compared."
    )


def test_where_little_stands_out_nothing_fills_up(alike, evidence_of, stands) -> None:
    assert chosen(alike) == []
    # Little English of 1 in 100, 118th of 321, was once a third priority.
    two = [stands("mix_change", 0.06, 20), stands("asylum_support", 60.0, 10)]
    assert len(chosen(evidence_of(*two, stands("little_english", 0.01, 118, of=321)))) == 2


def test_first_with_many_level_is_not_in_the_highest_quarter(evidence_of, stands) -> None:
    # Cumberland: 1st of 319, level with 114 others, so higher than 204 of 318 (64 in 100).
    level = stands("alike_share", 1.0, 1, of=319, level=114)
    assert level.below == 204
    assert chosen(evidence_of(level)) == []
    assert stands_out(evidence_of(level)) == ()
    assert chosen(evidence_of(stands("alike_share", 1.0, 1, of=319, level=79))) == ["alike_share"]


def test_authorities_that_are_level_share_the_middle_of_their_places(evidence_of, stands) -> None:
    # 1st with 70 level stands in the second tenth, behind one that is 30th alone, though it touches more people.
    level = stands("alike_share", 1.0, 1, level=70, people=10**6)
    alone = stands("mix_change", 0.06, 30, people=10)
    assert (tenth(level), tenth(alone)) == (2, 1)
    assert chosen(evidence_of(level, alone)) == ["mix_change", "alike_share"]


def test_what_comes_before_is_said_by_the_step_of_the_rule_that_decides(evidence_of, stands) -> None:
    def why(first, later):
        return why_after(evidence_of(first, later), first, later)

    far, near = stands("little_english", 0.04, 15), stands("theil_h_multi", 0.3, 5, before=0.4)
    title = "“English within reach of whoever wants to learn it”"
    assert why(far, near) == (f"{title} stands in the same tenth of authorities and has one date only, while this fell")
    assert why(far, stands("crowding", 0.08, 40)) == f"{title} stands in a higher tenth of authorities"
    assert why(far, stands("crowding", 0.08, 5, people=10)).endswith("and touches more people")
    assert why(far, stands("crowding", 0.08, 16)).endswith("and no lower")


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

    assert words() is None  # one date only: the line is left out
    assert words(stands("separation_change", -0.019, 276)).startswith("It fell between the two dates: down 1.9 points")
    assert words(stands("separation_change", 0.002, 60, status="small")).startswith("No clear change")


def test_a_small_draft_takes_one_of_a_kind_and_a_full_one_everything(evidence_of, stands) -> None:
    evidence = evidence_of(
        stands("theil_h_multi", 0.3, 1), stands("alike_share", 0.97, 2), stands("population_change", 0.1, 30)
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
    for priority in picked:
        assert priority.standing in evidence.standings
        assert priority.standing.value > 0
        assert priority.standing.below >= 0.75 * (priority.standing.of - 1)
    assert {s.indicator for s in stands_out(evidence)} >= {p.standing.indicator for p in picked}
    assert len({p.kind for p in picked}) == len(picked)
    # The tenths run from the highest down, whatever else decides within a tenth.
    tenths = [tenth(p.standing) for p in picked]
    assert tenths == sorted(tenths)
    assert {p.standing.indicator for p in choose(evidence, "full")} == {s.indicator for s in stands_out(evidence)}


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
