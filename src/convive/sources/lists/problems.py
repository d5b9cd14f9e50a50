"""From frames and settings to a problem, and what a person should know about it before it is matched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from convive.core.errors import RefusedInput
from convive.core.problems import (
    LinkingProblem,
    LinkRules,
    LinkWeights,
    MentoringProblem,
    MentorRules,
    PlacementProblem,
    PlacementWeights,
    TeamsProblem,
)
from convive.core.problems.kinds import What
from convive.core.problems.linking import REASONS
from convive.core.problems.placement import SKILLS
from convive.sources.lists.settings import fields_of, made
from convive.sources.lists.shapes import SETTINGS
from convive.sources.report import ImportFinding

if TYPE_CHECKING:
    from convive.sources.lists.folder import Problem

Found = list[ImportFinding]
# Columns of people that say where they are and are no attribute of theirs.
_NO_ATTRIBUTE = ("row", "person_id", "x_km", "y_km")
# A level of an attribute that fewer than this share of the people have is a minority, of whom none is left alone.
MINORITY = 0.35
# Without settings these attributes have protected levels.
_PROTECTED = ("ethnicity", "ethnic_group")
_TEAM_SETTINGS = (
    "team_sizes", "smallest", "largest", "attributes", "attribute_weight", "protected_attribute", "protected_levels",
    "protected", "target", "max_km",
)  # fmt: skip
# A venue without days takes as many links as its capacity says, on no particular day.
ANY_DAY = "any day"


def known_settings(what: What) -> list[str]:
    """The settings that ``params.json`` may have for a kind of problem."""
    return {
        "linking": fields_of(LinkRules, LinkWeights),
        "teams": list(_TEAM_SETTINGS),
        "placement": [*fields_of(PlacementWeights), "female_trainees_only"],
        "mentoring": fields_of(MentorRules),
    }[what]


def weighs(what: What, name: str) -> bool:
    """Whether a setting says what points are given for, so that points with and without it are not of one kind.

    >>> weighs("linking", "w_fsm"), weighs("linking", "limit_min")
    (True, False)
    """
    weights = {
        "linking": fields_of(LinkWeights),
        "teams": ["attributes", "attribute_weight", "target"],
        "placement": fields_of(PlacementWeights),
        "mentoring": ["rematch"],
    }
    return name in weights[what]


def build(what: What, frames: Mapping[str, pl.DataFrame], settings: Mapping[str, Any]) -> tuple[Problem, Found]:
    """The problem of some frames.

    Raises
    ------
    RefusedInput
        When lists do not go together, or a setting cannot be used.
    """
    makers = {"linking": _linking, "teams": _teams, "placement": _placement, "mentoring": _mentoring}
    return makers[what](frames, settings)


def _linking(frames: Mapping[str, pl.DataFrame], settings: Mapping[str, Any]) -> tuple[Problem, Found]:
    frames = dict(frames)
    findings: Found = []
    vetoes = frames.get("vetoes")
    if vetoes is not None and "reason" in vetoes.columns:
        other = vetoes.filter(pl.col("reason").is_not_null() & ~pl.col("reason").str.to_lowercase().is_in(REASONS))
        if other.height:
            raise RefusedInput(
                "A reason is either “practical” or “safeguarding”; more is not kept.",
                file="vetoes.csv",
                row=other.item(0, "row"),
                column="reason",
                rule="reason",
                hint="Write one of the two words, or leave the cell empty.",
            )
        frames["vetoes"] = vetoes.with_columns(pl.col("reason").str.to_lowercase())
    if "venues" in frames:
        frames = venue_days(frames)
    problem = LinkingProblem(**frames, rules=made(LinkRules, settings), weights=made(LinkWeights, settings))
    for prefix in ("eth_", "faith_"):
        findings += _mix(problem, prefix)
    for name, column in (("year", "year"), ("size", "size")):
        unknown = problem.classes[column].null_count()
        if unknown:
            findings.append(_finding(f"Classes whose {name} is not known: {unknown:,}.", "classes.csv", size=unknown))
    alone = problem.schools.filter(~pl.col("school_id").is_in(problem.classes["school_id"].implode())).height
    if alone:
        findings.append(_finding(f"Schools without a class in the list: {alone:,}.", "schools.csv", size=alone))
    return problem, findings


def venue_days(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Venues that say themselves how many links they host, and on which days: as capacity by day."""
    venues = frames["venues"]
    own = [name for name in ("capacity", "dates") if name in venues.columns]
    if not own:
        return frames
    if "venue_capacity" in frames:
        raise RefusedInput(
            f"How many links a venue hosts stands in two lists: venues ({' and '.join(own)}) and venue_capacity.",
            file="venues.csv",
            column=own[0],
            rule="twice",
            hint="Take it out of one of them.",
        )
    venues = venues.with_columns(pl.lit(None, pl.String).alias(n) for n in ("capacity", "dates") if n not in own)
    number = pl.col("capacity").cast(pl.Int64, strict=False)
    bad = venues.filter(pl.col("capacity").is_not_null() & (number.is_null() | (number < 0)))
    if bad.height:
        raise RefusedInput(
            f"“{bad.item(0, 'capacity')}” is not a whole number from 0 on.",
            file="venues.csv",
            row=bad.item(0, "row"),
            column="capacity",
            rule="number",
            hint="How many pairs of classes can meet there on one day.",
        )
    days = venues.select(
        "row",
        "venue_id",
        pl.col("dates").fill_null(ANY_DAY).str.split("|").alias("date"),
        number.fill_null(1).alias("links"),
    ).explode("date")
    days = (
        days.with_columns(pl.col("date").str.strip_chars())
        .filter(pl.col("date") != "")
        .unique(["venue_id", "date"], maintain_order=True)
    )
    return frames | {"venues": venues.drop("capacity", "dates"), "venue_capacity": days}


