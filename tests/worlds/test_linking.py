"""The invented country of schools that link: the same every time, and of the shape that its claims rest on."""

from __future__ import annotations

import numpy as np

from convive.worlds.linking import Country, invent, pairs


def test_the_same_seed_gives_the_same_schools_and_another_seed_others() -> None:
    one, two, other = (invent(seed=seed, classes=200) for seed in (1, 1, 2))
    assert (one.place == two.place).all()
    assert (one.year == two.year).all()
    assert (one.place != other.place).any()


def test_its_shape_is_that_of_england() -> None:
    made = invent(seed=1, classes=3_000)
    assert 2.0 < len(made.school) / len(made.place) < 2.2
    for mix in (made.ethnic, made.faith):
        assert np.allclose(mix.sum(axis=1), 1, atol=0.01)
    found = pairs(made)
    assert 80 < 2 * len(found.first) / 3_000 < 120


def worth(c: Country, a: int, b: int) -> int | None:
    """One pair by the words of the rule; None when it is not admissible."""
    s, t = c.school[a], c.school[b]
    minutes = round(8 + 2.2 * float(np.linalg.norm(c.place[s] - c.place[t])))
    apart = [float(abs(mix[s] - mix[t]).sum()) / 2 for mix in (c.ethnic, c.faith)]
    benefit = round(600 * apart[0] + 250 * apart[1] + 150 * abs(c.fsm[s] - c.fsm[t]))
    if s == t or c.secondary[s] != c.secondary[t] or minutes > 45 or benefit < 150 or abs(c.year[a] - c.year[b]) > 1:
        return None
    value = 500 + benefit - 60 * abs(c.year[a] - c.year[b]) - 6 * abs(c.size[a] - c.size[b]) - 4 * max(0, minutes - 10)
    return int(value) if value > 0 else None


def test_pairs_are_all_admissible_pairs_with_their_worth() -> None:
    made = invent(seed=4, classes=150, towns=2)
    found = pairs(made)
    listed = dict(
        zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.weight.tolist(), strict=True)
    )
    assert len(listed) == len(found.first) > 500
    every = {(a, b): worth(made, a, b) for a in range(150) for b in range(a + 1, 150)}
    assert listed == {pair: value for pair, value in every.items() if value is not None}


def test_the_best_are_kept_from_either_end() -> None:
    made = invent(seed=4, classes=150, towns=1)
    every, some = pairs(made), pairs(made, best=5)
    kept = set(zip(some.first.tolist(), some.second.tolist(), strict=True))
    listed = list(zip(every.first.tolist(), every.second.tolist(), every.weight.tolist(), strict=True))
    assert len(kept) < len(listed)
    for a, b, w in listed:
        better = [sum(v > w for c, d, v in listed if end in (c, d)) for end in (a, b)]
        as_good = [sum(v >= w for c, d, v in listed if end in (c, d)) for end in (a, b)]
        if min(as_good) <= 5:
            assert (a, b) in kept
        if min(better) >= 5:
            assert (a, b) not in kept
