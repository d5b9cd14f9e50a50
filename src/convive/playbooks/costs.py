"""What a local action asks of a place in its first year: pounds, paid days, volunteers. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from convive.playbooks.model import Playbook
from convive.playbooks.parts import Figure, Money

Band = Literal["none", "low", "higher", "not stated"]
# A weekly table costs £121 a week in its source, which is £6,292 in a year: what volunteers can raise.
LOW = 6_500
WEEKS_IN_A_YEAR = 52


@dataclass(frozen=True)
class FirstYear:
    """Stated costs of the first year. ``pounds`` is absent when no source states any that can be added up.

    ``at_most`` says that limits are among them; ``a_head`` comes on top for each person; ``not_stated`` lists headings.
    ``prices`` is the year of the sources that state them ("2017", "2017 and 2019"): nothing is raised to today's.
    """

    pounds: int | None
    at_most: bool
    a_head: int
    not_stated: tuple[str, ...]
    prices: str = ""


@dataclass(frozen=True)
class Asked:
    """A sum over several actions of one kind of thing, and the titles of those for which nobody states it."""

    total: int
    known: int
    estimated: int
    not_stated: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """What several actions ask of a place together, in their first year. ``a_head`` names those that cost by head."""

    pounds: Asked
    a_head: tuple[str, ...]
    staff_days: Asked
    volunteers: Asked


def first_year(playbook: Playbook) -> FirstYear:
    """The costs and limits that sources state, added up over the first year.

    Formula: Σ pounds × how often in 52 weeks. How often: weeks and sessions as the playbook dates them (of the stage
    that a line names, else of all), terms as there are, once a year or programme, partners as the cap or the sides
    have them. What was spent elsewhere and fees that people pay are left out; costs a head stand apart.

    >>> from convive.playbooks.load import all_playbooks
    >>> [first_year(one).pounds for one in all_playbooks() if one.cap]
    [5550]
    """
    lines = [line for line in playbook.money if line.kind in ("cost", "limit")]
    stated = [(line, line.pounds) for line in lines if isinstance(line.pounds, int)]
    added = [(line, pounds * _how_often(playbook, line)) for line, pounds in stated if line.per != "person"]
    return FirstYear(
        pounds=sum(pounds for _, pounds in added) if added else None,
        at_most=any(line.kind == "limit" for line, _ in added),
        a_head=sum(pounds for line, pounds in stated if line.per == "person"),
        not_stated=tuple(line.heading for line in lines if line.pounds == "not stated"),
        prices=_prices(playbook, [line for line, _ in stated]),
    )


def _prices(playbook: Playbook, lines: Iterable[Money]) -> str:
    """The years of the sources that state these lines."""
    years = {source.id: source.year for source in playbook.sources}
    return " and ".join(str(year) for year in sorted({years[line.source] for line in lines}))


def band(playbook: Playbook) -> Band:
    """Whether it needs no new money, little, or more; "not stated" where the sources do not let anybody say.

    Little is what a light action costs, or at most £6,500 in the first year with every cost stated.
    """
    if not playbook.new_money.needed:
        return "none"
    year = first_year(playbook)
    if (year.pounds or 0) > LOW or year.a_head:
        return "higher"
    if playbook.light or (year.pounds is not None and not year.not_stated):
        return "low"
    return "not stated"


def words(playbook: Playbook) -> str:
    """What it costs, in a few words.

    >>> from convive.playbooks.load import all_playbooks
    >>> [words(one) for one in all_playbooks() if one.cap]
    ['At most £5,550 in the first year, in prices of 2012']
    """
    if not playbook.new_money.needed:
        return "No new money"
    year = first_year(playbook)
    says = []
    if year.pounds is not None:
        says.append(f"{'at most' if year.at_most else 'about'} £{year.pounds:,} in the first year")
    if year.a_head:
        says.append(f"about £{year.a_head:,} a head")
    if not says:
        return "New money; no source states how much"
    text = f"{' and '.join(says)}, in prices of {year.prices}"
    more = ", and costs that no source states" if year.not_stated else ""
    return f"{text[0].upper()}{text[1:]}{more}"


def rates(playbook: Playbook) -> tuple[tuple[str, int], ...]:
    """What sources state, added up in the unit in which they state it: a week, a head, once for a programme …

    >>> from convive.playbooks.load import all_playbooks
    >>> [rates(one) for one in all_playbooks() if one.cap]
    [(('programme', 2550), ('partner', 1500))]
    """
    sums: dict[str, int] = {}
    for line in playbook.money:
        if line.kind in ("cost", "limit") and isinstance(line.pounds, int):
            sums[line.per] = sums.get(line.per, 0) + line.pounds
    return tuple(sums.items())


def total(playbooks: Iterable[Playbook]) -> Total:
    """What several actions ask for together: stated pounds, paid days, volunteers at one time, and what is unknown.

    Actions that need no new money add no pounds.

    >>> total([]).staff_days.total
    0
    """
    books = list(playbooks)
    years = [(book.title, first_year(book)) for book in books if book.new_money.needed]
    sums = [year.pounds for _, year in years if year.pounds is not None]
    return Total(
        pounds=Asked(
            total=sum(sums),
            known=len(sums),
            estimated=0,
            not_stated=tuple(
                title for title, year in years if year.not_stated or (not year.pounds and not year.a_head)
            ),
        ),
        a_head=tuple(title for title, year in years if year.a_head),
        staff_days=_asked([(book.title, book.effort.staff_days) for book in books]),
        volunteers=_asked([(book.title, book.effort.volunteers) for book in books]),
    )


def _asked(figures: list[tuple[str, Figure]]) -> Asked:
    known = [figure.number for _, figure in figures if isinstance(figure.number, int)]
    return Asked(
        total=sum(known),
        known=len(known),
        estimated=sum(figure.basis == "Convive's estimate" for _, figure in figures),
        not_stated=tuple(title for title, figure in figures if figure.number == "not stated"),
    )


def _how_often(playbook: Playbook, line: Money) -> int:
    if line.per == "week":
        return _weeks(playbook, line.stage)
    if line.per == "session":
        return _sessions(playbook, line.stage)
    if line.per == "term":
        return max(len(playbook.terms), 1)
    if line.per == "partner":
        return playbook.cap.partners if playbook.cap else max(len(playbook.sides), 1)
    return 1


def _weeks(playbook: Playbook, stage: str) -> int:
    """How many weeks of the first year the named stage is open, or all stages together."""
    open_weeks: set[int] = set()
    for one in playbook.stages:
        if stage in ("", one.id):
            first = -(-one.begins.days // 7) if not one.term else 1000 * one.order
            times = one.repeat.times or 1 if one.repeat else 1
            gap = one.repeat.every_weeks if one.repeat else 0
            for again in range(times):
                open_weeks |= set(range(first + again * gap, first + again * gap + -(-one.lasts.days // 7)))
    return min(len(open_weeks), WEEKS_IN_A_YEAR)


def _sessions(playbook: Playbook, stage: str) -> int:
    """How many sessions of the first year the named stage holds, or all stages together."""
    held = 0
    for one in playbook.stages:
        if stage not in ("", one.id):
            continue
        for session in one.sessions:
            gap = session.repeat.every_weeks if session.repeat else 1
            times = session.repeat.times if session.repeat else 1
            weeks = range(session.week, one.weeks or 0, gap)[:times]
            origin = 0 if one.term else one.week
            held += sum(origin + week < WEEKS_IN_A_YEAR for week in weeks)
    return held
