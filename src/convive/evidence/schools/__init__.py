"""Who learns with whom, how many pupils each year group has, and whether there are places for them."""

from convive.evidence.schools.build import build

__all__ = ["build"]
