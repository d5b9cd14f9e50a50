"""Mixed teams: as like the whole as can be, nobody of a protected level alone, and how far from the best.

:func:`form` takes a :class:`~convive.core.problems.TeamsProblem` and gives :class:`Teams`, which explains a person's
team, answers "what if", compares, and repairs itself when people drop out.
"""

from convive.matching.teams.answer import Comparison, Placing, Price, Spread, Teams
from convive.matching.teams.forming import form

__all__ = ["Comparison", "Placing", "Price", "Spread", "Teams", "form"]
