"""``convive playbook``: the library of local actions, listed, shown, and dated for a start day."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from convive.playbooks import Playbook, Schedule

app = typer.Typer(
    help="The library of local actions: what could be done, and when.", no_args_is_help=True, rich_markup_mode=None
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Slug = Annotated[str, typer.Argument(help="The playbook's short name, as convive playbook list prints it.")]


@app.command("list")
def list_playbooks(as_json: AsJson = False) -> None:
    """List the local actions."""
    from convive.playbooks import all_playbooks

    found = all_playbooks()
    if as_json:
        _print_json([_summary(one) for one in found])
        return
    width = max(len(one.slug) for one in found)
    for one in found:
        typer.echo(f"{one.slug.ljust(width)}  {one.title}: {one.problem}")
    typer.echo("\nconvive playbook show NAME prints one of them whole.")


@app.command("show")
def show(slug: Slug, as_json: AsJson = False) -> None:
    """Show one local action whole."""
    from convive.playbooks import playbook

    found = playbook(slug)
    if as_json:
        _print_json(found.model_dump(mode="json"))
        return
    typer.echo("\n".join(_shown(found)))


@app.command("schedule")
def schedule(
    slug: Slug,
    start: Annotated[str, typer.Option("--start", help="The first day, year first: 2026-09-07.")],
    as_json: AsJson = False,
) -> None:
    """Date a local action from a start day."""
    from convive.core.periods import parse_day
    from convive.playbooks import playbook
    from convive.playbooks import schedule as dates_of

    dated = dates_of(playbook(slug), parse_day(start))
    if as_json:
        _print_json(asdict(dated))
        return
    typer.echo("\n".join(_dated(dated)))


def _print_json(what: Any) -> None:
    typer.echo(json.dumps(what, ensure_ascii=False, indent=2, default=str))


def _summary(one: Playbook) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "title": one.title,
        "version": one.version,
        "purpose": one.purpose,
        "domains": list(one.domains),
        "problem": one.problem,
        "light": one.light,
        "needs_new_money": one.new_money.needed,
        "evidence": one.evidence.rating,
    }


def _shown(one: Playbook) -> list[str]:
    from convive.playbooks.model import RATINGS

    lines = [one.title, "", one.problem, "", one.what_people_do]
    lines += _block("Who gains", [f"{who}: {what}" for who, what in one.gains.items()])
    lines += _block("Who is needed", [f"{r.title} ({_how_many(r.min, r.max)}): {r.what}" for r in one.roles])
    lines += _block("Before it starts", one.preparation.checklist)
    for stage in one.stages:
        lines += ["", f"{stage.order}. {stage.title}", f"   {stage.what}"]
        lines += [f"   - {item}" for item in stage.checklist]
        lines += [f"   · {session.title}: {session.what}" for session in stage.sessions]
    lines += _block(
        "Money",
        [
            f"{line.heading}: {'not stated' if line.pounds == 'not stated' else f'£{line.pounds:,} per {line.per}'}"
            + (f". {line.note}" if line.note else "")
            for line in one.money
        ],
    )
    lines += _block("New money", [f"{'Needed' if one.new_money.needed else 'Not needed'}. {one.new_money.reason}"])
    lines += _block("It worked because", one.worked_because)
    lines += _block("Watch for", one.watch_for)
    lines += _block("What to count", [f"{measure.title}: {measure.counted}" for measure in one.measures])
    lines += _block("Shared hours", [one.shared_hours.reason])
    known = one.evidence
    lines += _block("Does it work?", [RATINGS[known.rating], known.design, known.size, known.outcome, known.reason])
    lines += _block("Sources", [f"{source.title} ({source.year})" for source in one.sources])
    return [*lines, "", one.guidance]


def _how_many(least: int, most: int | None) -> str:
    if most is None:
        return "any number" if least == 0 else f"at least {least}"
    return str(least) if least == most else f"{least} to {most}"


def _block(heading: str, items: tuple[str, ...] | list[str]) -> list[str]:
    return ["", heading, *(f"- {item}" for item in items)]


def _dated(dated: Schedule) -> list[str]:
    from convive.core.periods import day_words

    lines = [
        f"{dated.title}, {day_words(dated.first_day)} to {day_words(dated.last_day)}",
        f"Begin to prepare by {day_words(dated.prepare_from)}.",
    ]
    for stage in dated.stages:
        lines += ["", f"{stage.order}. {stage.title}: {day_words(stage.first_day)} to {day_words(stage.last_day)}"]
        lines += [
            f"   {session.day.strftime('%a')} {day_words(session.day)}  {session.title}"
            + (f", {session.hours:g} hours" if session.hours else "")
            for session in stage.sessions
        ]
    return [*lines, "", *dated.notes]
