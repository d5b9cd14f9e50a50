"""``convive explain``: every id has an answer, and a wrong one a suggestion."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from convive.cli.explain import METHODS, PAGES
from convive.matching.mentoring.match import SOLVERS


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("dissimilarity", "Duncan and Duncan"),
        ("theil_h_multi", "convive.evidence.segregation.indices.theil_h_multi"),
        ("welcome-drop-in", "playbook"),
        ("schools-linking/classes-linked", "measure"),
        ("no-vision", "essay 1"),
        ("census-ts021", "TS021"),
        ("census-small-area", "ethnic groups within households"),
        ("census-age", "count babies under one year twice"),
        ("tenure-2021", "households"),
        ("ethnic-5", "Mixed or Multiple ethnic groups"),
    ],
)
def test_an_id_is_explained(convive, name, holds) -> None:
    ended = convive("explain", name)
    assert ended.code == 0
    assert holds in ended.out
    assert json.loads(convive("explain", name, "--json").out)["id"] == name


def test_without_an_id_everything_is_listed_once(convive) -> None:
    lines = convive("explain").out.splitlines()
    ids = [line.split()[0] for line in lines]
    assert len(ids) == len(set(ids)) > 50
    assert set(json.loads(convive("explain", "--json").out)) == set(ids)


def test_every_id_of_the_list_can_be_explained(convive) -> None:
    for name in json.loads(convive("explain", "--json").out):
        assert convive("explain", name).code == 0


def test_a_wrong_id_is_suggested(convive) -> None:
    ended = convive("explain", "disimilarity")
    assert ended.code == 1
    assert "Did you mean dissimilarity" in ended.err


def test_every_page_about_the_numbers_can_be_asked_for_and_a_word_leads_to_ids(convive) -> None:
    pages = {page.stem for page in (Path(__file__).parents[2] / "docs/explain").glob("*.md")} - {"README"}
    assert pages == set(PAGES)
    assert "docs/explain/priorities.md" in convive("explain", "priorities").out
    ended = convive("explain", "newcomers")
    assert ended.code == 1
    assert "without an id" in ended.err
    ended = convive("explain", "homes")
    assert ended.code == 1
    assert "“homes” stands in the titles of crowding, " in ended.err


@pytest.mark.parametrize("method", METHODS)
def test_every_way_of_matching_leads_to_its_page_code_and_tests(convive, method: str) -> None:
    """What an answer names under “solver” can be asked for, and what it names is there."""
    ended = convive("explain", method, "--json")
    found = json.loads(ended.out)
    root = Path(__file__).parents[2]
    for place in (found["page"], found["code"], *found["tests"]):
        assert (root / place).exists(), place


def test_every_solver_that_an_engine_names_is_a_method() -> None:
    """The names stand in the engines as words; each is one that can be explained."""
    matching = Path(__file__).parents[2] / "src/convive/matching"
    code = "".join(path.read_text("utf-8") for path in matching.rglob("*.py"))
    assert [method for method in METHODS if f'"{method}"' not in code] == []
    named = {*re.findall(r'SOLVER = "([^"]+)"', code), *re.findall(r'solver="(\w+)" if', code), *SOLVERS.values()}
    assert named - set(METHODS) == set()
