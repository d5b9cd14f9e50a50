"""Each engine behind one door: asked, asked again with something changed, mended, and asked for its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from convive.core.errors import RefusedInput
from convive.matching.asked import Asked

if TYPE_CHECKING:
    import polars as pl

    from convive.core.problems import LinkingProblem, MentoringProblem, PlacementProblem, TeamsProblem
    from convive.matching.answers import Answer
    from convive.matching.audit import Audit
    from convive.matching.compare import Difference
    from convive.matching.linking.answer import Linking
    from convive.matching.mentoring import Mentoring
    from convive.matching.placement import Placement
    from convive.matching.teams import Teams

    Problem = LinkingProblem | TeamsProblem | PlacementProblem | MentoringProblem

Pair = tuple[str, str]
# Up to so many learners times classes a trade-off takes a second or two.
QUICK = 50_000
# The columns by which a line of an answer is known.
KEYS = {
    "linking": ("class_a", "class_b"),
    "teams": ("person_id", "team"),
    "placement": ("learner_id", "class_id"),
    "mentoring": ("mentee", "mentor"),
}


@dataclass(frozen=True)
class Change:
    """What is asked for besides: pairs that must be, pairs that must not, who is not there, rules that do not count.

    Only rules of English classes can be lifted; those of other matches are numbers of their problem.
    """

    pin: tuple[Pair, ...] = ()
    forbid: tuple[Pair, ...] = ()
    without: tuple[str, ...] = ()
    lift: tuple[str, ...] = ()


def solve(problem: Problem, asked: Asked) -> Answer:
    """The answer to a problem."""
    if asked.what == "linking":
        from convive.matching.linking.pairing import pair

        return pair(cast("LinkingProblem", problem), seed=asked.seed)
    if asked.what == "teams":
        from convive.matching.teams import form

        return form(cast("TeamsProblem", problem), allow_lone=asked.allow_lone, seed=asked.seed)
    if asked.what == "placement":
        from convive.matching.placement import place

        return place(
            cast("PlacementProblem", problem),
            places_only=asked.places_only,
            objective="lexicographic" if asked.in_turn else "weighted",
            seed=asked.seed,
        )
    from convive.matching.mentoring import match

    pairs = cast("MentoringProblem", problem)
    return match(pairs, stable=asked.stable, worst_first=asked.worst_first, seed=asked.seed)


def changed(problem: Problem, answer: Answer, asked: Asked, change: Change) -> Answer:
    """The answer when something is changed, worked out from the start.

    In teams a pair that must be is together and one that must not is apart.

    Raises
    ------
    RefusedInput
        When a name is not known, a pin breaks a rule, or a rule cannot be lifted.
    """
    if change.lift and asked.what != "placement":
        raise RefusedInput(
            "Only rules of English classes can be lifted.",
            rule="lift",
            hint="Change what the rule is about instead: on the command line with --set, such as limit_min=60.",
        )
    if asked.what == "linking":
        from convive.matching.linking.changes import changed as other

        links = cast("LinkingProblem", problem)
        return solve(other(links, pin=change.pin, forbid=change.forbid, without=change.without), asked)
    if asked.what == "teams":
        teams = cast("Teams", answer)
        if change.without:
            teams = teams.repair(without=change.without)
        return teams.what_if(together=change.pin, apart=change.forbid) if change.pin or change.forbid else teams
    if asked.what == "placement":
        return _placed_again(cast("Placement", answer), change)
    from convive.matching.mentoring.changes import what_if
    from convive.matching.mentoring.changes import without as left

    rest = left(cast("MentoringProblem", problem), change.without)
    return what_if(rest, cast("Mentoring", answer), pin=change.pin, forbid=change.forbid).answer


def _placed_again(given: Placement, change: Change) -> Placement:
    from convive.matching.placement.changes import lifted, repair
    from convive.matching.placement.placing import answer

    if change.without:
        # No place is worth more for being kept: it is the answer for everybody who is left.
        given = repair(given, change.without, keep=0).answer
    problem, old = lifted(given.problem, given.terms.conditions, change.lift)
    conditions = replace(old, kept=(), pins=old.pins + change.pin, forbidden=old.forbidden + change.forbid)
    return answer(problem, replace(given.terms, conditions=conditions))


def without(problem: Problem, answer: Answer, asked: Asked, gone: Sequence[str]) -> tuple[Problem, Answer]:
    """The problem and the answer without those who dropped out earlier."""
    if not gone:
        return problem, answer
    rest = mended(problem, answer, asked, gone)[0]
    if asked.what == "mentoring":
        from convive.matching.mentoring.changes import without as left

        return left(cast("MentoringProblem", problem), gone), rest
    return cast("Any", rest).problem, rest


def mended(problem: Problem, answer: Answer, asked: Asked, gone: Sequence[str]) -> tuple[Answer, int, int]:
    """The answer without those who dropped out, how many lines could stand, and how many do."""
    if asked.what == "linking":
        links = cast("Linking", answer).repair(without=gone)
        return links.linking, links.standing, links.kept
    if asked.what == "teams":
        before = cast("Teams", answer)
        teams = before.repair(without=gone)
        beside = before.compare(teams)
        return teams, beside.people, beside.same_team
    if asked.what == "placement":
        from convive.matching.placement.changes import repair as mend

        places = mend(cast("Placement", answer), gone)
        return places.answer, places.places, places.kept
    from convive.matching.mentoring.changes import repair

    pairs = repair(cast("MentoringProblem", problem), cast("Mentoring", answer), gone)
    return pairs.answer, pairs.of, pairs.kept


def story(problem: Problem, answer: Answer, asked: Asked, name: str) -> dict[str, Any]:
    """Why somebody is where they are, as plain fields."""
    if asked.what == "mentoring":
        from convive.matching.mentoring.explain import explain

        return explain(cast("MentoringProblem", problem), cast("Mentoring", answer), name).as_dict()
    found = cast("Any", answer).explain(name)
    told: dict[str, Any] = found.as_dict() if hasattr(found, "as_dict") else asdict(found)
    return told


def audit(answer: Answer, asked: Asked, by: str) -> Audit:
    """How the groups of a column fare.

    Raises
    ------
    UnknownName
        When there is no such column.
    RefusedInput
        When the column is a measure, or the match is of teams or mentors.
    """
    if asked.what not in ("linking", "placement"):
        raise RefusedInput(
            "There is an audit of school links and of English classes.",
            rule="audit",
            hint="In teams everybody has a place, and a list of mentees holds no groups.",
        )
    found: Audit = cast("Any", answer).audit(by)
    return found


def trade_off(answer: Answer, wanted: bool | None) -> pl.DataFrame | None:
    """What each weight on a missing session gives, where it is wanted; ``None`` asks for it where it takes no time."""
    if wanted is None:
        problem = cast("Placement", answer).problem
        wanted = problem.learners.height * problem.classes.height <= QUICK and problem.trainees.height > 0
    return cast("Placement", answer).trade_off() if wanted else None


def difference(before: Answer, after: Answer, asked: Asked) -> Difference:
    """Two answers, line by line. A team has no name that lasts: its people are compared."""
    import polars as pl

    from convive.matching.compare import compare

    found = compare(before, after, KEYS[asked.what])
    if asked.what != "teams":
        return found
    beside = cast("Teams", before).compare(cast("Teams", after))
    moved = pl.col("person_id").is_in(list(beside.moved))
    return replace(
        found,
        kept=beside.same_team,
        gone=before.assignments.filter(moved),
        new=after.assignments.filter(moved),
    )


def kept(answer: Answer, asked: Asked) -> dict[str, Any]:
    """What is kept of an answer for its pages, as plain values: for places also what to open next and the trade-off."""
    given = answer.as_dict()
    if asked.what == "placement":
        curve = trade_off(answer, None)
        given["next_class"] = cast("Placement", answer).next_class().to_dicts()
        given["trade_off"] = [] if curve is None else curve.to_dicts()
    return given
