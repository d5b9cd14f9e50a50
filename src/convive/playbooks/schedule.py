"""A playbook with a start day becomes dates: a pure function, without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from convive.core.errors import RefusedInput
from convive.core.periods import day_words
from convive.playbooks.model import Playbook
from convive.playbooks.parts import WEEKDAYS, CountMode, Repeat, Session, Stage, Term


@dataclass(frozen=True)
class DatedSession:
    """A session with its first day and how many days it lasts. ``number`` counts within its stage, from 1."""

    session: str
    title: str
    number: int
    day: date
    days: int
    hours: float | None
    where: str
    count: CountMode


@dataclass(frozen=True)
class DatedStage:
    """A stage with its first and last day, both included, and its sessions in order."""

    stage: str
    order: int
    title: str
    number: int
    first_day: date
    last_day: date
    checklist: tuple[str, ...]
    sessions: tuple[DatedSession, ...]


@dataclass(frozen=True)
class DatedWave:
    """A time at which people are asked, and with whom their answers are compared."""

    wave: str
    kind: str
    day: date
    who: str
    compared_with: str


@dataclass(frozen=True)
class Schedule:
    """A playbook in time. ``prepare_from`` is the day by which preparation has to begin; ``notes`` say what moved."""

    playbook: str
    title: str
    version: int
    start: date
    prepare_from: date
    first_day: date
    last_day: date
    stages: tuple[DatedStage, ...]
    waves: tuple[DatedWave, ...]
    notes: tuple[str, ...]

    @property
    def sessions(self) -> tuple[DatedSession, ...]:
        """Every session of every stage, by day."""
        return tuple(sorted((s for stage in self.stages for s in stage.sessions), key=lambda s: (s.day, s.session)))


def schedule(playbook: Playbook, start: date) -> Schedule:
    """The dates of every stage and session.

    Parameters
    ----------
    playbook
        Its stages count weeks from the start day or from the start of a term. The school year used is the first
        whose terms let no stage begin before ``start``; when that is not the current one, a note says so.
    start
        The first day on which anything may happen with people. Preparation lies before it.

    Returns
    -------
    Stages by first day, each with its sessions on the weekday that the playbook names.

    Assumptions: terms start on the Mondays that the playbook's data names (England's school year starts in
    September). Half-terms and bank holidays are left to the people who know them, and a note says so.

    Raises
    ------
    RefusedInput
        When a day lies beyond the calendar (after the year 9999).

    >>> from convive.playbooks.load import all_playbooks
    >>> dated = schedule(all_playbooks()[0], date(2026, 9, 7))
    >>> all(stage.first_day >= date(2026, 9, 7) for stage in dated.stages)
    True
    """
    try:
        return _dated(playbook, start)
    except (OverflowError, ValueError):
        raise RefusedInput(
            f"{start.isoformat()} is too near the end or the beginning of the calendar to count weeks from.",
            rule="start-day",
            hint="Give a start day between 1900 and 9000.",
        ) from None


def _dated(playbook: Playbook, start: date) -> Schedule:
    year = _school_year(playbook, start)
    stages: list[DatedStage] = []
    for stage in playbook.stages:
        origin = start if not stage.term else _term_start(playbook.terms, stage.term, year)
        for number, week in enumerate(_weeks(stage.week, stage.repeat, None), 1):
            stages.append(_stage(stage, number, origin + timedelta(weeks=week, days=stage.day)))
    stages.sort(key=lambda one: (one.first_day, one.order))
    return Schedule(
        playbook=playbook.slug,
        title=playbook.title,
        version=playbook.version,
        start=start,
        prepare_from=stages[0].first_day - timedelta(weeks=playbook.preparation.weeks),
        first_day=stages[0].first_day,
        last_day=max(stage.last_day for stage in stages),
        stages=tuple(stages),
        waves=tuple(_waves(playbook, {stage.stage: stage.first_day for stage in reversed(stages)})),
        notes=tuple(_notes(playbook, start, stages[0].first_day)),
    )


def _stage(stage: Stage, number: int, first: date) -> DatedStage:
    sessions = [
        DatedSession(
            session.id,
            session.title,
            n,
            _on_weekday(first + timedelta(weeks=week), session),
            session.days,
            session.hours,
            session.where,
            session.count,
        )
        for session in stage.sessions
        for n, week in enumerate(_weeks(session.week, session.repeat, stage.weeks), 1)
    ]
    return DatedStage(
        stage.id,
        stage.order,
        stage.title,
        number,
        first,
        first + stage.lasts - timedelta(days=1),
        stage.checklist,
        tuple(sorted(sessions, key=lambda one: (one.day, one.session))),
    )


def _waves(playbook: Playbook, first_days: dict[str, date]) -> list[DatedWave]:
    dated = [
        DatedWave(wave.id, wave.kind, first_days[wave.stage] + timedelta(weeks=wave.week), wave.who, wave.compared_with)
        for wave in playbook.waves
    ]
    return sorted(dated, key=lambda one: (one.day, one.wave))


def _weeks(first: int, repeat: Repeat | None, within: int | None) -> Iterator[int]:
    """The weeks in which something happens; without a number of times, as many as fit in ``within`` weeks."""
    if repeat is None:
        yield first
        return
    last = first + repeat.every_weeks * ((repeat.times or 10**6) - 1)
    yield from range(first, min(last, (within or last + 1) - 1) + 1, repeat.every_weeks)


def _on_weekday(block: date, session: Session) -> date:
    """The session's weekday in the seven days from ``block`` on."""
    return block + timedelta(days=(WEEKDAYS.index(session.weekday) - block.weekday()) % 7)


def _school_year(playbook: Playbook, start: date) -> int:
    """The calendar year in which the school year opens."""
    year = start.year - 1
    while any(
        _term_start(playbook.terms, stage.term, year) + stage.begins < start for stage in playbook.stages if stage.term
    ):
        year += 1
    return year


def _term_start(terms: tuple[Term, ...], id: str, year: int) -> date:
    """The Monday on which a term starts, in the school year that opens in ``year``."""
    term = next(one for one in terms if one.id == id)
    first = date(year + (term.month < terms[0].month), term.month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7, weeks=term.monday - 1)


def _notes(playbook: Playbook, start: date, first: date) -> Iterator[str]:
    if (first - start).days >= 7:
        yield f"It starts when its next year opens, on {day_words(first)}."
    if playbook.terms:
        yield "Terms are taken to start on the usual Mondays. Check half-terms and holidays with each school."
    else:
        yield "Bank holidays are not taken out. Move those days yourself."
