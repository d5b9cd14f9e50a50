"""The cloth: the same bytes for the same place, another cloth for another place, no data in it."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convive.reports.cloth import COLOURS, WARP, draw_threads, weave


def test_a_place_always_has_the_same_cloth_and_no_other_has_it():
    codes = [f"E0{k}0000{n:02d}" for k in (6, 7, 8, 9) for n in range(10)]
    assert len({weave(code) for code in codes}) == len(codes)
    assert weave(codes[0]) == weave(codes[0])


@given(st.text(min_size=1, max_size=12))
def test_every_thread_is_one_of_the_six_colours(code):
    assert set(draw_threads(code, "warp", WARP)) == set(WARP)
    picture = Image.open(io.BytesIO(weave(code))).convert("RGB")
    assert picture.size == (40, 40)
    assert {colour for _, colour in picture.getcolors()} <= set(COLOURS.values())
