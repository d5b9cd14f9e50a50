"""The library: find what fits a place, filter it, and set two or three entries side by side. Pure functions.

The order is fit to the place and never the level of evidence: that nobody has tried a thing by lot says nothing about
whether it works, and small, cheap work is measured least.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convive.core.errors import RefusedInput
from convive.playbooks import costs
from convive.playbooks.load import all_playbooks, playbook
from convive.playbooks.model import FORMS, RATINGS, Domain, Form, Playbook, Purpose, Rating, Setting
from convive.playbooks.parts import Condition, Figure, Obstacle

MOST_COMPARED = 4


@dataclass(frozen=True)
class Fit:
    """A playbook and why it fits: the place's priorities that it answers, and the parts of the plan that it serves."""

    playbook: Playbook
    answers: tuple[str, ...]
    domains: tuple[Domain, ...]


@dataclass(frozen=True)
class Row:
    """One question, and an answer for each of the playbooks that are compared."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Playbooks side by side."""

    playbooks: tuple[Playbook, ...]
    rows: tuple[Row, ...]


def search(
    text: str = "",
    *,
    domain: Domain | None = None,
    cost: costs.Band | None = None,
    weeks: int | None = None,
    evidence: Rating | None = None,
    setting: Setting | None = None,
    group: int | None = None,
    form: Form | None = None,
    purpose: Purpose | None = None,
    obstacle: Obstacle | None = None,
    condition: Condition | None = None,
    among: Iterable[Playbook] | None = None,
) -> tuple[Playbook, ...]:
    """The playbooks that pass every filter, in the order in which they came (by title when ``among`` is not given).

    Parameters
    ----------
    text
        Words that all have to begin a word of the title, the problem, the work or the guidance.
    domain, setting, form, purpose, obstacle, condition
        What the playbook serves, where it happens, how large it is, what it is for, which obstacle it removes, which
        condition of good contact it makes.
    cost
        "none": no new money; "low": none or little; "higher" and "not stated": exactly these.
    weeks
        The most weeks of preparation.
    evidence
        The least that is known: "compared" gives what was compared and what was tried by lot.
    group
        How many people there are to be together at one time.

    >>> all(one.preparation.weeks <= 6 for one in search(weeks=6))
    True
    >>> search("zzz")
    ()
    """
    wanted = _words(text)
    return tuple(
        book
        for book in (all_playbooks() if among is None else among)
        if (domain is None or domain in book.domains)
        and (cost is None or _costs(book, cost))
        and (weeks is None or book.preparation.weeks <= weeks)
        and (evidence is None or _known(book.evidence.rating) >= _known(evidence))
        and (setting is None or setting in book.settings)
        and (group is None or book.group_size.min <= group <= book.group_size.max)
        and (form is None or book.form == form)
        and (purpose is None or book.purpose == purpose)
        and (obstacle is None or obstacle in book.obstacles)
        and (condition is None or condition in book.conditions)
        and _says(book, wanted)
    )


def fit(
    priorities: Sequence[str], domains: Sequence[Domain] = (), among: Iterable[Playbook] | None = None
) -> tuple[Fit, ...]:
    """Every playbook, those that fit the place first.

    Parameters
    ----------
    priorities
        Ids of the indicators that are the place's priorities, the first first.
    domains
        Parts of the plan that the place wants to work on, the first first.
    among
        The playbooks to put in order; the whole library by default.

    The rule, first difference wins: the earliest priority that it answers; how early the playbook itself names it; how
    many priorities it answers; the earliest domain that it serves; how many of them; whole programmes and light actions
    before small pieces and accounts; the shorter time to start; the title. The level of evidence has no part in it.

    >>> [one.answers for one in fit(["little_english"])][0]
    ('little_english',)
    """
    fits = [
        Fit(
            book,
            tuple(one for one in priorities if one in book.answers),
            tuple(one for one in domains if one in book.domains),
        )
        for book in (all_playbooks() if among is None else among)
    ]
    forms = ("full", "light", "small", "library")

    def key(one: Fit) -> tuple[int, int, int, int, int, int, int, str]:
        book = one.playbook
        return (
            min((priorities.index(asked) for asked in one.answers), default=len(priorities)),
            book.answers.index(one.answers[0]) if one.answers else 0,
            -len(one.answers),
            min((domains.index(asked) for asked in one.domains), default=len(domains)),
            -len(one.domains),
            forms.index(book.form) // 2,
            book.preparation.weeks,
            book.title,
        )

    return tuple(sorted(fits, key=key))


