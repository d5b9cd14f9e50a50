"""A plan that cannot be read says where, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from convive.core.errors import RefusedInput
from convive.planning.draft import draft
from convive.planning.read import parse, read
from convive.planning.write import write


@pytest.fixture
def text(apart) -> str:
    return write(draft(apart))


def fault(text: str) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        parse(text)
    return caught.value


def test_a_folder_or_a_file_can_be_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read(tmp_path) == read(tmp_path / "plan.toml") == parse(text)


def test_no_plan_is_said_with_the_way_to_one(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="convive plan draft"):
        read(tmp_path)


def test_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes('title = "Caf\xe9"'.encode("cp1252"))
    with pytest.raises(RefusedInput, match="UTF-8"):
        read(tmp_path)


def test_broken_toml_names_its_line(text: str) -> None:
    lines = text.splitlines()
    at = lines.index('vision = ""')
    lines[at] = 'vision = "never closed'
    error = fault("\n".join(lines))
    assert error.row == at + 1
    assert error.rule == "toml"


def test_an_unknown_key_has_a_suggestion_and_its_row(text: str) -> None:
    changed = text.replace('owner = ""', 'ownr = ""', 1)
    error = fault(changed)
    assert error.hint == "Did you mean owner?"
    assert error.row == changed.splitlines().index('ownr = ""') + 1
    assert error.column == "actions.1.ownr"


def test_a_word_that_cannot_stand_there_lists_those_that_can(text: str) -> None:
    error = fault(text.replace('status = "draft"', 'status = "nearly"'))
    assert error.hint == "Write one of: draft, adopted."
    assert "nearly" in error.says
    domain = fault(text.replace('domain = "schools"', 'domain = "school"', 1))
    assert "schools" in domain.hint


def test_a_missing_part_and_a_wrong_day_are_said(text: str) -> None:
    assert fault(text.replace('place_name = "Twinford"\n', "")).says == "This is missing."
    error = fault(text.replace("written = 2026-11-22", 'written = "soon"'))
    assert error.column == "plan.written"
    assert error.says == "“soon” is not a day."
    assert "2027-01-11" in error.hint


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("boundary_year = 2022", 'boundary_year = "about"', "without quotes"),
        ('vision = ""', "vision = 3", "quotes"),
        ('date = "2021-03-21"', 'date = "March 2021"', "the year first"),
        ("differences = []", 'differences = "age"', "fresh draft"),
        ("light = true", 'light = "perhaps"', "fresh draft"),
    ],
)
def test_the_wrong_kind_of_thing_says_what_belongs_there(text: str, old: str, new: str, hint: str) -> None:
    assert hint in fault(text.replace(old, new, 1)).hint


def test_an_empty_file_is_said() -> None:
    assert fault(" \n").rule == "empty"


def test_the_second_table_of_a_kind_is_found(text: str) -> None:
    head, *rest = text.split("[[objectives]]")
    rest[1] = rest[1].replace("title =", "titel =", 1)
    changed = "[[objectives]]".join([head, *rest])
    error = fault(changed)
    rows = [n for n, line in enumerate(changed.splitlines(), 1) if line.startswith("titel")]
    assert error.column.startswith("objectives.2")
    assert error.row in (*rows, [n for n, line in enumerate(changed.splitlines(), 1) if line == "[[objectives]]"][1])
