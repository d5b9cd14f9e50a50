"""``convive playbook``: the library of local actions, listed, shown, and dated for a start day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

if TYPE_CHECKING:
    from convive.playbooks import Playbook, Schedule
    from convive.playbooks.parts import Money, Paper

app = typer.Typer(
    help="The library of local actions: what could be done, and when.", no_args_is_help=True, rich_markup_mode=None
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Slug = Annotated[str, typer.Argument(help="The playbook's short name, as convive playbook list prints it.")]
RATING_WORDS = {
    "proposed": "Proposed, not yet described",
    "described": "Described by those who run it",
    "before and after": "Measured before and after",
    "compared": "Compared with others",
    "trial": "Tried by lot",
}


@app.command("list")
def list_playbooks(
    domain: Annotated[str, typer.Option("--domain", help="Part of a plan: schools, housing, new-arrivals, …")] = "",
    cost: Annotated[str, typer.Option("--cost", help="none, low (none or little), higher, or “not stated”.")] = "",
    weeks: Annotated[int | None, typer.Option("--time-to-start", help="At most so many weeks of preparation.")] = None,
    evidence: Annotated[str, typer.Option("--evidence", help="At least: proposed, described, compared, trial.")] = "",
    setting: Annotated[str, typer.Option("--setting", help="school, community centre, workplace, …")] = "",
    group: Annotated[int | None, typer.Option("--group-size", help="So many people together at one time.")] = None,
    form: Annotated[str, typer.Option("--form", help="full, light, small or library.")] = "",
    find: Annotated[str, typer.Option("--find", help="Words to look for.")] = "",
    fits: Annotated[str, typer.Option("--fits", help="Indicators, the first first: little_english,crowding.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the local actions, all of them or those that pass every filter."""
    from convive.playbooks import costs, library, parts

    found = library.search(
        find,
        domain=_one_of(domain, "domain", parts.Domain),
        cost=_one_of(cost, "cost", costs.Band),
        weeks=weeks,
        evidence=_one_of(evidence, "evidence", parts.Rating),
        setting=_one_of(setting, "setting", parts.Setting),
        group=group,
        form=_one_of(form, "form", parts.Form),
    )
    answers: dict[str, tuple[str, ...]] = {}
    if fits:
        ordered = library.fit(_priorities(fits), among=found)
        found, answers = tuple(one.playbook for one in ordered), {one.playbook.slug: one.answers for one in ordered}
    if as_json:
        _print_json([_summary(one) for one in found])
        return
    if not found:
        typer.echo("No local action passes all of these. Take one filter out.")
        return
    width = max(len(one.slug) for one in found)
    for one in found:
        typer.echo(f"{one.slug.ljust(width)}  {one.title}: {one.problem}")
        typer.echo(f"{' ' * width}  {costs.words(one)}. {_start_words(one)}. {RATING_WORDS[one.evidence.rating]}.")
        if answers.get(one.slug):
            typer.echo(f"{' ' * width}  Answers {', '.join(answers[one.slug])}.")
    typer.echo("\nconvive playbook show NAME prints one of them whole; compare NAME NAME sets them side by side.")


@app.command("compare")
def compare(
    slugs: Annotated[list[str], typer.Argument(help="Two to four short names.")],
    as_json: AsJson = False,
) -> None:
    """Set two to four local actions side by side, question by question."""
    from convive.playbooks import library

    beside = library.compare(*slugs)
    if as_json:
        _print_json(
            {
                "playbooks": [one.slug for one in beside.playbooks],
                "rows": [{"label": row.label, "cells": list(row.cells)} for row in beside.rows],
            }
        )
        return
    width = max(len(one.slug) for one in beside.playbooks)
    for row in beside.rows:
        typer.echo(f"\n{row.label}")
        for one, cell in zip(beside.playbooks, row.cells, strict=True):
            typer.echo(f"  {one.slug.ljust(width)}  {cell}")


