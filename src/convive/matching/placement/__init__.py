"""Who gets a place in which English class, which classes run, and who teaches them."""

from convive.matching.placement.answer import DROP_IN, Placement
from convive.matching.placement.placing import place

__all__ = ["DROP_IN", "Placement", "place"]
