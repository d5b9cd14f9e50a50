"""How evenly people of different groups are spread over units, with what chance alone would give."""

from convive.evidence.segregation.cube import Cube, from_long, from_wide
from convive.evidence.segregation.measure import Result, measure
from convive.evidence.segregation.sums import INDICES
from convive.evidence.segregation.table import tabulate

__all__ = ["INDICES", "Cube", "Result", "from_long", "from_wide", "measure", "tabulate"]
