"""What of a change in separation is the mix of people, and what is how they are spread over the same units."""

from convive.evidence.change.decompose import decompose
from convive.evidence.change.model import PARTS, Change, Disagreement, Part, TwoDates, UnitParts

__all__ = ["PARTS", "Change", "Disagreement", "Part", "TwoDates", "UnitParts", "decompose"]
