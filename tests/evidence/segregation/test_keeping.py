"""A run that was interrupted goes on where it stopped, and gives the same bytes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from convive.evidence.segregation import tabulate
from convive.evidence.segregation.cube import Cube, from_long
from convive.evidence.segregation.keeping import from_bytes


class Shelf:
    """Answers in memory, and how often each was asked for and brought."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.brought = 0

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, answers: bytes) -> None:
        self.brought += 1
        self.kept[name] = answers


@pytest.fixture(scope="module")
def cube() -> Cube:
    chance = np.random.default_rng(5)
    rows = [
        (f"area {a}", f"unit {a}-{u}", group, int(chance.integers(0, 90)))
        for a in range(6)
        for u in range(8)
        for group in ("x", "y", "z")
    ]
    return from_long(pl.DataFrame(rows, schema=["within", "unit", "group", "count"], orient="row"), within="within")


def run(cube: Cube, shelf: Shelf | None = None, **more: object) -> bytes:
    asked = {"indices": ["dissimilarity", "theil_h_multi"], "draws": 20, "seed": 3} | more
    return tabulate(cube, kept=shelf, **asked).write_csv().encode()  # type: ignore[arg-type]  # the options vary


def test_answers_that_were_kept_are_not_worked_out_again(cube: Cube) -> None:
    shelf = Shelf()
    assert run(cube, shelf) == run(cube)
    first = shelf.brought
    assert first > 1
    assert run(cube, shelf) == run(cube)
    assert shelf.brought == first


def test_a_run_that_stopped_half_way_goes_on_to_the_same_bytes(cube: Cube) -> None:
    shelf = Shelf()

    def stop(done: int, _: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(cube, shelf, progress=stop, threads=1)
    half = shelf.brought
    assert 0 < half < 6
    assert run(cube, shelf, threads=2) == run(cube)
    assert shelf.brought == 6


def test_another_seed_or_another_count_is_another_answer(cube: Cube) -> None:
    shelf = Shelf()
    run(cube, shelf)
    before = len(shelf.kept)
    assert run(cube, shelf, seed=4) == run(cube, seed=4)
    assert len(shelf.kept) == 2 * before


def test_an_answer_that_was_cut_off_is_worked_out_again(cube: Cube) -> None:
    shelf = Shelf()
    whole = run(cube, shelf)
    name = next(iter(shelf.kept))
    shelf.kept[name] = shelf.kept[name][:100]
    assert from_bytes(shelf.kept[name]) is None
    assert run(cube, shelf) == whole
    assert from_bytes(shelf.kept[name]) is not None
