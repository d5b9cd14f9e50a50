"""How evenly people of different groups are spread over units, with what chance alone would give."""

from convive.evidence.segregation.measure import INDICES, Result, measure

__all__ = ["INDICES", "Result", "measure"]