def _mix(problem: LinkingProblem, prefix: str) -> Found:
    """Shares that are missing, or do not add up."""
    columns = problem.mixes.get(prefix)
    what = {"eth_": "ethnic groups", "faith_": "faiths"}[prefix]
    if not columns:
        return [_finding(f"No shares of {what} are given: they do not count.", "schools.csv")]
    schools = problem.schools.with_columns(pl.sum_horizontal(columns, ignore_nulls=False).alias("sum"))
    findings = []
    missing = schools["sum"].null_count()
    if missing:
        says = f"Schools without shares of {what}, so that whom they differ from is not known: {missing:,}."
        findings.append(_finding(says, "schools.csv", size=missing))
    off = schools.filter((pl.col("sum") - 1).abs() > 0.02)
    if off.height:
        first = off.row(0, named=True)
        says = f"The shares of {what} of {first['school_id']} add up to {first['sum']:.2f}, not to 1."
        if off.height > 1:
            says += f" So do those of other schools: {off.height - 1:,}."
        findings.append(_finding(says, "schools.csv", row=first["row"], size=off.height))
    return findings


def _teams(frames: Mapping[str, pl.DataFrame], settings: Mapping[str, Any]) -> tuple[Problem, Found]:
    _check_team_settings(settings)
    people = frames["participants"]
    findings: Found = []
    named = settings.get("attributes")
    if named is None:
        weights = {name: 1.0 for name in people.columns if name not in _NO_ATTRIBUTE}
        if not weights:
            raise RefusedInput(
                "There is no column of an attribute, so there is nothing to be mixed.",
                file="participants.csv",
                rule="attributes",
                hint="Add a column for each, such as school, gender or area.",
            )
        findings.append(_finding(f"Every attribute is mixed: {', '.join(weights)}.", "participants.csv"))
    elif isinstance(named, dict):
        weights = {str(name): float(weight) for name, weight in named.items()}
    else:
        weights = {str(name): float(settings.get("attribute_weight", 1)) for name in named}
    people = people.with_columns(pl.col(name).cast(pl.String) for name in weights if name in people.columns)
    protected = _protected(people, weights, settings, findings)
    problem = TeamsProblem(
        people,
        weights,
        team_sizes=tuple(_whole("team_sizes", size) for size in settings.get("team_sizes", ())),
        smallest=_whole("smallest", settings.get("smallest", 12)),
        largest=_whole("largest", settings.get("largest", 15)),
        protected=protected,
        target=settings.get("target", {}),
        max_km=settings.get("max_km"),
        **{name: frames[name] for name in ("relations", "sites") if name in frames},
    )
    for name in weights:
        unknown = problem.participants[name].null_count()
        if unknown:
            says = f"People whose {name} is not known: {unknown:,}."
            findings.append(_finding(says, "participants.csv", size=unknown))
    return problem, findings


def _protected(
    people: pl.DataFrame, weights: Mapping[str, float], settings: Mapping[str, Any], findings: Found
) -> dict[str, tuple[str, ...]]:
    """The levels of which nobody is to be alone in a team: as said, or the smaller groups of the ethnic attribute."""
    if "protected" in settings:
        return {name: tuple(levels) for name, levels in settings["protected"].items()}
    if "protected_attribute" in settings:
        return {settings["protected_attribute"]: tuple(settings.get("protected_levels", ()))}
    for name in _PROTECTED:
        if name in weights:
            sizes = people.get_column(name).drop_nulls().value_counts()
            small = sizes.filter((pl.col("count") >= 2) & (pl.col("count") < MINORITY * people.height))
            levels = tuple(sorted(small.get_column(name).to_list()))
            if levels:
                says = f"Nobody is left alone in a team by {name}: {', '.join(levels)}."
                findings.append(_finding(says, "participants.csv"))
                return {name: levels}
    return {}


