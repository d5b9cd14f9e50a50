"""The four kinds of proposal: what they need, what a line of theirs is about, and in which words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of proposal.

    ``subject`` and ``target`` are the columns of an answer's line: who goes where. ``one`` and ``many`` name those who
    go, ``where`` what they go to. ``both`` says that the target is one of those who go, as in a link of two classes.
    """

    id: str
    title: str
    says: str
    one: str
    many: str
    where: str
    subject: str
    target: str
    files: tuple[str, ...]
    also: str
    switch: str = ""
    switch_says: str = ""
    both: bool = False


KINDS = {
    kind.id: kind
    for kind in (
        Kind(
            "linking",
            "Link classes of two schools",
            "Pairs of classes that differ, near enough to meet, with a neutral place and a day.",
            "class",
            "classes",
            "partner class",
            "class_a",
            "class_b",
            ("schools.csv", "classes.csv"),
            "vetoes, earlier links, quotas, venues and their days",
            both=True,
        ),
        Kind(
            "teams",
            "Make mixed teams",
            "Teams as mixed as all who take part, with those together who belong together.",
            "person",
            "people",
            "team",
            "person_id",
            "team",
            ("participants.csv",),
            "who belongs together or apart, sites, params.json with the attributes to mix",
            "allow_lone",
            "Somebody may be the only one of their group in a team. Without this, nobody is, and the price is shown.",
        ),
        Kind(
            "placement",
            "Find an English class for everybody who waits",
            "Places by level, time, childcare and distance, and which class to open next.",
            "learner",
            "learners",
            "class",
            "learner_id",
            "class_id",
            ("learners.csv", "classes.csv"),
            "trainee teachers",
            "places_only",
            "Only fill the places there are. Without this, it also decides which classes run, and who teaches them.",
        ),
        Kind(
            "mentoring",
            "Match mentors",
            "A mentor for everybody who looks for one, as far as there are any.",
            "mentee",
            "mentees",
            "mentor",
            "mentee",
            "mentor",
            ("edges.csv", "mentors.csv", "mentees.csv"),
            "earlier pairs",
            "stable",
            "No mentee and mentor would rather swap. It costs some of the value; the price is shown either way.",
        ),
    )
}
