"""Everyday life in Brackenford adds up to the people who live there."""

from __future__ import annotations

from random import Random

import pytest

from convive.worlds import brackenford, everyday
from convive.worlds.everyday import Everyday, nineteen
from convive.worlds.people import FIVE


@pytest.fixture(scope="module")
def areas() -> tuple[brackenford.Neighbourhood, ...]:
    return brackenford.build()


@pytest.fixture(scope="module")
def life(areas: tuple[brackenford.Neighbourhood, ...]) -> Everyday:
    return everyday.live(areas, brackenford.SEED)


def test_everybody_has_a_religion_answer_and_every_home_a_tenure_and_a_size(life: Everyday) -> None:
    for area in life.small_areas:
        assert sum(area.religion) == sum(area.lsoa.residents.values())
        assert sum(area.tenure) == sum(area.room) == sum(area.lsoa.residents.values()) * 10 // 24


def test_levels_of_english_and_moves_stay_within_the_residents(life: Everyday) -> None:
    for quarter in life.quarters:
        assert sum(quarter.english) == quarter.residents * 963 // 1000
        assert 0 < sum(quarter.moves) <= quarter.residents
        assert min(*quarter.english, *quarter.moves) >= 0


def test_ages_of_2011_add_up_to_the_census_and_white_residents_are_part_of_all(life: Everyday) -> None:
    for quarter in life.quarters:
        counted = sum(sum(oa.residents.values()) for lsoa in quarter.area.then for oa in lsoa.oas)
        assert sum(quarter.ages) == counted
        assert all(white <= every for white, every in zip(quarter.white_ages, quarter.ages, strict=True))


def test_nineteen_groups_add_up_to_five() -> None:
    residents = {"Asian": 431, "Black": 77, "Mixed": 60, "Other": 9, "White": 3002}
    fine = nineteen(residents, Random(1))
    assert len(fine) == 19
    assert sum(fine.values()) == sum(residents.values())
    assert sum(people for label, people in fine.items() if label.startswith("White")) == residents["White"]


def test_hardship_is_drawn_by_lot_and_not_from_who_lives_there(life: Everyday) -> None:
    """Both ends of the ranking by group know more and less hardship."""
    ranked = sorted(life.small_areas, key=lambda area: area.lsoa.residents["White"] / sum(area.lsoa.residents.values()))
    third = len(ranked) // 3
    low, high = ([area.scores[0] for area in part] for part in (ranked[:third], ranked[-third:]))
    assert max(low) > sum(high) / third > min(low)
    assert max(high) > sum(low) / third > min(high)


def test_another_seed_makes_another_everyday_life(areas: tuple[brackenford.Neighbourhood, ...], life: Everyday) -> None:
    assert everyday.live(areas, 7) != life
    assert everyday.live(areas, brackenford.SEED) == life
    assert set(life.small_areas[0].lsoa.residents) == set(FIVE)
