"""Streams of chance: a counter run through a mixing function (Steele, Lea and Flood, 2014).

So draw d of an area is the same numbers whichever worker makes it, and after whatever else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def mix(z: Any) -> Any:
    """64 random bits from one state."""
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def below(state: Any, n: Any) -> Any:
    """A whole number from 0 up to ``n`` − 1, each as likely as the next to one part in 2³²⁺."""
    z = mix(state)
    m = np.uint64(n)
    return np.int64(((z >> _HALF) * m + (((z & _LOW) * m) >> _HALF)) >> _HALF)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def unit_interval(state: Any) -> Any:
    """A number between 0 and 1, neither of them."""
    return (np.float64(mix(state) >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy")
def begin(key: Any, draw: Any) -> Any:
    """Where one draw of a stream begins."""
    return mix(mix(key) ^ (GOLDEN * np.uint64(draw + 1)))
