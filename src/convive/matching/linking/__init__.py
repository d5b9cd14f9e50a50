"""Which classes of which schools meet, and where and when.

>>> from convive.matching.linking import pair, Linking
"""

from __future__ import annotations

from convive.matching.linking.answer import Linking
from convive.matching.linking.pairing import pair

__all__ = ["Linking", "pair"]
