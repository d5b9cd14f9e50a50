"""Reading the library: what fits the place first, filtered by what a reader asks for, and two or three side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from markupsafe import Markup

from convive.core.errors import RefusedInput, UnknownName
from convive.planning.model import DOMAINS, Action, Objective, Plan
from convive.playbooks import Playbook, all_playbooks, costs, playbook
from convive.playbooks.library import Comparison, Fit, Row, compare, fit, search
from convive.playbooks.model import FORMS, RATINGS, Rating, Setting
from convive.playbooks.parts import Stage
from convive.reports.markdown import html_of
from convive.reports.words import capital, count, join, say_number, small_first
from convive.web.plan import queries as plan

LONGEST = 80
MOST_COMPARED = 3
MONEY = {"none": "No new money", "low": "None, or little", "higher": "More", "not stated": "No source states how much"}
WEEKS = {"4": "Within four weeks", "12": "Within twelve weeks", "26": "Within half a year"}
RATED: dict[Rating, str] = {
    "proposed": "Proposed, not yet described",
    "described": "Described by those who run it",
    "before and after": "Measured before and after",
    "compared": "Compared with others",
    "trial": "Tried by lot",
}
AT_LEAST = {rating: words if rating == "trial" else f"{words}, or better" for rating, words in RATED.items()}
GROUPS = {"2": "Two", "12": "A dozen", "30": "Thirty", "100": "A hundred"}
FOR = {
    "meeting": "So that people meet",
    "equality": "So that everyone is treated alike",
    "support": "So that people are supported",
    "bonding": "So that people of one background find each other",
    "institution": "So that an institution changes how it works",
}


@dataclass(frozen=True)
class Choice:
    """One filter of the form: its name in the address, its label, its options, and what was chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Entry:
    """An entry of the library as a row: the problem, what it costs, when it can start, what is known, why it fits."""

    slug: str
    title: str
    form: str
    problem: str
    domains: str
    money: str
    starts: str
    rating: str
    known: str
    nesta: int | None
    fits: str
    in_plan: bool


@dataclass(frozen=True)
class Found:
    """What a reader asked for and what was found, in the order of fit."""

    words: str
    choices: tuple[Choice, ...]
    entries: tuple[Entry, ...]
    of: int
    ordered_by: str

    @property
    def of_words(self) -> str:
        """How many there are in all, at the beginning of a sentence."""
        return capital(say_number(self.of))

    @property
    def asked(self) -> bool:
        """Whether any filter is set."""
        return bool(self.words) or any(choice.chosen for choice in self.choices)


def find(asked: Mapping[str, str]) -> Found:
    """The entries that pass every filter, those that fit the place first.

    Parameters
    ----------
    asked
        Filters by name: "words", "domain", "cost", "weeks", "evidence", "setting", "group", "purpose". What is not a
        choice counts as not asked.
    """
    words = asked.get("words", "").strip()[:LONGEST]
    choices = _choices(asked)
    chosen: dict[str, Any] = {choice.name: choice.chosen or None for choice in choices}
    for number in ("weeks", "group"):
        chosen[number] = int(chosen[number]) if chosen[number] else None
    books = search(words, **chosen)
    return Found(words, choices, _in_order(books), len(all_playbooks()), _ordered_by())


def entry(slug: str) -> Entry | None:
    """One entry as a row, or ``None`` when there is none of that name."""
    book = find_book(slug)
    return _in_order([book])[0] if book else None


def find_book(slug: str) -> Playbook | None:
    """A playbook by its name, or ``None``."""
    try:
        return playbook(slug)
    except UnknownName:
        return None


@cache
def guidance(slug: str) -> Markup:
    """A playbook's guidance as HTML, its headings below those of the page."""
    return html_of(playbook(slug).guidance, level=3)


