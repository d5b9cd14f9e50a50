"""Two answers side by side: what stands, what went, what came, who lost a place."""

from __future__ import annotations

import polars as pl

from convive.matching.answers import Answer, Quality, nothing_relaxed
from convive.matching.compare import compare


def answer(places: dict[str, str], left: list[str]) -> Answer:
    frame = pl.DataFrame({"who": list(places), "where": list(places.values()), "value": [10.0] * len(places)})
    out = pl.DataFrame({"id": left, "reason": ["full"] * len(left), "would_open": [[] for _ in left]})
    quality = Quality(
        value=10 * len(places), bound=None, status="heuristic", seconds=0, solver="s", seed=0, input_hash="h"
    )
    return Answer(frame, out, quality, nothing_relaxed())


def test_lines_stand_go_and_come():
    found = compare(
        answer({"a": "x", "b": "y", "c": "x"}, ["d", "e"]),
        answer({"a": "x", "b": "z", "d": "x"}, ["c", "e"]),
        ["who", "where"],
    )
    assert found.kept == 1
    assert found.gone.select("who", "where").rows() == [("b", "y"), ("c", "x")]
    assert found.new.select("who", "where").rows() == [("b", "z"), ("d", "x")]
    assert (found.lost, found.gained) == (("c",), ("d",))
    assert (found.value, found.lines) == (0, 0)


def test_an_answer_beside_itself_is_the_same():
    one = answer({"a": "x"}, ["b"])
    found = compare(one, one, ["who", "where"])
    assert (found.kept, found.gone.height, found.new.height, found.lost, found.gained) == (1, 0, 0, (), ())
    assert found.as_dict()["value"] == 0
