"""convive playbook list, show, schedule."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from convive.cli.playbook import app
from convive.core.errors import RefusedInput, UnknownName
from convive.core.periods import parse_day
from convive.playbooks import all_playbooks, schedule
from convive.playbooks.model import Playbook

SLUG = all_playbooks()[0].slug


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_list_names_every_playbook() -> None:
    result = run("list")
    assert result.exit_code == 0
    for one in all_playbooks():
        assert f"{one.slug} " in result.output
        assert one.problem in result.output


def test_list_as_json_has_what_a_choice_needs() -> None:
    found = json.loads(run("list", "--json").output)
    assert [one["slug"] for one in found] == [one.slug for one in all_playbooks()]
    assert set(found[0]) >= {"title", "purpose", "domains", "problem", "light", "needs_new_money", "evidence"}


@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_show_says_what_it_costs_what_is_known_and_where_from(one: Playbook) -> None:
    text = run("show", one.slug).output
    for heading in ("Who gains", "Who is needed", "Money", "What to count", "Does it work?", "Sources"):
        assert f"\n{heading}\n" in text
    for line in one.money:
        assert (f"£{line.pounds:,} per {line.per}" if line.pounds != "not stated" else "not stated") in text
    assert one.guidance in text
    assert json.loads(run("show", one.slug, "--json").output)["slug"] == one.slug


def test_schedule_prints_every_day() -> None:
    dated = schedule(all_playbooks()[0], parse_day("2026-09-07"))
    result = run("schedule", SLUG, "--start", "2026-09-07")
    assert result.exit_code == 0
    assert result.output.count(" 2026  ") + result.output.count(" 2027  ") == len(dated.sessions)
    found = json.loads(run("schedule", SLUG, "--start", "2026-09-07", "--json").output)
    assert found["first_day"] == dated.first_day.isoformat()
    assert [stage["stage"] for stage in found["stages"]] == [stage.stage for stage in dated.stages]


def test_an_unknown_name_and_a_bad_day_are_errors_with_a_hint() -> None:
    assert isinstance(run("show", SLUG + "s").exception, UnknownName)
    refused = run("schedule", SLUG, "--start", "7.9.2026").exception
    assert isinstance(refused, RefusedInput)
    assert "Write the year first" in str(refused)


def test_schedule_without_a_start_is_a_usage_error() -> None:
    assert run("schedule", SLUG).exit_code == 2


def test_the_verb_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "numpy", "polars", "django")
    code = f"import sys, convive.cli.playbook; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_filters_narrow_the_list_and_a_slip_is_answered_with_the_word() -> None:
    free = run("list", "--cost", "none", "--json")
    assert all(not one["needs_new_money"] for one in json.loads(free.output))
    soon = run("list", "--time-to-start", "6", "--json")
    assert {one["slug"] for one in json.loads(soon.output)} == {
        one.slug for one in all_playbooks() if one.preparation.weeks <= 6
    }
    for option, word, meant in [
        ("--domain", "school", "schools"),
        ("--form", "ful", "full"),
        ("--cost", "nothing", "none"),
    ]:
        refused = run("list", option, word).exception
        assert isinstance(refused, UnknownName)
        assert meant in str(refused)
    assert "Take one filter out" in run("list", "--find", "zzz").output


def test_fits_puts_what_answers_first() -> None:
    found = json.loads(run("list", "--fits", "schools_apart", "--json").output)
    assert len(found) == len(all_playbooks())
    assert "schools_apart" in found[0]["answers"]
    assert "Answers schools_apart." in run("list", "--fits", "schools_apart").output
    refused = run("list", "--fits", "school_apart").exception
    assert isinstance(refused, UnknownName)
    assert "schools_apart" in str(refused)


def test_compare_prints_every_question_once_with_an_answer_each() -> None:
    names = [one.slug for one in all_playbooks()[:2]]
    text = run("compare", *names).output
    assert text.count("\nMoney\n") == 1
    assert text.count(f"  {names[0]} ") == text.count(f"  {names[1]} ") >= 14
    assert json.loads(run("compare", *names, "--json").output)["playbooks"] == names
    assert isinstance(run("compare", names[0]).exception, RefusedInput)


def test_check_reads_a_shared_folder_and_names_a_slip(tmp_path: Path) -> None:
    shipped = files("convive.playbooks").joinpath("data", SLUG)
    for name in ("playbook.toml", "guidance.md"):
        (tmp_path / name).write_text(shipped.joinpath(name).read_text("utf-8"), encoding="utf-8")
    good = run("check", str(tmp_path))
    assert good.exit_code == 0
    assert "It holds together." in good.output
    assert all_playbooks()[0].title in good.output

    toml = tmp_path / "playbook.toml"
    toml.write_text(toml.read_text("utf-8").replace("purpose = ", "porpoise = ", 1), encoding="utf-8")
    refused = run("check", str(tmp_path)).exception
    assert isinstance(refused, RefusedInput)
    assert (refused.column, refused.file) == ("porpoise", str(toml))

    toml.write_bytes(b"\xff\xfe")
    assert "UTF-8" in str(run("check", str(tmp_path)).exception)
    (tmp_path / "guidance.md").unlink()
    toml.unlink()
    assert "playbook.toml is not there" in str(run("check", str(tmp_path)).exception)


@pytest.mark.parametrize("one", all_playbooks(), ids=lambda one: one.slug)
def test_what_nobody_has_run_is_not_said_to_have_worked(one: Playbook) -> None:
    text = run("show", one.slug).output
    assert ("\nIt worked because\n" in text) == (one.evidence.rating != "proposed")
    assert ("\nIt rests on\n" in text) == (one.evidence.rating == "proposed")
