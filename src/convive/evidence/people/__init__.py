"""Who lives here: finer groups, ages and religions, each from one census table that is named."""

from convive.evidence.people.build import build
from convive.evidence.people.finer import Finer, finer_groups, withheld

__all__ = ["Finer", "build", "finer_groups", "withheld"]
