"""Invented lists for matching: the same bytes every time, read without a refusal, and worth a look."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import pytest

from convive.core.problems.kinds import kind_named
from convive.matching import engines
from convive.matching.asked import Asked
from convive.sources.lists import read_folder
from convive.worlds import matching

PEOPLE = {
    "linking": "classes.csv",
    "teams": "participants.csv",
    "placement": "learners.csv",
    "mentoring": "mentees.csv",
}


def test_the_same_bytes_every_time_and_others_for_another_seed() -> None:
    one, two, other = matching.bytes_of(), matching.bytes_of(), matching.bytes_of(seed=2)
    assert one == two
    assert one != other
    digest = sha256(b"".join(data for kind in one.values() for data in kind.values())).hexdigest()
    assert digest[:16] == "a7beab9b546c5e64"


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_kind_is_read_and_places_most_people_and_not_all(tmp_path: Path, kind: str) -> None:
    paths = matching.write(tmp_path)[kind]
    assert all(path.parent == tmp_path / kind for path in paths)
    found = read_folder(tmp_path / kind, kind_named(kind)).problem
    asked = Asked(what=kind_named(kind))
    answer = engines.kept(engines.solve(found, asked), asked)
    people = {"linking": "classes.csv", "teams": "participants.csv", "placement": "learners.csv"}.get(
        kind, "mentees.csv"
    )
    with (tmp_path / kind / people).open(encoding="utf-8") as file:
        many = len(list(csv.DictReader(file)))
    placed = many - len(answer["unassigned"])
    assert 0.5 * many < placed <= many
    assert (placed < many) == (kind != "teams")


def test_every_school_says_that_it_is_invented() -> None:
    rows = matching.bytes_of()["linking"]["schools.csv"].decode().splitlines()[1:]
    assert len(rows) == len(matching.SCHOOLS)
    assert all("(invented)" in row for row in rows)
    shares = [[float(cell) for cell in row.split(",")[5:10]] for row in rows]
    assert all(abs(sum(mix) - 1) < 1e-9 for mix in shares)
