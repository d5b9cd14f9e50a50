"""Services in a draft: what the evidence counted stands there, and people's own words come first."""

from __future__ import annotations

from dataclasses import replace

from convive.evidence.model import Line, Topic
from convive.planning.draft import draft
from convive.planning.lint import lint
from convive.planning.read import parse
from convive.planning.room import resources
from convive.planning.write import renew, write

PLACES = Topic(
    "school-places", "pressures", "Places in schools", "state-funded schools", ("school-places",), dated="2023-01-19",
    date_words="January 2023", total=90, indicator="school_places_full", numerator=37_012, denominator=38_155,
)  # fmt: skip
CLASSES = Topic(
    "english-classes", "pressures", "English classes", "learners", ("counts",), dated="2026-03-31",
    date_words="31 March 2026", total=310,
    lines=(
        Line("demand", "People waiting for a class, or in one, 31 March 2026", 310, None),
        Line("capacity", "Places in classes, 31 March 2026", 240, None),
    ),
)  # fmt: skip


def counted(evidence, *topics: Topic):
    register = replace(evidence.sources[0], kind="school-places", title="Register", date_words="January 2023")
    return replace(evidence, topics=topics, sources=(*evidence.sources, register))


def by_service(plan) -> dict:
    return {resource.service: resource for resource in plan.resources}


def test_what_the_evidence_counted_fills_the_table_with_date_and_source(apart) -> None:
    found = by_service(draft(counted(apart, replace(PLACES, date_words="2023 and January 2023"), CLASSES)))
    tally = found["School places"].counted
    assert (tally.demand, tally.capacity) == ("37,012 pupils, January 2023", "38,155 places in the same schools")
    assert (tally.date, tally.source) == ("2023-01-19", "Office, Register, January 2023")
    assert found["English classes"].needed == "310 (people waiting for a class, or in one, 31 March 2026)"
    assert found["English classes"].there == "240 (places in classes, 31 March 2026)"
    assert found["Homes"].counted is None


def test_a_topic_that_cannot_say_and_a_count_that_is_withheld_fill_nothing(apart) -> None:
    silent = replace(PLACES, status="cannot say", reason="Nobody gave it.")
    hidden = replace(CLASSES, lines=(Line("demand", "People waiting", None, None),))
    assert all(resource.counted is None for resource in resources(counted(apart, silent, hidden)))


def test_the_linter_asks_no_more_for_what_is_counted_and_sees_a_shortage(apart) -> None:
    evidence = counted(apart, PLACES, CLASSES)
    found = {(finding.rule, finding.where) for finding in lint(draft(evidence), evidence)}
    assert ("resources-missing", "resources (School places)") not in found
    assert ("resources-missing", "resources (Homes)") in found
    assert ("demand-without-capacity", "resources (English classes)") in found
    assert ("demand-without-capacity", "resources (School places)") not in found


def test_renewing_brings_newer_counts_and_leaves_peoples_own_words(apart) -> None:
    text = write(draft(counted(apart, PLACES)))
    mine = text.replace('service = "School places"\ndemand = ""', 'service = "School places"\ndemand = "Ours: 37,500"')
    assert mine != text
    newer = replace(PLACES, dated="2026-01-15", date_words="January 2026", numerator=36_900)
    school = by_service(parse(renew(mine, draft(counted(apart, newer)))))["School places"]
    assert school.demand == school.needed == "Ours: 37,500"
    assert school.counted.demand == "36,900 pupils, January 2026"
    # A plan that had no count gets it; one whose files are gone keeps what it has, with its date.
    bare = renew(write(draft(apart)), draft(counted(apart, newer)))
    assert by_service(parse(bare))["School places"].counted.date == "2026-01-15"
    assert by_service(parse(renew(bare, draft(apart))))["School places"].counted.date == "2026-01-15"