def _placement(frames: Mapping[str, pl.DataFrame], settings: Mapping[str, Any]) -> tuple[Problem, Found]:
    policy = settings.get("female_trainees_only", True)
    if not isinstance(policy, bool):
        raise _setting("female_trainees_only", policy, "It is true or false.")
    problem = PlacementProblem(**frames, weights=made(PlacementWeights, settings), female_trainees_only=policy)
    findings: Found = []
    full = problem.classes.filter(pl.col("capacity") == 0).height
    if full:
        findings.append(_finding(f"Classes with room for nobody (capacity 0): {full:,}.", "classes.csv", size=full))
    unknown = {"without a level": ("level", *SKILLS), "without a time that suits": ("slots",)}
    for says, columns in unknown.items():
        empty = problem.learners.filter(pl.all_horizontal(pl.col(columns).is_null())).height
        if empty:
            findings.append(
                _finding(f"Learners {says}, so that no class can be for them: {empty:,}.", "learners.csv", size=empty)
            )
    closed = problem.classes.filter((pl.col("women_only") == 1) & pl.col("reason").is_null()).height
    if closed:
        says = f"Women-only classes that state no reason, which each needs: {closed:,}."
        findings.append(_finding(says, "classes.csv", size=closed))
    return problem, findings


def _mentoring(frames: Mapping[str, pl.DataFrame], settings: Mapping[str, Any]) -> tuple[Problem, Found]:
    problem = MentoringProblem(**frames, rules=made(MentorRules, settings))
    findings: Found = []
    full = problem.mentors.filter(pl.col("capacity") == 0).height
    if full:
        findings.append(_finding(f"Mentors with room for nobody (capacity 0): {full:,}.", "mentors.csv", size=full))
    nobody = problem.mentees.filter(~pl.col("mentee").is_in(problem.edges["mentee"].implode())).height
    if nobody:
        findings.append(_finding(f"Mentees who fit no mentor on the list: {nobody:,}.", "edges.csv", size=nobody))
    return problem, findings


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _setting(name, value, "A team has 1 person or more.")
    return value


def _check_team_settings(settings: Mapping[str, Any]) -> None:
    """Refuses settings of teams that are not of their kind, and sizes that are said in two ways."""
    for name, (fits, hint) in _TEAM_SHAPES.items():
        if name in settings and not fits(settings[name]):
            raise _setting(name, settings[name], hint)
    both = [name for name in ("smallest", "largest") if name in settings]
    if settings.get("team_sizes") and both:
        raise RefusedInput(
            f"How large teams are is said twice: team_sizes and {' and '.join(both)}.",
            file=SETTINGS,
            column="team_sizes",
            rule="twice",
            hint="Give the sizes themselves, or a smallest and a largest with no team_sizes ([]).",
        )


def _amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _each(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and all(fits(one) for one in value.values())


_TEAM_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "team_sizes": (lambda v: isinstance(v, list), "It is a list of sizes: [12, 12, 13]."),
    "attributes": (
        lambda v: _names(v) or _each(v, _amount),
        'It is a list of columns, ["school", "gender"], or columns with their weights, {"school": 1, "gender": 2}.',
    ),
    "attribute_weight": (_amount, "It is a number from 0 on."),
    "protected_attribute": (lambda v: isinstance(v, str), 'It is one column: "ethnicity".'),
    "protected_levels": (_names, 'It is a list of groups: ["asian", "black"].'),
    "protected": (lambda v: _each(v, _names), 'It is columns with their groups: {"ethnicity": ["asian", "black"]}.'),
    "target": (
        lambda v: _each(v, lambda shares: _each(shares, lambda share: _amount(share) and share <= 1)),
        'It is columns with the share of each group, 0 to 1: {"ethnicity": {"asian": 0.3, "white": 0.7}}.',
    ),
    "max_km": (lambda v: v is None or _amount(v), "It is a number of kilometres from 0 on."),
}


def _setting(name: str, value: Any, hint: str) -> RefusedInput:
    return RefusedInput(
        f"“{value}” cannot be the setting {name}.", file=SETTINGS, column=name, rule="setting", hint=hint
    )


def _finding(says: str, file: str, *, row: int | None = None, size: int | None = None) -> ImportFinding:
    return ImportFinding("finding", says, file, row, size=size)
