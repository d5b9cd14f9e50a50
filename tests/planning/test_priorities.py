"""The rule that chooses priorities: transparent, bounded, and moved by nothing but the figures."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convive.core.words import forbidden
from convive.planning.priorities import MOST, RULE, candidates, choose, stands_out, starters

INDICATORS = ("theil_h_multi", "alike_share", "mix_change", "population_change", "separation_change")


def chosen(evidence) -> list[str]:
    return [priority.standing.indicator for priority in choose(evidence)]


def test_the_highest_quarter_comes_first_and_the_furthest_out_before_others(apart) -> None:
    assert chosen(apart) == ["theil_h_multi", "mix_change"]
    assert [p.tier for p in choose(apart)] == ["highest quarter", "highest quarter"]
    assert choose(apart)[0].rule == (
        "It stands in the highest quarter: 5th of 320 authorities; 11 could not be compared."
    )


def test_where_little_stands_out_figures_above_the_middle_fill_up(alike) -> None:
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(INDICATORS), st.floats(-1, 1), st.integers(1, 320), st.integers(0, 10**6)),
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
