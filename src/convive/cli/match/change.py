"""``convive match what-if``, ``repair`` and ``explain``: an answer with one thing changed, mended, and its reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from convive.cli.match.lists import Data, Folder, Json, read
from convive.cli.match.run import Out
from convive.core.errors import RefusedInput
from convive.matching.asked import Asked

if TYPE_CHECKING:
    from convive.matching.answers import Answer
    from convive.matching.engines import Problem

Kept = Annotated[
    Path | None,
    typer.Option("--answer", metavar="DIR", help="The folder with the earlier answer, where it is another."),
]
Pairs = list[str]


def what_if(
    folder: Folder,
    forbid: Annotated[
        Pairs | None, typer.Option("--forbid", metavar="A,B", help="Two who must not be put together.")
    ] = None,
    pin: Annotated[Pairs | None, typer.Option("--pin", metavar="A,B", help="Two who must be put together.")] = None,
    without: Annotated[Pairs | None, typer.Option("--without", metavar="ID", help="Somebody who is not there.")] = None,
    instead: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another rule or weight than params.json has: limit_min=60."),
    ] = None,
    lift: Annotated[
        list[str] | None,
        typer.Option("--lift", metavar="RULE", help="A rule of English classes that does not count, such as time."),
    ] = None,
    answer: Kept = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """What would be if a pair were forbidden or settled, somebody not there, or a rule or weight another one.

    The lists stay as they are.
    """
    from convive.cli.match import answers
    from convive.cli.output import print_json
    from convive.cli.patience import patience
    from convive.matching import engines
    from convive.reports.matched import would_be
    from convive.sources.lists.problems import weighs

    change = engines.Change(_pairs(pin, "--pin"), _pairs(forbid, "--forbid"), tuple(without or ()), tuple(lift or ()))
    settings = _settings(instead)
    if change == engines.Change() and not settings:
        raise typer.BadParameter(
            "Say what would be different.", param_hint="--forbid, --pin, --without, --set or --lift"
        )
    problem, asked, before, gone = _before(folder, answer, data)
    start = before
    if settings:
        problem = read(folder, asked.what, data, settings).problem
        with patience("Matching"):
            start = engines.solve(problem, asked)
            problem, start = engines.without(problem, start, asked, gone)
    with patience("Matching again"):
        after = engines.changed(problem, start, asked, change)
    found = engines.difference(before, after, asked)
    whole = answers.as_object(asked, after) | {
        "change": {"pin": change.pin, "forbid": change.forbid, "without": change.without}
        | ({"set": settings} if settings else {})
        | ({"lift": change.lift} if change.lift else {}),
        "difference": found.as_dict(),
    }
    if as_json:
        print_json(whole)
        return
    other_points = any(weighs(asked.what, name) for name in settings)
    for line in would_be(asked.what, found, after, other_points=other_points):
        print(line)


def repair(
    folder: Folder,
    without: Annotated[Path, typer.Option(metavar="FILE", help="Who is not there any more: identifiers, one a line.")],
    answer: Kept = None,
    data: Data = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Mend an answer after some have dropped out, keeping most of what stands."""
    from convive.cli.match import answers
    from convive.cli.output import WORKING, print_json
    from convive.cli.patience import patience
    from convive.matching import engines
    from convive.reports.matched import mended
    from convive.sources.lists.gone import identifiers, read_gone

    problem, asked, before, earlier = _before(folder, answer, data)
    gone = [name for name in read_gone(without, identifiers(problem) | set(earlier)) if name not in earlier]
    with patience("Mending the answer"):
        after, standing, kept = engines.mended(problem, before, asked, gone)
    found = engines.difference(before, after, asked)
    whole = answers.as_object(asked, after) | {
        "repair": {
            "gone": gone,
            "gone_earlier": earlier,
            "standing": standing,
            "kept": kept,
            "difference": found.as_dict(),
        }
    }
    stays = {"kept": kept, "of": standing}
    written = answers.write(out, asked, problem, after, whole, stays) if out is not None else []
    if as_json:
        print_json(whole)
        return
    for line in mended(asked.what, len(gone), standing, kept, found, after):
        print(line)
    if written:
        print(f"\n{', '.join(written)} in {out}. {WORKING}")


