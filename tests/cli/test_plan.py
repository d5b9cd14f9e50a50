"""``convive plan``: what it writes, what it refuses, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from convive.planning.model import DOMAINS
from convive.planning.read import read

CODE = "X09000043"


@pytest.fixture
def drafted(convive, brackenford_data, tmp_path) -> Path:
    out = tmp_path / "plan"
    ended = convive(
        "plan", "draft", "--place", CODE, "--data", brackenford_data, "-o", out, "--today", "2026-11-22", "--no-pdf"
    )
    assert ended.code == 0, ended.err
    assert "Brackenford (X09000043), 22 November 2026" in ended.out
    assert "What this draft could not look at:" in ended.out
    return out


_WHOLE = ("evidence/place.json", "evidence/csv-metadata.json")


def draft_again(convive, data: Path, out: Path, *more: str):
    return convive(
        "plan", "draft", "--place", CODE, "--data", data, "-o", out, "--today", "2026-11-23", "--no-pdf", *more
    )


def test_a_draft_is_a_plan_a_report_and_its_evidence(drafted) -> None:
    names = {path.relative_to(drafted).as_posix() for path in drafted.rglob("*") if path.is_file()}
    assert names >= {
        "plan.toml",
        "report.html",
        "evidence/place.json",
        "evidence/people.csv",
        "evidence/csv-metadata.json",
        "evidence/neighbourhoods.csv",
        "evidence/separation.csv",
        "evidence/standings.csv",
    }
    # Whatever else there is, is a table of the evidence.
    assert all(name.endswith(".csv") for name in names if name not in _WHOLE and name.startswith("evidence/"))
    assert {name for name in names if "/" not in name} == {"plan.toml", "report.html"}
    assert read(drafted).plan.place == CODE


def test_the_same_evidence_and_day_give_the_same_bytes(convive, brackenford_data, drafted, tmp_path) -> None:
    again = tmp_path / "again"
    convive(
        "plan", "draft", "--place", CODE, "--data", brackenford_data, "-o", again, "--today", "2026-11-22", "--no-pdf"
    )
    for path in drafted.rglob("*"):
        if path.is_file():
            assert (again / path.relative_to(drafted)).read_bytes() == path.read_bytes(), path.name


def test_a_second_draft_refuses_and_changes_nothing(convive, brackenford_data, drafted) -> None:
    before = {path: path.read_bytes() for path in drafted.rglob("*") if path.is_file()}
    ended = draft_again(convive, brackenford_data, drafted)
    assert ended.code == 1
    assert "[replace]" in ended.err
    assert "--replace" in ended.err
    assert "Traceback" not in ended.err
    assert {path: path.read_bytes() for path in drafted.rglob("*") if path.is_file()} == before


def test_replace_renews_evidence_and_keeps_comments_and_words(convive, brackenford_data, drafted) -> None:
    file = drafted / "plan.toml"
    text = file.read_text("utf-8").replace('vision = ""', 'vision = "A ladder lent." # 3 May, six drafts')
    file.write_text(text, "utf-8")
    (drafted / "evidence" / "stale.csv").write_text("old")
    (drafted / "minutes.txt").write_text("ours")
    ended = draft_again(convive, brackenford_data, drafted, "--replace")
    assert ended.code == 0, ended.err
    assert 'vision = "A ladder lent." # 3 May, six drafts' in file.read_text("utf-8")
    assert "written = 2026-11-23" in file.read_text("utf-8")
    assert '"written": "2026-11-23"' in (drafted / "evidence" / "place.json").read_text("utf-8")
    assert not (drafted / "evidence" / "stale.csv").exists()
    assert (drafted / "minutes.txt").read_text() == "ours"


def test_working_tables_stand_apart_and_say_so(convive, brackenford_data, tmp_path) -> None:
    out = tmp_path / "plan"
    words = ("--place", CODE, "--data", brackenford_data, "-o", out, "--today", "2026-11-22", "--no-pdf", "--working")
    assert convive("plan", "draft", *words).code == 0
    assert "not for publication" in (out / "working" / "NOT-FOR-PUBLICATION.txt").read_text()
    assert "X01000001" in (out / "working" / "lsoa-2021.csv").read_text("utf-8")


def test_json_names_files_priorities_and_what_is_missing(convive, brackenford_data, tmp_path) -> None:
    words = (
        "--place",
        CODE,
        "--data",
        brackenford_data,
        "-o",
        tmp_path / "p",
        "--today",
        "2026-11-22",
        "--no-pdf",
        "--json",
    )
    result = json.loads(convive("plan", "draft", *words).out)
    assert result["place"] == {"code": CODE, "name": "Brackenford"}
    cited = [priority["figure"]["indicator"] for priority in result["priorities"]]
    assert cited == [priority.figure.indicator for priority in read(tmp_path / "p").priorities]
    assert "theil_h_multi" in cited
    assert result["summary"]["error"] == 0
    assert result["missing"]
    assert all(gap["kind"] and gap["says"] for gap in result["missing"])


@pytest.mark.parametrize(
    ("code", "hint"), [("X0900043", "X09000043 (Brackenford)"), ("Brackenfrod", "X09000043 (Brackenford)")]
)
def test_a_place_that_is_not_there_is_suggested(convive, brackenford_data, tmp_path, code, hint) -> None:
    ended = convive("plan", "draft", "--place", code, "--data", brackenford_data, "-o", tmp_path / "p")
    assert ended.code == 1
    assert "Did you mean" in ended.err
    assert hint in ended.err
    assert not (tmp_path / "p").exists()


def test_an_empty_data_folder_says_what_to_do_first(convive, tmp_path) -> None:
    (tmp_path / "none").mkdir()
    ended = convive("plan", "draft", "--place", CODE, "--data", tmp_path / "none", "-o", tmp_path / "p")
    assert ended.code == 1
    assert "convive ingest lookups" in ended.err


def test_an_output_folder_that_cannot_be_written_is_said(convive, brackenford_data, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    ended = convive(
        "plan", "draft", "--place", CODE, "--data", brackenford_data, "-o", tmp_path / "file" / "p", "--no-pdf"
    )
    assert ended.code == 1
    assert "cannot be written" in ended.err


def test_lint_reads_the_plan_and_the_evidence_beside_it(convive, drafted) -> None:
    ended = convive("plan", "lint", drafted / "plan.toml", "--json")
    assert ended.code == 0
    result = json.loads(ended.out)
    assert set(result) == {"plan", "summary", "findings"}
    assert result["plan"]["place"] == CODE
    assert result["summary"]["error"] == 0
    assert {finding["severity"] for finding in result["findings"]} == {"decide", "advice"}
    assert set(result["findings"][0]) == {"rule", "severity", "where", "says", "why", "mend", "source"}
    assert "evidence-not-here" not in {finding["rule"] for finding in result["findings"]}


def test_lint_in_words_puts_the_way_to_mend_first(convive, drafted) -> None:
    out = convive("plan", "lint", drafted).out
    assert out.startswith("Local Integration Plan for Brackenford: 0 to be mended")
    assert "Who answers for each action [action-without-owner]" in out
    assert "> Name a post, never a person." in out


def test_fail_on_error_exits_1_only_when_an_error_stands(convive, drafted) -> None:
    assert convive("plan", "lint", drafted, "--fail-on", "error").code == 0
    file = drafted / "plan.toml"
    file.write_text(file.read_text("utf-8").replace('status = "draft"', 'status = "adopted"'), "utf-8")
    assert convive("plan", "lint", drafted).code == 0
    assert convive("plan", "lint", drafted, "--fail-on", "error").code == 1
    assert convive("plan", "lint", drafted, "--fail-on", "eror").code == 2


def test_a_plan_that_cannot_be_read_exits_1_and_json_carries_the_fault(convive, drafted) -> None:
    file = drafted / "plan.toml"
    file.write_text(file.read_text("utf-8").replace('owner = ""', 'ownr = ""', 1), "utf-8")
    ended = convive("plan", "lint", file, "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["error"]["hint"] == "Did you mean owner?"
    assert convive("plan", "lint", drafted.parent / "nowhere").code == 1


def test_report_prints_a_changed_plan_again(convive, drafted) -> None:
    file = drafted / "plan.toml"
    file.write_text(file.read_text("utf-8").replace('vision = ""', 'vision = "A ladder lent to anyone."'), "utf-8")
    assert convive("plan", "report", drafted, "--no-pdf").code == 0
    assert "A ladder lent to anyone." in (drafted / "report.html").read_text("utf-8")
    (drafted / "evidence" / "place.json").unlink()
    assert convive("plan", "report", drafted, "--no-pdf").code == 1


def test_the_lists_of_what_is_here_and_what_is_said_come_in_with_the_draft(convive, brackenford_data, tmp_path) -> None:
    for what in ("assets", "voices"):
        assert convive("plan", "template", what, "-o", tmp_path / f"{what}.csv").code == 0
    assert convive("plan", "template", "assets", "-o", tmp_path / "assets.csv").code == 1
    assert convive("plan", "template", "people").code == 2
    assert convive("plan", "template", "assets").out.startswith("name,what,where,offers,wants")
    with (tmp_path / "assets.csv").open("a") as file:
        file.write("Corn Hall,A hall,,,\n")
    with (tmp_path / "voices.csv").open("a") as file:
        file.write("bus,Two miles apart.,Barley Cross,,schools\n")
    lists = ("--assets", tmp_path / "assets.csv", "--voices", tmp_path / "voices.csv")
    ended = draft_again(convive, brackenford_data, tmp_path / "plan", *lists)
    assert ended.code == 0, ended.err
    plan = read(tmp_path / "plan")
    assert [asset.name for asset in plan.assets] == ["Corn Hall"]
    assert {tuple(o.voices) for o in plan.objectives if o.domain == "schools"} == {("bus",)}
    (tmp_path / "voices.csv").write_text("name,says\nSomebody,Hello.\n")
    refused = draft_again(convive, brackenford_data, tmp_path / "other", *lists)
    assert refused.code == 1
    assert "about persons" in refused.err
    assert not (tmp_path / "other").exists()


def test_a_full_draft_holds_every_part_and_another_size_is_a_slip(convive, brackenford_data, tmp_path) -> None:
    ended = draft_again(convive, brackenford_data, tmp_path / "plan", "--size", "full")
    assert ended.code == 0, ended.err
    assert {action.domain for action in read(tmp_path / "plan").actions} == set(DOMAINS)
    assert draft_again(convive, brackenford_data, tmp_path / "other", "--size", "large").code == 2


def test_the_linter_looks_on_a_day(convive, drafted) -> None:
    found = json.loads(convive("plan", "lint", drafted, "--today", "2026-11-22", "--json").out)
    assert found["summary"]["error"] == 0
    assert convive("plan", "lint", drafted, "--today", "soon").code == 1


@pytest.mark.parametrize(("n", "words"), [(1, "1 piece of advice"), (2, "2 pieces of advice")])
def test_one_piece_of_advice_is_one(capsys, n, words) -> None:
    from convive.cli.plan import _print_findings

    _print_findings("A plan", (), {"error": 0, "decide": 3, "advice": n})
    assert capsys.readouterr().out.strip() == f"A plan: 0 to be mended, 3 to decide, {words}"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("S12000033", "S12000033 is a code of Scotland. Scotland and Northern Ireland are not covered yet."),
        ("N09000003", "N09000003 is a code of Northern Ireland."),
        ("E08000099", "No authority with the code “E08000099” is in the data"),
    ],
)
def test_a_code_of_no_place_is_told_before_a_census_is_read(
    convive, brackenford_data, tmp_path, monkeypatch, code, says
) -> None:
    monkeypatch.setattr("convive.evidence.place.join", None)
    done = convive("plan", "draft", "--place", code, "--data", brackenford_data, "-o", tmp_path / "plan")
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert "Did you mean" not in done.err


def test_a_data_folder_that_is_not_there_is_called_so(convive, brackenford_data, tmp_path) -> None:
    for words in (
        ("plan", "draft", "-o", tmp_path / "plan"),
        ("pressures", _figures(tmp_path)),
        ("change",),
    ):
        done = convive(*words, "--place", "E08000032", "--data", tmp_path / "nowhere")
        assert done.code == 1, words
        assert "nowhere: There is no such folder. [no-folder]" in done.err
        assert "convive ingest any FILES" in done.err


def _figures(folder: Path) -> Path:
    file = folder / "figures.csv"
    file.write_text("service,measure,date,value\nhomes,demand,2026,50\n")
    return file