@app.command("show")
def show(slug: Slug, as_json: AsJson = False) -> None:
    """Show one local action whole."""
    from convive.playbooks import playbook

    found = playbook(slug)
    if as_json:
        _print_json(found.model_dump(mode="json"))
        return
    typer.echo("\n".join(_shown(found)))


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="A folder with playbook.toml and guidance.md.", exists=True)],
) -> None:
    """Check a playbook of your own, or one that another place has shared."""
    from convive.playbooks import costs
    from convive.playbooks.load import read_folder

    one = read_folder(folder)
    sessions = sum(len(stage.sessions) for stage in one.stages)
    typer.echo(f"{one.title}: {len(one.stages)} stages, {sessions} kinds of session, {len(one.measures)} measures.")
    typer.echo(f"{costs.words(one)}. {_start_words(one)}. {RATING_WORDS[one.evidence.rating]}.")
    typer.echo("It holds together.")


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


def _one_of(given: str, option: str, kind: Any) -> Any:
    """The value of an option that takes one of a few words, or ``None`` when it was not given."""
    from convive.core.errors import UnknownName, did_you_mean

    words: tuple[str, ...] = get_args(kind)
    if not given:
        return None
    if given not in words:
        hint = did_you_mean(given, words) or f"It is one of: {', '.join(words)}."
        raise UnknownName(f"“{given}” is no {option} of the library.", rule=option, hint=hint)
    return given


def _priorities(given: str) -> list[str]:
    """The indicators that an option names, in its order, each of them in the catalogue."""
    from convive.evidence.catalogue import indicator

    return [indicator(part.strip()).id for part in given.split(",")]


def _start_words(one: Playbook) -> str:
    weeks = one.preparation.weeks
    return f"Starts after {weeks} week{'s' if weeks > 1 else ''}" if weeks else "Starts at once"


def _summary(one: Playbook) -> dict[str, Any]:
    from convive.playbooks import costs

    return {
        "slug": one.slug,
        "title": one.title,
        "version": one.version,
        "form": one.form,
        "purpose": one.purpose,
        "domains": list(one.domains),
        "answers": list(one.answers),
        "problem": one.problem,
        "light": one.light,
        "needs_new_money": one.new_money.needed,
        "cost": costs.words(one),
        "cost_band": costs.band(one),
        "weeks_to_start": one.preparation.weeks,
        "settings": list(one.settings),
        "group_size": {"min": one.group_size.min, "max": one.group_size.max},
        "staff_days": one.effort.staff_days.number,
        "volunteers": one.effort.volunteers.number,
        "evidence": one.evidence.rating,
        "nesta": one.evidence.nesta,
        "maryland": one.evidence.maryland,
    }


def _shown(one: Playbook) -> list[str]:
    from convive.playbooks import costs
    from convive.playbooks.parts import FORMS

    lines = [one.title, "", one.problem, "", one.what_people_do, "", f"{FORMS[one.form]}"]
    lines += _block("For whom", [one.for_whom, f"{_together(one)}. {one.group_size.note}".strip()])
    lines += _block("Who gains", [f"{who}: {what}" for who, what in one.gains.items()])
    lines += _block("Who is needed", [f"{r.title} ({_how_many(r.min, r.max)}): {r.what}" for r in one.roles])
    lines += _block("People who stay together", [f"{c.title} ({c.min} to {c.max}): {c.mixed}" for c in one.cohorts])
    lines += _effort(one)
    lines += _block(f"Before it starts: {_weeks_words(one.preparation.weeks)}", one.preparation.checklist)
    for stage in one.stages:
        lines += ["", f"{stage.order}. {stage.title}", f"   {stage.what}"]
        lines += [f"   ! {gate.title}. {gate.why}" for gate in one.gates if gate.before == stage.id]
        lines += [f"   - {item}" for item in stage.checklist]
        for session in stage.sessions:
            lines += [f"   · {session.title}: {session.what}", *(f"     - {item}" for item in session.checklist)]
    lines += _block("Forms", [_paper(paper) for paper in one.papers])
    lines += _block("Money", [costs.words(one), *(_line(line) for line in one.money)])
    if one.cap:
        lines += [f"- Cap: £{one.cap.pounds:,} with {one.cap.partners} partners. {one.cap.note}"]
    lines += _block("New money", [f"{'Needed' if one.new_money.needed else 'Not needed'}. {one.new_money.reason}"])
    lines += _block("It rests on" if one.evidence.rating == "proposed" else "It worked because", one.worked_because)
    lines += _block("What went wrong", one.went_wrong)
    lines += _block("Watch for", one.watch_for)
    lines += _block("Obstacles it removes", one.obstacles)
    lines += _block("Conditions of good contact it makes", one.conditions)
    lines += _block(
        "What to count", [f"{m.title}{' (asked because of harm)' if m.harm else ''}: {m.counted}" for m in one.measures]
    )
    lines += _block("When to ask", [f"{w.kind}: {w.who}. Compared with: {w.compared_with}." for w in one.waves])
    lines += _block("Shared hours", [one.shared_hours.reason])
    lines += _known(one)
    lines += _block("Where it ran", [f"{ran.where}. {ran.when}. {ran.size}." for ran in one.ran])
    lines += _block("How to start", [f"Week {step.week}: {step.what}" for step in one.plan.first_steps])
    lines += _block("Sources", [f"{source.title} ({source.year}): {source.used_for}" for source in one.sources])
    return [*lines, "", one.guidance]


