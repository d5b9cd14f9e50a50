"""``convive match linking``, ``teams``, ``placement``, ``mentoring``: from lists to an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from convive.cli.match.lists import Data, Folder, Json, read
from convive.matching.asked import Asked

Seed = Annotated[int, typer.Option(help="Where chance begins, where it enters; kept with the answer.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="OUT", help="Write the answer here; may be the folder of lists.")
]


def linking(folder: Folder, seed: Seed = 0, data: Data = None, out: Out = None, as_json: Json = False) -> None:
    """Which class meets which, so that the links are worth most in all; then where and when they meet."""
    _answer(Asked("linking", seed), folder, data, out, as_json=as_json)


def teams(
    folder: Folder,
    allow_lone: Annotated[
        bool, typer.Option("--allow-lone", help="One of a smaller group may be alone in a team.")
    ] = False,
    seed: Seed = 0,
    data: Data = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Teams as mixed as all who take part, with people together or apart who are to be, and nobody left alone."""
    _answer(Asked("teams", seed, allow_lone=allow_lone), folder, data, out, as_json=as_json)


def placement(
    folder: Folder,
    places_only: Annotated[
        bool, typer.Option("--places-only", help="Every class runs: trainees and smallest sizes do not count.")
    ] = False,
    in_turn: Annotated[
        bool, typer.Option("--in-turn", help="First most learners, then most weeks waited, then the shortest ways.")
    ] = False,
    trade_off: Annotated[
        bool | None,
        typer.Option(
            "--trade-off/--no-trade-off",
            help="What each weight on a missing session gives; for long lists only when asked for.",
            show_default=False,
        ),
    ] = None,
    seed: Seed = 0,
    data: Data = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Who gets a place in which English class, and which classes open."""
    if trade_off and places_only:
        raise typer.BadParameter("Sessions count in the full model only.", param_hint="--trade-off")
    asked = Asked("placement", seed, places_only=places_only, in_turn=in_turn)
    _answer(asked, folder, data, out, as_json=as_json, trade_off=False if places_only else trade_off)


def mentoring(
    folder: Folder,
    stable: Annotated[
        bool, typer.Option("--stable", help="No mentee and mentor would both rather have each other.")
    ] = False,
    worst_first: Annotated[
        bool, typer.Option("--worst-first", help="As many as can be, and the worst fit as good as it can be.")
    ] = False,
    seed: Seed = 0,
    data: Data = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Who meets with which mentor, so that the pairs are worth most in all, or stable."""
    _answer(Asked("mentoring", seed, stable=stable, worst_first=worst_first), folder, data, out, as_json=as_json)


def _answer(
    asked: Asked, folder: Path, data: Path | None, out: Path | None, *, as_json: bool, trade_off: bool | None = False
) -> None:
    from convive.cli.match import answers
    from convive.cli.output import WORKING, print_json
    from convive.cli.patience import patience
    from convive.matching import engines
    from convive.reports.matched import answered, traded

    reading = read(folder, asked.what, data)
    with patience("Matching"):
        answer = engines.solve(reading.problem, asked)
    whole = answers.as_object(asked, answer)
    curve = engines.trade_off(answer, trade_off)
    if curve is not None:
        whole["trade_off"] = curve.to_dicts()
    written = answers.write(out, asked, reading.problem, answer, whole) if out is not None else []
    if as_json:
        print_json(whole)
        return
    for line in answered(asked.what, answer) + ([] if curve is None else traded(curve)):
        print(line)
    if written:
        print(f"\n{', '.join(written)} in {out}. {WORKING}")
