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
    rosters: str = ""
    """What the lists for handing on are called."""
    next: tuple[str, ...] = ()
    """What people do once they have accepted."""

    @property
    def count(self) -> str:
        """The singular and the plural of those who go, for a number before them."""
        return f"{self.one},{self.many}"


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
            rosters="Links by school",
            next=(
                "Ask both heads, with the words for schools and parents on the page of each link.",
                "Give each school its list, and settle the place and the day of the first meeting.",
                "Ask the children before and after, in linked classes and in classes without a link.",
            ),
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
            rosters="Lists of the teams",
            next=(
                "Give each leader the list of their team. It says nothing of anybody but the id.",
                "Tell everybody who is in their team, before the first day.",
            ),
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
            rosters="Lists of the classes",
            next=(
                "Offer each learner the place; it is theirs when they say yes.",
                "Give each teacher the list of the class.",
                "Tell those who wait what stands in the way, and where a drop-in class is.",
            ),
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
            rosters="Lists of the mentors",
            next=(
                "Ask the mentor and the mentee; a pair begins when both say yes.",
                "Give each mentor the list of who they meet.",
                "Ask both after the first month whether it goes well.",
            ),
        ),
    )
}