def _effort(one: Playbook) -> list[str]:
    from convive.playbooks.library import figure_words

    asked = [("Paid days in a year", one.effort.staff_days), ("Volunteers at one time", one.effort.volunteers)]
    return _block("What it asks of people", [f"{what}: {figure_words(n)}. {n.why}" for what, n in asked])


def _known(one: Playbook) -> list[str]:
    from convive.playbooks.parts import RATINGS

    known = one.evidence
    nesta = f"Nesta level {known.nesta} of 5" if known.nesta else "Not on the Nesta scale"
    maryland = f"Maryland scale {known.maryland} of 5" if known.maryland else "not on the Maryland scale"
    says = [RATINGS[known.rating], known.design, known.size, known.outcome, f"{nesta}, {maryland}. {known.reason}"]
    return _block("Does it work?", [*says, f"What would raise it: {known.would_raise}"])


def _together(one: Playbook) -> str:
    return f"{one.group_size.min} to {one.group_size.max} people at a time: {', '.join(one.settings)}"


def _weeks_words(weeks: int) -> str:
    return f"{weeks} week{'s' if weeks != 1 else ''}" if weeks else "no time"


def _paper(paper: Paper) -> str:
    never = f" Never: {'; '.join(paper.never_asks)}." if paper.never_asks else ""
    return f"{paper.title}, by {paper.by[0].lower()}{paper.by[1:]}. Asks: {'; '.join(paper.asks)}.{never}"


def _line(line: Money) -> str:
    kinds = {"limit": " at most", "fee": " paid by those who take part", "spent elsewhere": ", spent elsewhere"}
    pounds = "not stated" if line.pounds == "not stated" else f"£{line.pounds:,} per {line.per}"
    return f"{line.heading}: {pounds}{kinds.get(line.kind, '')}" + (f". {line.note}" if line.note else "")


def _how_many(least: int, most: int | None) -> str:
    if most is None:
        return "any number" if least == 0 else f"at least {least}"
    return str(least) if least == most else f"{least} to {most}"


def _block(heading: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    return ["", heading, *(f"- {item}" for item in items)]


def _dated(dated: Schedule) -> list[str]:
    from convive.core.periods import day_words

    lines = [
        f"{dated.title}, {day_words(dated.first_day)} to {day_words(dated.last_day)}",
        f"Begin to prepare by {day_words(dated.prepare_from)}.",
    ]
    for stage in dated.stages:
        until = f" to {day_words(stage.last_day)}" if stage.last_day > stage.first_day else ""
        lines += ["", f"{stage.order}. {stage.title}: {day_words(stage.first_day)}{until}"]
        lines += [
            f"   {session.day.strftime('%a')} {day_words(session.day)}  {session.title}"
            + (f", {session.days} days" if session.days > 1 else "")
            + (f", {session.hours:g} hours" if session.hours else "")
            for session in stage.sessions
        ]
    lines += _block("When to ask", [f"{day_words(w.day)}, {w.kind}: {w.who}" for w in dated.waves])
    return [*lines, "", *dated.notes]