def compare(*asked: Playbook | str) -> Comparison:
    """Two to four playbooks, question by question.

    Raises
    ------
    RefusedInput
        When there are fewer than two or more than four different ones.
    UnknownName
        When there is none of a name.

    >>> first, second, *_ = all_playbooks()
    >>> compare(first, second).rows[0].label
    'The problem'
    """
    books = tuple({one.slug: one for one in (playbook(a) if isinstance(a, str) else a for a in asked)}.values())
    if not 2 <= len(books) <= MOST_COMPARED:
        given = "one was" if len(books) == 1 else f"{len(books)} were"
        raise RefusedInput(
            f"Side by side stand two to {MOST_COMPARED} different local actions, and {given} named.",
            rule="compare",
            hint="convive playbook list shows their names.",
        )
    cells = [_answers(book) for book in books]
    return Comparison(books, tuple(Row(label, tuple(cell[label] for cell in cells)) for label in cells[0]))


def _answers(book: Playbook) -> dict[str, str]:
    known = book.evidence
    levels = [
        f"Nesta {known.nesta} of 5" if known.nesta else "",
        f"Maryland {known.maryland} of 5" if known.maryland else "",
    ]
    return {
        "The problem": book.problem,
        "For whom": book.for_whom,
        "Form": FORMS[book.form],
        "Time to start": _weeks_words(book.preparation.weeks),
        "Stages": " → ".join(stage.title for stage in book.stages),
        "Money": costs.words(book),
        "Costs as stated": "; ".join(f"£{pounds:,} a {unit}" for unit, pounds in costs.rates(book))
        or "no source states any",
        "Paid days in a year": figure_words(book.effort.staff_days),
        "Volunteers": figure_words(book.effort.volunteers),
        "Where": ", ".join(book.settings),
        "People at a time": f"{book.group_size.min} to {book.group_size.max}",
        "What it rests on": "; ".join(book.worked_because),
        "What went wrong": "; ".join(book.went_wrong) or "No source says",
        "Obstacles it removes": ", ".join(book.obstacles) or "None of the four: it is not about meeting",
        "Conditions it makes": ", ".join(book.conditions) or "None of the five: it is not about meeting",
        "What is known": " ".join([RATINGS[known.rating], *(f"{level}." for level in levels if level)]),
        "Where it ran": "; ".join(f"{ran.where} ({ran.when})" for ran in book.ran) or "No source says",
    }


def figure_words(figure: Figure) -> str:
    """A number of days or people with whose number it is.

    >>> figure_words(Figure(number=5, basis="source", why="The essay says five"))
    '5'
    >>> figure_words(Figure(number=5, basis="Convive's estimate", why="One a day"))
    "5 (Convive's estimate)"
    """
    if figure.number == "not stated":
        return "not stated"
    return str(figure.number) if figure.basis == "source" else f"{figure.number} ({figure.basis})"


def _weeks_words(weeks: int) -> str:
    if weeks == 0:
        return "at once"
    return f"{weeks} week{'s' if weeks > 1 else ''} of preparation"


def _costs(book: Playbook, asked: costs.Band) -> bool:
    band = costs.band(book)
    return band == asked or (asked == "low" and band == "none")


def _known(rating: Rating) -> int:
    return list(RATINGS).index(rating)


def _says(book: Playbook, wanted: list[str]) -> bool:
    if not wanted:
        return True
    said = set(_words(" ".join((book.title, book.problem, book.for_whom, book.what_people_do, book.guidance))))
    return all(any(word.startswith(asked) for word in said) for asked in wanted)


def _words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)
