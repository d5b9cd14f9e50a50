"""The map: five classes with round edges, a hatch with words, both ends named, no label on another."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from convive.evidence.model import Neighbourhood
from convive.reports.maps import _free_box, classes, draw_map, project


@given(st.lists(st.integers(0, 100), min_size=1, max_size=80))
def test_five_classes_with_round_edges_hold_every_value_once(values):
    made = classes(values)
    assert len(made) == 5
    assert sum(c.places for c in made) == len(values)
    assert all(c.low % 5 == 0 for c in made)
    assert [c.high + 1 for c in made[:-1]] == [c.low for c in made[1:]]


def names(evidence):
    return {n.name: n.label for n in evidence.neighbourhoods}


def drawn(evidence):
    made = draw_map(evidence.neighbourhoods, names(evidence), "Brackenford", "March 2021, in lockdown")
    assert made is not None
    return made


def test_both_ends_are_named_with_their_numbers_and_the_date(evidence):
    made = drawn(evidence)
    judged = sorted((n for n in evidence.neighbourhoods if n.pairs_differ), key=lambda n: n.pairs_differ)
    for n in (judged[0], judged[-1]):
        assert f"{n.label}, {round(100 * n.pairs_differ)}" in made.picture
    assert "March 2021, in lockdown" in made.picture
    assert ">too few<" in made.picture
    assert made.too_few == 1
    assert sum(c.places for c in made.classes) == 11


def test_what_cannot_be_judged_is_hatched_and_never_shaded(evidence):
    made = drawn(evidence)
    assert made.picture.count('fill="url(#too-few)"') == 2  # once for the outline, once for the white line


def boxes(svg: str, group: str) -> list[tuple[float, ...]]:
    inner = re.search(rf'<g class="{group}".*?</g>', svg, flags=re.S)
    assert inner
    rects = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', inner[0])
    return [(float(x), float(y), float(x) + float(w), float(y) + float(h)) for x, y, w, h in rects]


def test_no_label_lies_on_another_or_outside_the_drawing(evidence):
    made = drawn(evidence)
    for group in ("wide", "narrow"):
        found = boxes(made.picture, group)
        assert len(found) == 3
        for i, a in enumerate(found):
            assert a[0] >= 0
            assert a[2] <= 600
            for b in found[i + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_label_stands_where_it_covers_fewest_outlines():
    crowd = [(300.0 + 4 * i, 210.0 + 4 * j) for i in range(20) for j in range(10)]
    x0, y0, x1, y1 = _free_box((330.0, 300.0), 120.0, 50.0, 600.0, [], 16.0, crowd)
    assert not any(x0 <= x <= x1 and y0 <= y <= y1 for x, y in crowd)
    assert x0 >= 0
    assert x1 <= 600
    assert y0 >= 0
    assert y1 <= 600


def test_north_is_up_and_a_degree_east_is_shorter_than_a_degree_north():
    ring = ((-1.9, 53.7), (-1.8, 53.7), (-1.8, 53.8), (-1.9, 53.8), (-1.9, 53.7))
    rings, height = project([(ring,)])
    (south_west, south_east, north_east, _north_west) = rings[0][0][:4]
    assert south_west[1] > north_east[1]
    # cos 53.75° = 0.591: a tenth of a degree each way is drawn narrower than tall, and the height decides the scale.
    assert abs((south_east[0] - south_west[0]) / (south_west[1] - north_east[1]) - 0.591) < 0.01
    assert height <= 620


def test_coordinates_have_at_most_one_decimal(evidence):
    numbers = re.findall(r"[\d.]+", " ".join(re.findall(r' d="M([^"]*)Z"', drawn(evidence).picture)))
    assert numbers
    assert all(len(n.partition(".")[2]) <= 1 for n in numbers)


def test_without_outlines_or_values_there_is_no_map(evidence):
    bare = [
        Neighbourhood(n.name, n.label, n.residents, n.pairs_differ, None, None, None) for n in evidence.neighbourhoods
    ]
    assert draw_map(bare, names(evidence), "Brackenford", "2021") is None
    small = [Neighbourhood(n.name, n.label, None, None, None, None, None, n.rings) for n in evidence.neighbourhoods]
    assert draw_map(small, names(evidence), "Brackenford", "2021") is None
