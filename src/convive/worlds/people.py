"""Invented residents: whole people, shared out with whole numbers only, so that no platform can round otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

FIVE = ("Asian", "Black", "Mixed", "Other", "White")
MINORITIES = FIVE[:-1]
Residents = dict[str, int]


@dataclass(frozen=True)
class Piece:
    """Land that never changes: its residents in 2021 by five groups, and in 2011 by fifteen."""

    now: Residents
    then: Residents


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Share out whole people by weight: largest remainders first, earlier ones first where they are equal.

    >>> apportion(10, [1, 1, 2])
    [3, 2, 5]

    Weights that are all zero share nothing out, so ``total`` must then be 0.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("there is nobody to give the people to")
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in rest[: total - sum(shares)]:
        shares[i] += 1
    return shares


def near(rng: Random, around: int, spread: int) -> int:
    """A whole number within ``spread`` of ``around``, and at least 1."""
    return max(1, rng.randint(around - spread, around + spread))


def invent_neighbourhoods(
    rng: Random, count: int, residents: int, shares: Mapping[str, int], spread: int
) -> list[Residents]:
    """Residents of ``count`` neighbourhoods in 2021 by five groups.

    ``shares`` are per thousand of the authority; ``spread`` (0 to 99) is how far in 100 the share of a group may lie
    from the authority's in one neighbourhood.
    """
    sizes = apportion(residents, [near(rng, 100, 12) for _ in range(count)])
    tilts = [near(rng, 100, spread) for _ in range(count)]
    found: list[Residents] = []
    for size, tilt in zip(sizes, tilts, strict=True):
        counts = {g: size * shares[g] * tilt * near(rng, 100, spread // 3) // 10_000_000 for g in MINORITIES}
        found.append({**counts, "White": size - sum(counts.values())})
    return found


def before(rng: Random, now: Sequence[Residents], residents: int, shares: Mapping[str, int]) -> list[Residents]:
    """Residents ten years earlier by five groups, neighbourhood by neighbourhood.

    The authority's own totals follow from ``residents`` and ``shares`` (per thousand). Groups lived a little closer
    together then: each is shared out by its later residents, weighted towards where it was most numerous.
    """
    totals = dict(zip(FIVE, apportion(residents, [shares[group] for group in FIVE]), strict=True))
    found: list[Residents] = [{} for _ in now]
    for group in FIVE:
        weights = []
        for area in now:
            size = sum(area.values())
            pull = size - area["White"] if group == "White" else area[group]
            weights.append(area[group] * (3000 + 1000 * pull // size) * near(rng, 100, 6))
        for area, people in zip(found, apportion(totals[group], weights), strict=True):
            area[group] = people
    return found


def split(rng: Random, now: Residents, then: Residents, parts: int) -> list[Piece]:
    """One neighbourhood in ``parts`` pieces that add up to it exactly.

    ``now`` is by five groups; ``then`` may be by finer ones, each named ``broad/fine``. Minorities are shared out
    unevenly; White residents fill each piece up to its size.
    """
    sizes = apportion(sum(now.values()), [near(rng, 100, 14) for _ in range(parts)])
    leaning = [near(rng, 100, 32) for _ in range(parts)]
    pieces: list[Residents] = [{} for _ in range(parts)]
    for group in MINORITIES:
        weights = [size * lean * near(rng, 100, 18) for size, lean in zip(sizes, leaning, strict=True)]
        for piece, people in zip(pieces, apportion(now[group], weights), strict=True):
            piece[group] = people
    room = [max(1, size - sum(piece.values())) for size, piece in zip(sizes, pieces, strict=True)]
    for piece, people in zip(pieces, apportion(now["White"], room), strict=True):
        piece["White"] = people
    earlier: list[Residents] = [{} for _ in range(parts)]
    for fine, people in then.items():
        weights = [(piece[fine.partition("/")[0]] + 1) * near(rng, 100, 12) for piece in pieces]
        for piece, share in zip(earlier, apportion(people, weights), strict=True):
            piece[fine] = share
    return [Piece(a, b) for a, b in zip(pieces, earlier, strict=True)]


def finer(rng: Random, counts: Residents, within: Mapping[str, Mapping[str, int]]) -> Residents:
    """Five groups told apart into finer ones, each named ``broad/fine``; their mix differs from place to place."""
    found: Residents = {}
    for group, parts in within.items():
        weights = [weight * near(rng, 100, 35) for weight in parts.values()]
        for fine, people in zip(parts, apportion(counts[group], weights), strict=True):
            found[f"{group}/{fine}"] = people
    return found
