"""Dates: in order, inside what holds them, and the same every time."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.playbooks import Playbook, all_playbooks, schedule
from convive.playbooks.parts import WEEKDAYS

PLAYBOOKS = st.sampled_from(all_playbooks())
STARTS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(PLAYBOOKS, STARTS)
def test_nothing_begins_before_the_start_and_stages_keep_their_order(one: Playbook, start: date) -> None:
    dated = schedule(one, start)
    assert dated.first_day >= start
    assert [stage.first_day for stage in dated.stages] == sorted(stage.first_day for stage in dated.stages)
    firsts = [stage for stage in dated.stages if stage.number == 1]
    assert [stage.order for stage in firsts] == list(range(1, len(one.stages) + 1))
    assert dated.first_day - dated.prepare_from == timedelta(weeks=one.preparation.weeks)


@given(PLAYBOOKS, STARTS)
def test_every_session_lies_within_its_stage_on_its_weekday(one: Playbook, start: date) -> None:
    weekday = {session.id: session.weekday for stage in one.stages for session in stage.sessions}
    for stage in schedule(one, start).stages:
        for session in stage.sessions:
            assert stage.first_day <= session.day
            assert session.day + timedelta(days=session.days - 1) <= stage.last_day
            assert WEEKDAYS[session.day.weekday()] == weekday[session.session]


@given(PLAYBOOKS, STARTS)
def test_stages_last_as_long_as_they_say_and_repeat_as_often(one: Playbook, start: date) -> None:
    lengths = {stage.id: stage.lasts for stage in one.stages}
    times = {s.id: s.repeat.times if s.repeat else 1 for stage in one.stages for s in stage.sessions}
    for stage in schedule(one, start).stages:
        assert stage.last_day - stage.first_day == lengths[stage.stage] - timedelta(days=1)
        for held_id in {session.session for session in stage.sessions}:
            held = [session.number for session in stage.sessions if session.session == held_id]
            assert held == list(range(1, len(held) + 1))
            if times[held_id] is not None:
                assert len(held) == times[held_id]


@given(PLAYBOOKS, STARTS)
def test_the_same_start_gives_the_same_dates(one: Playbook, start: date) -> None:
    assert schedule(one, start) == schedule(one, start)


@given(PLAYBOOKS, STARTS)
def test_starting_a_week_later_never_ends_earlier(one: Playbook, start: date) -> None:
    assert schedule(one, start + timedelta(weeks=1)).last_day >= schedule(one, start).last_day


@given(PLAYBOOKS, STARTS)
def test_stages_counted_from_the_start_keep_their_offset(one: Playbook, start: date) -> None:
    dated = {stage.stage: stage for stage in schedule(one, start).stages if stage.number == 1}
    for stage in one.stages:
        if not stage.term:
            assert dated[stage.id].first_day == start + timedelta(weeks=stage.week, days=stage.day)


LEAP_DAY_AUGUST_AND_NEW_YEAR = [date(2028, 2, 29), date(2027, 8, 12), date(2026, 1, 1)]


@pytest.mark.parametrize("start", LEAP_DAY_AUGUST_AND_NEW_YEAR)
@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_every_playbook_is_dated_from_any_day(one: Playbook, start: date) -> None:
    dated = schedule(one, start)
    assert dated.prepare_from <= dated.first_day <= dated.last_day
    assert {stage.stage for stage in dated.stages} == {stage.id for stage in one.stages}
    assert {session.session for session in dated.sessions} == {s.id for stage in one.stages for s in stage.sessions}
    assert [wave.wave for wave in dated.waves] == [wave.wave for wave in sorted(dated.waves, key=lambda w: w.day)]
    assert {wave.wave for wave in dated.waves} == {wave.id for wave in one.waves}
    assert all(wave.day >= dated.first_day for wave in dated.waves)


@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_a_stage_opens_after_those_it_waits_for(one: Playbook) -> None:
    dated = schedule(one, date(2026, 9, 7)).stages
    last = {stage.stage: stage.last_day for stage in dated if stage.number == 1}
    first = {stage.stage: stage.first_day for stage in dated if stage.number == 1}
    assert [
        (stage.id, earlier) for stage in one.stages for earlier in stage.after if first[stage.id] <= last[earlier]
    ] == []


def school_year() -> Playbook:
    """A playbook whose school year opens in September."""
    return next(one for one in all_playbooks() if one.terms and one.terms[0].month == 9)


def test_the_school_year_opens_on_the_first_monday_of_september() -> None:
    dated = schedule(school_year(), date(2026, 9, 7))
    assert dated.first_day == date(2026, 9, 7)
    assert [stage.first_day for stage in dated.stages] == [
        date(2026, 9, 7),
        date(2026, 11, 2),
        date(2027, 1, 11),
        date(2027, 4, 19),
    ]
    assert dated.prepare_from == date(2026, 5, 18)


def test_a_start_after_the_year_has_begun_waits_for_the_next_one_and_says_so() -> None:
    dated = schedule(school_year(), date(2026, 9, 8))
    assert dated.first_day == date(2027, 9, 6)
    assert "It starts when its next year opens, on 6 September 2027." in dated.notes


def test_a_weekly_session_without_an_end_fills_its_stage() -> None:
    one = next(
        one
        for one in all_playbooks()
        if len(one.stages) == 1 and [s.repeat.times for s in one.stages[0].sessions if s.repeat] == [None]
    )
    stage = schedule(one, date(2026, 9, 7)).stages[0]
    days = [session.day for session in stage.sessions]
    assert len(days) == one.stages[0].weeks
    assert {b - a for a, b in pairwise(days)} == {timedelta(weeks=1)}


def test_a_stage_that_repeats_is_dated_each_time() -> None:
    one = next(one for one in all_playbooks() if len(one.stages) == 1 and not one.stages[0].sessions[0].week)
    raw = one.model_dump(mode="json")
    raw["stages"][0] |= {"weeks": 2, "repeat": {"every_weeks": 13, "times": 4}, "sessions": []}
    dated = schedule(Playbook.model_validate(raw), date(2026, 9, 7))
    assert [stage.first_day for stage in dated.stages] == [date(2026, 9, 7) + timedelta(weeks=13 * k) for k in range(4)]
    assert [stage.number for stage in dated.stages] == [1, 2, 3, 4]


@pytest.mark.parametrize("start", [date.max, date.min])
def test_a_start_at_the_end_of_the_calendar_is_refused_in_words(start: date) -> None:
    for one in all_playbooks():
        with pytest.raises(RefusedInput, match="calendar"):
            schedule(one, start)
