"""Which lists a problem is read from: the file each stands in, its columns, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from convive.core.problems.kinds import What, kind_named

if TYPE_CHECKING:
    import dataframely as dy

# What the rows of a list are: persons (by pseudonyms), relations of two persons, classes of a school, or anything else.
About = Literal["persons", "relations", "classes", "things"]


@dataclass(frozen=True)
class Shape:
    """One list: the file it stands in (without its ending), the field of the problem it fills, and its columns.

    ``further`` are beginnings of columns that are kept beside those of the schema; an empty one keeps every column.
    ``point`` are the columns that say where a row lies, in kilometres; degrees or a postcode may stand for them.
    """

    file: str
    field: str
    schema: type[dy.Schema]
    about: About = "things"
    needed: bool = False
    further: tuple[str, ...] = ()
    point: tuple[str, str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the schema, without the line of the file."""
        return tuple(name for name in self.schema.columns() if name != "row")

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by which a row is known."""
        return tuple(name for name, column in self.schema.columns().items() if column.primary_key)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that every row needs, but for the point."""
        point = self.point or ()
        return tuple(n for n, c in self.schema.columns().items() if not c.nullable and n != "row" and n not in point)

    @property
    def elsewhere(self) -> dict[str, str]:
        """Further ways to say where a row lies: our field → its column."""
        if self.point is None:
            return {}
        start = self.point[0].removesuffix("x_km")
        return {field: f"{start}{field}" for field in ("latitude", "longitude", "postcode")}


# The rules and weights of a folder, and files that are known and not read, with the reason.
SETTINGS = "params.json"
NOT_READ = {"edges": "the pairs that may meet are worked out from the schools and classes"}


def shapes(what: What) -> tuple[Shape, ...]:
    """The lists of one kind of problem, those that are needed first.

    >>> [shape.file for shape in shapes("mentoring") if shape.needed]
    ['mentees', 'mentors', 'edges']
    """
    from convive.core.problems import linking, mentoring, placement, teams

    where = ("x_km", "y_km")
    if what == "linking":
        return (
            Shape("schools", "schools", linking.LinkSchools, needed=True, further=linking.MIXES, point=where),
            Shape("classes", "classes", linking.LinkClasses, about="classes", needed=True),
            Shape("vetoes", "vetoes", linking.SchoolPairs),
            Shape("previous_links", "previous", linking.SchoolPairs),
            Shape("pins", "pins", linking.ClassPairs),
            Shape("forbidden", "forbidden", linking.ClassPairs),
            Shape("school_quota", "quotas", linking.Quotas),
            Shape("venues", "venues", linking.Venues, further=("capacity", "dates"), point=where),
            Shape("venue_capacity", "venue_capacity", linking.VenueCapacity),
            Shape("fixed_pairs", "fixed_pairs", linking.ClassPairs),
        )
    if what == "teams":
        return (
            Shape(
                "participants", "participants", teams.Participants, "persons", needed=True, further=("",), point=where
            ),
            Shape("relations", "relations", teams.Relations, "relations"),
            Shape("sites", "sites", teams.Sites, point=where),
        )
    if what == "placement":
        return (
            Shape("learners", "learners", placement.Learners, "persons", needed=True, point=where),
            Shape("classes", "classes", placement.EnglishClasses, needed=True, point=("venue_x_km", "venue_y_km")),
            Shape("trainees", "trainees", placement.Trainees, "persons"),
        )
    return (
        Shape("mentees", "mentees", mentoring.Mentees, "persons", needed=True),
        Shape("mentors", "mentors", mentoring.Mentors, "persons", needed=True),
        Shape("edges", "edges", mentoring.MentorPairs, "relations", needed=True),
        Shape("previous_pairs", "previous", mentoring.MentorPairs, "relations"),
        Shape("pins", "pins", mentoring.MentorPairs, "relations"),
        Shape("forbidden", "forbidden", mentoring.MentorPairs, "relations"),
    )


# The list by which a folder is known.
_TELLING = {"schools": "linking", "participants": "teams", "learners": "placement", "mentees": "mentoring"}


def kind_of(files: set[str]) -> What | None:
    """The kind of problem whose first list is among the files (their names without endings); ``None`` when none is.

    >>> kind_of({"participants", "notes"})
    'teams'
    """
    for file, what in _TELLING.items():
        if file in files:
            return kind_named(what)
    return None
