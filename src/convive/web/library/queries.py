"""Reading the library: what fits the place first, filtered by what a reader asks for, and two or three side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from convive.core.errors import RefusedInput, UnknownName
from convive.planning.model import DOMAINS, Action, Objective
from convive.playbooks import Playbook, all_playbooks, playbook
from convive.playbooks.model import RATINGS, Domain
from convive.reports.markdown import html_of
from convive.reports.words import capital, count, join, say_number
from convive.web.plan import queries as plan

MOST_COMPARED = 3
MONEY = {"none": "No new money", "some": "New money"}
WEEKS = {"4": "Within four weeks", "12": "Within twelve weeks", "26": "Within half a year"}
RATED = {
    "proposed": "Proposed, not yet described",
    "described": "Described by those who run it",
    "before and after": "Measured before and after",
    "compared": "Compared with others",
    "trial": "Tried by lot",
}
SIDES = {"meeting": "So that people meet", "other": "For equality, support or an institution"}


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
    problem: str
    domains: str
    money: str
    starts: str
    rating: str
    known: str
    nesta: int | None
    ran: str
    fits: str
    in_plan: bool


@dataclass(frozen=True)
class Found:
    """What a reader asked for and what was found, in the order of fit."""

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
        return any(choice.chosen for choice in self.choices)


def find(asked: Mapping[str, str]) -> Found:
    """The entries that pass every filter, those that fit the place first.

    Parameters
    ----------
    asked
        Filters by name ("domain", "money", "weeks", "evidence", "purpose"). What is not a choice counts as not asked.
    """
    choices = _choices(asked)
    chosen = {choice.name: choice.chosen for choice in choices}
    books = [book for book in all_playbooks() if _passes(book, chosen)]
    return Found(choices, _in_order(books), len(all_playbooks()), _ordered_by())


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


def compared(slugs: list[str]) -> tuple[tuple[Playbook, Entry], ...]:
    """Two or three entries to stand side by side, in the order asked for.

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
    rows = {row.slug: row for row in _in_order(books)}
    return tuple((book, rows[book.slug]) for book in books)


def here(book: Playbook) -> tuple[Action, ...]:
    """The actions of the published plan that follow a playbook."""
    return tuple(action for action in plan.newest_plan().actions if action.playbook == book.slug) if _plan() else ()


def first_choice(book: Playbook, objectives: Sequence[Objective]) -> str:
    """The objective to offer first: one in a part of the plan that the playbook serves."""
    return next((o.id for o in objectives if o.domain in book.domains), "")


def stage_weeks(book: Playbook) -> tuple[tuple[str, str, str], ...]:
    """The stages for the stage line: title, how long, what happens."""
    terms = {term.id: term.id.replace("-", " ") for term in book.terms}
    long = {
        stage.id: count(stage.weeks, "week") if stage.weeks else count(stage.days or 0, "day") for stage in book.stages
    }
    return tuple(
        (
            stage.title,
            f"{capital(terms[stage.term])} term, {long[stage.id]}"
            if stage.term
            else "As long as it lasts"
            if stage.lasts.days >= 7 * 52
            else capital(long[stage.id]),
            stage.what,
        )
        for stage in book.stages
    )


def money_words(book: Playbook) -> str:
    """What sources say it costs, added up where it is per the same thing.

    >>> from convive.playbooks import all_playbooks
    >>> "£121 a week" in map(money_words, all_playbooks())
    True
    """
    if not book.new_money.needed:
        return "No new money"
    sums: Counter[str] = Counter()
    for line in book.money:
        if isinstance(line.pounds, int) and line.kind in ("cost", "limit"):
            sums[line.per] += line.pounds
    stated = [f"£{pounds:,} a {per}" for per, pounds in sums.items() if pounds]
    return join(stated) if stated else "New money; no source states how much"


def _choices(asked: Mapping[str, str]) -> tuple[Choice, ...]:
    offered: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("domain", "Part of the plan", {str(slug): title for slug, title in DOMAINS.items()}),
        ("money", "Money", MONEY),
        ("weeks", "Ready to start", WEEKS),
        ("evidence", "What is known", RATED),
        ("purpose", "What for", SIDES),
    )
    return tuple(
        Choice(name, label, tuple(options.items()), value if (value := asked.get(name, "")) in options else "")
        for name, label, options in offered
    )


def _passes(book: Playbook, chosen: Mapping[str, str]) -> bool:
    if (domain := chosen["domain"]) and domain not in book.domains:
        return False
    if (money := chosen["money"]) and book.new_money.needed != (money == "some"):
        return False
    if (weeks := chosen["weeks"]) and book.preparation.weeks > int(weeks):
        return False
    if (rating := chosen["evidence"]) and book.evidence.rating != rating:
        return False
    purpose = chosen["purpose"]
    return not purpose or (book.purpose == "meeting") == (purpose == "meeting")


def _plan() -> bool:
    return plan.latest() is not None


def _wanted() -> Counter[Domain]:
    """How many objectives of the published plan stand in each of its parts; those of priorities count double."""
    wanted: Counter[Domain] = Counter()
    if _plan():
        for objective in plan.newest_plan().objectives:
            wanted[objective.domain] += 2 if objective.priority else 1
    return wanted


def _ordered_by() -> str:
    if not _plan():
        return "By title. Once a plan is published, those that fit it come first."
    return (
        "Those that serve the priorities and objectives of our plan come first. What is known does not set the order."
    )


def _in_order(books: list[Playbook]) -> tuple[Entry, ...]:
    wanted = _wanted()
    used = {action.playbook for action in plan.newest_plan().actions} if _plan() else set()
    ranked = sorted(books, key=lambda book: (-sum(wanted[domain] for domain in book.domains), book.title))
    return tuple(_entry(book, wanted, book.slug in used) for book in ranked)


def _entry(book: Playbook, wanted: Counter[Domain], in_plan: bool) -> Entry:
    serves = [DOMAINS[domain] for domain in book.domains if wanted[domain]]
    weeks = book.preparation.weeks
    return Entry(
        slug=book.slug,
        title=book.title,
        problem=book.problem,
        domains=join([DOMAINS[domain] for domain in book.domains]),
        money=money_words(book),
        starts=f"After {count(weeks, 'week')} of preparation" if weeks else "At once",
        rating=RATED[book.evidence.rating],
        known=RATINGS[book.evidence.rating],
        nesta=book.evidence.nesta,
        ran=book.evidence.size,
        fits=f"Our plan has objectives in {join(serves)}" if serves else "",
        in_plan=in_plan,
    )
