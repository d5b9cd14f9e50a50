"""plan.toml belongs to people: what they write stays."""

from __future__ import annotations

import tomllib

import pytest

from convive.planning.draft import draft
from convive.planning.read import parse
from convive.planning.write import STALE, renew, write


@pytest.fixture
def text(apart) -> str:
    return write(draft(apart))


def test_reading_what_was_written_gives_the_same_plan(apart, text) -> None:
    assert parse(text) == draft(apart)
    assert {"objectives", "actions"} <= set(tomllib.loads(text))


def test_the_file_says_what_each_part_is_for(text) -> None:
    assert text.startswith("# This is your plan.")
    assert "# [[voices]]" in text


def test_the_examples_in_the_comments_are_good_parts_of_a_plan(text) -> None:
    for part in ("assets", "voices", "left_out"):
        start = text.index(f"# [[{part}]]")
        lines = [line.removeprefix("# ") for line in text[start:].split("\n\n")[0].splitlines()]
        assert getattr(parse(text + "\n" + "\n".join(lines)), part)


def test_renewing_keeps_comments_words_and_added_parts(apart, text, evidence_of, stands) -> None:
    mine = text.replace('vision = ""', 'vision = "A ladder lent." # chosen on 3 May')
    mine = mine.replace('owner = ""', 'owner = "Head of Schools"', 1) + '\n[[assets]]\nname = "Friday kitchen"\n'
    newer = evidence_of(
        stands("theil_h_multi", 0.29, 7), stands("mix_change", 0.063, 52), stands("population_change", 0.10, 20)
    )
    plan = parse(renew(mine, draft(newer)))
    again = renew(mine, draft(newer))
    assert 'vision = "A ladder lent." # chosen on 3 May' in again
    assert plan.plan.vision == "A ladder lent."
    assert plan.actions[0].owner == "Head of Schools"
    assert plan.assets[0].name == "Friday kitchen"
    assert plan.priorities[0].figure.value == 0.29
    assert next(o for o in plan.objectives if o.indicator == "theil_h_multi").baseline.value == 0.29
    assert "room-for-everyone" in [p.id for p in plan.priorities]
    assert "demand-table" in [a.id for a in plan.actions]


def test_a_priority_that_the_evidence_drops_is_kept_with_a_comment(apart, text, evidence_of, stands) -> None:
    newer = evidence_of(stands("mix_change", 0.063, 52))
    again = renew(text, draft(newer))
    assert STALE in again
    assert [p.id for p in parse(again).priorities] == ["meet-across", "welcome-and-room"]
    assert renew(again, draft(newer)).count(STALE) == 1


def test_renewing_with_the_same_evidence_changes_nothing(apart, text) -> None:
    assert renew(text, draft(apart)) == text


def test_quotes_and_marks_in_words_survive(apart, text) -> None:
    plan = draft(apart)
    plan.plan.vision = 'A "ladder",\nlent – \\ever مرحبا'
    assert parse(write(plan)).plan.vision == plan.plan.vision
