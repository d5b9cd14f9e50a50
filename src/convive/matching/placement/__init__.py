"""Who gets a place in which English class, which classes run, and who teaches them."""

from convive.matching.placement.answer import DROP_IN, Placement
from convive.matching.placement.changes import Difference, Repair
from convive.matching.placement.explaining import Explanation
from convive.matching.placement.placing import place
from convive.matching.placement.trading import trade_off

__all__ = ["DROP_IN", "Difference", "Explanation", "Placement", "Repair", "place", "trade_off"]
