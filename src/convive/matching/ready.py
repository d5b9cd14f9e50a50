"""Compile the kernels of matching once, so that nobody waits for it at the first answer.

``python -m convive.matching.ready`` answers one tiny problem of each kind; what numba compiles for it is kept beside
the code, or in the user's own cache where that cannot be written. ``script/install`` does it at the end.
"""

from __future__ import annotations

import polars as pl

from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem


def ready() -> None:
    """Answer one tiny problem of each kind, and forget the answers."""
    from convive.matching.linking import pair
    from convive.matching.mentoring import match
    from convive.matching.placement import place
    from convive.matching.teams import form

    pair(_links())
    form(_people())
    place(_learners(), places_only=True)
    for stable in (False, True):
        match(_mentors(), stable=stable)


def _links() -> LinkingProblem:
    """Three schools in a row, two of a kind, so that one class is left over; and a place to meet."""
    schools = pl.DataFrame(
        {
            "school_id": ["A", "B", "C"],
            "x_km": [0.0, 1.0, 2.0],
            "y_km": [0.0, 0.0, 0.0],
            "eth_one": [0.9, 0.1, 0.8],
            "eth_other": [0.1, 0.9, 0.2],
        }
    )
    classes = pl.DataFrame({"class_id": ["1", "2", "3"], "school_id": ["A", "B", "C"], "year": [4, 4, 4]})
    venues = pl.DataFrame({"venue_id": ["V"], "x_km": [1.0], "y_km": [1.0]})
    days = pl.DataFrame({"venue_id": ["V"], "date": ["one"], "links": [1]})
    return LinkingProblem(schools, classes, venues=venues, venue_capacity=days)


def _people() -> TeamsProblem:
    people = pl.DataFrame({"person_id": [f"{n:02}" for n in range(24)], "kind": list("aaaabbbbbbbb") * 2})
    pairs = pl.DataFrame({"type": ["together", "apart"], "person_a": ["00", "04"], "person_b": ["01", "05"]})
    return TeamsProblem(people, {"kind": 1}, team_sizes=(12, 12), relations=pairs, protected={"kind": ("a",)})


def _learners() -> PlacementProblem:
    yes = {"literate": 1, "female": 1, "women_only": 0, "needs_childcare": 0, "x_km": 0.0, "y_km": 0.0, "max_km": 3.0}
    learners = [{"learner_id": one, "level": "E1", "wait_weeks": 3, "slots": "1", **yes} for one in ("a", "b")]
    klass = {"class_id": "K", "level_min": "E1", "level_max": "E1", "takes_non_literate": 1, "women_only": 0, "slot": 1}
    place = {"capacity": 1, "creche_places": 0, "venue_x_km": 0.0, "venue_y_km": 0.0}
    return PlacementProblem(pl.DataFrame(learners), pl.DataFrame([klass | place]))


def _mentors() -> MentoringProblem:
    pairs = pl.DataFrame({"mentee": ["a", "b"], "mentor": ["m", "m"], "score": [2, 1], "weight": [20, 10]})
    mentors = pl.DataFrame({"mentor": ["m"], "capacity": [1]})
    return MentoringProblem(pairs, mentors, pl.DataFrame({"mentee": ["a", "b"]}))


if __name__ == "__main__":
    ready()