def compared(slugs: Sequence[str]) -> Comparison:
    """Two or three entries question by question, in the order asked for.

    Raises
    ------
    RefusedInput
        When fewer than two or more than three different ones were asked for.
    """
    books = [book for book in map(find_book, dict.fromkeys(slugs)) if book is not None]
    if not 2 <= len(books) <= MOST_COMPARED:
        raise RefusedInput(
            "Side by side stand two or three.", rule="two-or-three", hint="Tick two or three in the list."
        )
    found = compare(*books)
    used = _used()
    ours = tuple("In our plan" if book.slug in used else "Not in our plan" for book in books)
    return replace(found, rows=(*found.rows, Row("Here with us", ours)))


def here(book: Playbook) -> tuple[Action, ...]:
    """The actions of the published plan that follow a playbook."""
    current = _plan()
    return tuple(action for action in current.actions if action.playbook == book.slug) if current else ()


def first_choice(book: Playbook, objectives: Sequence[Objective]) -> str:
    """The objective to offer first: one in a part of the plan that the playbook serves."""
    return next((o.id for o in objectives if o.domain in book.domains), "")


def stage_weeks(book: Playbook) -> tuple[tuple[str, str, str], ...]:
    """The stages for the stage line: title, how long, what happens."""
    return tuple((stage.title, _lasts(stage), stage.what) for stage in book.stages)


def _lasts(stage: Stage) -> str:
    if stage.weeks is None:
        return capital(count(stage.days or 0, "day"))
    if stage.term:
        return f"{capital(stage.term.replace('-', ' '))} term, {count(stage.weeks, 'week')}"
    return "As long as it lasts" if stage.weeks >= costs.WEEKS_IN_A_YEAR else capital(count(stage.weeks, "week"))


def _choices(asked: Mapping[str, str]) -> tuple[Choice, ...]:
    places = {setting: capital(setting) for setting in get_args(Setting)}
    offered: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("domain", "Part of the plan", {str(slug): title for slug, title in DOMAINS.items()}),
        ("purpose", "What for", FOR),
        ("cost", "Money", MONEY),
        ("weeks", "Ready to start", WEEKS),
        ("setting", "Where", places),
        ("group", "People at a time", GROUPS),
        ("evidence", "What is known", {str(rating): words for rating, words in AT_LEAST.items()}),
    )
    return tuple(
        Choice(name, label, tuple(options.items()), value if (value := asked.get(name, "")) in options else "")
        for name, label, options in offered
    )


def _plan() -> Plan | None:
    return plan.newest_plan() if plan.latest() else None


def _used() -> set[str]:
    """The playbooks that the published plan follows."""
    current = _plan()
    return {action.playbook for action in current.actions} if current else set()


def _ordered_by() -> str:
    if _plan() is None:
        return "By title. Once a plan is published, those that fit it come first."
    return "Those that answer the priorities of our plan come first. What is known does not set the order."


def _in_order(books: Sequence[Playbook]) -> tuple[Entry, ...]:
    current = _plan()
    used = _used()
    priorities = {one.figure.indicator: one.title for one in current.priorities} if current else {}
    # Parts with an objective of a priority first, then the other parts that have one.
    objectives = sorted(current.objectives, key=lambda one: not one.priority) if current else []
    domains = list(dict.fromkeys(objective.domain for objective in objectives))
    return tuple(_entry(one, priorities, one.playbook.slug in used) for one in fit(list(priorities), domains, books))


def _entry(one: Fit, priorities: Mapping[str, str], in_plan: bool) -> Entry:
    book = one.playbook
    weeks = book.preparation.weeks
    fits = ""
    if one.answers:
        fits = f"Answers a priority of our plan: {join([small_first(priorities[name]) for name in one.answers])}"
    elif one.domains:
        fits = f"Our plan has objectives in {join([DOMAINS[domain] for domain in one.domains])}"
    return Entry(
        slug=book.slug,
        title=book.title,
        form=FORMS[book.form],
        problem=book.problem,
        domains=join([DOMAINS[domain] for domain in book.domains]),
        money=costs.words(book),
        starts=f"After {count(weeks, 'week')} of preparation" if weeks else "At once",
        rating=RATED[book.evidence.rating],
        known=RATINGS[book.evidence.rating],
        nesta=book.evidence.nesta,
        fits=fits,
        in_plan=in_plan,
    )
