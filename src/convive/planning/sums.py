"""What the actions of a plan ask for together, and what the sums leave out. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convive.planning.model import Action, Plan


@dataclass(frozen=True)
class Sum:
    """A total over the actions that say it; ``not_stated`` holds the titles of those that do not."""

    total: float
    said: int
    not_stated: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """Paid days a year, volunteers, and pounds in the first year; ``a_head`` names actions that cost by head besides.

    ``estimated`` counts the actions whose days or volunteers are Convive's estimate. ``prices`` are the years of the
    sources that state pounds: nothing is raised to today's.
    """

    staff_days: Sum
    volunteers: Sum
    pounds: Sum
    a_head: tuple[str, ...]
    estimated: int
    prices: tuple[str, ...] = ()


def add_up(plan: Plan) -> Sums:
    r"""The sums over a plan's actions.

    Pounds: the budget people have set, else what sources state for the first year. Actions that need no new money add
    no pounds and leave none out.

    >>> from convive.planning.read import parse
    >>> head = '[plan]\nplace = "X1"\nplace_name = "A"\nboundary_year = 2022\ntitle = "A"\nwritten = 2026-11-22\n'
    >>> two = '[[actions]]\nid = "%s"\nobjective = "o"\ndomain = "schools"\ntitle = "%s"\n%s\n'
    >>> sums = add_up(parse(head + two % ("a", "A", "staff_days = 12") + two % ("b", "B", "new_money = true")))
    >>> sums.staff_days, sums.pounds
    (Sum(total=12.0, said=1, not_stated=('B',)), Sum(total=0, said=0, not_stated=('B',)))
    """
    paid = [action for action in plan.actions if action.new_money or action.budget is not None]
    return Sums(
        staff_days=_sum(plan.actions, lambda action: action.staff_days),
        volunteers=_sum(plan.actions, lambda action: action.volunteers),
        pounds=_sum(paid, first_year),
        a_head=tuple(a.title for a in paid if a.budget is None and any(line.per == "person" for line in a.money)),
        estimated=sum("Convive's estimate" in action.effort for action in plan.actions),
        prices=tuple(sorted({year for action in paid for year in prices(action)})),
    )


def first_year(action: Action) -> int | None:
    """Whole pounds of the first year: the budget, else what sources state; ``None`` where neither says."""
    return action.budget if action.budget is not None else action.stated


def prices(action: Action) -> tuple[str, ...]:
    """The years of the prices in which its first year is stated; none where people have set a budget."""
    return tuple(action.prices.split(" and ")) if action.prices and action.budget is None else ()


def _sum(actions: list[Action], value: Callable[[Action], float | None]) -> Sum:
    known = [(action.title, value(action)) for action in actions]
    given = [number for _, number in known if number is not None]
    return Sum(sum(given), len(given), tuple(title for title, number in known if number is None))