def explain(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="ID", help="A class, a person, a learner or a mentee.")],
    answer: Kept = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Why somebody is where they are: which rule left what, what else there is, and what it would cost the whole."""
    from convive.cli.output import print_json
    from convive.cli.patience import patience
    from convive.matching import engines
    from convive.reports.matched import explained

    problem, asked, before, _ = _before(folder, answer, data)
    with patience("Looking for the reasons"):
        story = engines.story(problem, before, asked, name)
    if as_json:
        print_json({"id": name} | story)
        return
    for line in explained(asked.what, name, story):
        print(line)


def audit(
    folder: Folder,
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMN", help="Of school links such as phase; of learners needs_childcare.")
    ],
    answer: Kept = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Who of each group has a place, how far they travel, and which group is served least."""
    from convive.cli.output import print_json
    from convive.matching import engines
    from convive.reports.matched import audited

    _, asked, before, _ = _before(folder, answer, data)
    found = engines.audit(before, asked, by)
    if as_json:
        print_json(found.as_dict())
        return
    for line in audited(asked.what, found):
        print(line)


def _before(folder: Path, answer: Path | None, data: Path | None) -> tuple[Problem, Asked, Answer, tuple[str, ...]]:
    """The problem of the lists, and the answer that was written for it; without one it is worked out anew.

    Whoever had dropped out when the answer was mended is not in the problem; the last of the four says who that is.
    """
    from convive.cli.match import answers
    from convive.cli.patience import patience
    from convive.matching import engines

    kept = answers.earlier(answer or folder)
    if kept is None and answer is not None:
        raise RefusedInput(
            "There is no answer in this folder.",
            file=str(answer),
            rule="answer",
            hint="convive match … -o writes one.",
        )
    reading = read(folder, kept.asked.what if kept else None, data)
    asked = kept.asked if kept else Asked(reading.what)
    if kept is None:
        with patience("Matching"):
            return reading.problem, asked, engines.solve(reading.problem, asked), ()
    changed = RefusedInput(
        "The lists have changed since the answer was made.",
        file=kept.file,
        rule="input-hash",
        hint=f"Match again: convive match {reading.what} {folder} -o {answer or folder}",
    )
    if not kept.gone and kept.input_hash != reading.problem.digest:
        raise changed
    if not set(kept.gone) <= _known(reading.problem):
        raise changed
    with patience("Matching"):
        found = engines.solve(reading.problem, asked)
        problem, found = engines.without(reading.problem, found, asked, kept.gone)
    if kept.input_hash != found.quality.input_hash:
        raise changed
    return problem, asked, kept.beside(found), kept.gone


def _known(problem: Problem) -> set[str]:
    from convive.sources.lists.gone import identifiers

    return identifiers(problem)


def _pairs(given: list[str] | None, option: str) -> tuple[tuple[Any, Any], ...]:
    pairs = []
    for written in given or ():
        two = [name.strip() for name in written.split(",")]
        if len(two) != 2 or not all(two):
            raise typer.BadParameter(f"“{written}” is no pair. Write two names: A,B.", param_hint=option)
        pairs.append((two[0], two[1]))
    return tuple(pairs)


def _settings(given: list[str] | None) -> dict[str, Any]:
    """Rules and weights by name: a value as in ``params.json``, a word without quotation marks being a word."""
    settings: dict[str, Any] = {}
    for written in given or ():
        name, equals, value = (part.strip() for part in written.partition("="))
        if not name or not equals or not value:
            raise typer.BadParameter(
                f"“{written}” is no setting. Write name=value, such as limit_min=60.", param_hint="--set"
            )
        if name in settings:
            raise typer.BadParameter(f"“{name}” is set twice.", param_hint="--set")
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value
    return settings
