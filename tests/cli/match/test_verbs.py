"""``convive match`` as a person runs it: what is printed, what is written, what is kept, and how each call can fail."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

FILES = ["answer.json", "assignments.csv", "relaxed.csv", "report.html", "unassigned.csv"]
LINKING = {
    "schools.csv": """school_id,name,x_km,y_km,eth_a,eth_b,fsm
S1,Mill,0,0,0.9,0.1,0.2
S2,Weir,3,4,0.1,0.9,0.4
S3,Lane,1,0,0.8,0.2,0.1
S4,Hill,2,2,0.2,0.8,0.3
S5,Far,25,0,0.2,0.8,0.3
""",
    "classes.csv": """class_id,school_id,year,size
C1,S1,4,28
C2,S2,4,28
C3,S3,4,26
C4,S4,5,25
C5,S5,4,28
""",
    "vetoes.csv": "school_a,school_b,reason\nS1,S4,practical\n",
    "previous_links.csv": "school_a,school_b\nS1,S2\n",
}
MENTORING = {
    "mentees.csv": "mentee,wait_weeks\nM1,4\nM2,2\nM3,1\n",
    "mentors.csv": "mentor,capacity\nN1,1\nN2,1\n",
    "edges.csv": "mentee,mentor,score,weight\nM1,N1,9,90\nM1,N2,8,80\nM2,N1,7,70\nM3,N2,1,10\n",
}


@pytest.fixture
def lists(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """A folder with some lists."""

    def make(files: dict[str, str]) -> Path:
        folder = tmp_path / "lists"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        return folder

    return make


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_a_few_sentences_say_how_many_how_good_and_why_not(convive: Callable, lists: Callable) -> None:
    ended = convive("match", "linking", lists(LINKING))
    assert ended.code == 0, ended.err
    assert "Two links made; classes left out: 1." in ended.out
    assert "It is the best possible, proven" in ended.out
    assert "no class of another school keeps all the rules" in ended.out
    assert "For so many one rule less would open a place:" in ended.out
    assert "a way that is short enough" in ended.out


def test_stability_and_its_price_are_printed_either_way(convive: Callable, lists: Callable) -> None:
    folder = lists(MENTORING)
    by_value = convive("match", "mentoring", folder)
    stable = convive("match", "mentoring", folder, "--stable")
    assert "It is the best possible, proven" in by_value.out
    assert "It is within" in stable.out
    for ended in (by_value, stable):
        assert ended.code == 0
        assert "A stable answer costs" in ended.out


def test_one_object_is_printed(convive: Callable, lists: Callable) -> None:
    found = json.loads(convive("match", "linking", lists(LINKING), "--json", "--seed", "3").out)
    assert set(found) >= {"quality", "assignments", "unassigned", "relaxed"}
    assert set(found["quality"]) == {"value", "bound", "gap", "status", "seconds", "solver", "seed", "input_hash"}
    assert found["asked"] == {"what": "linking", "seed": 3}
    assert [(one["id"], one["reason"]) for one in found["unassigned"]] == [("C5", "no_admissible_partner")]
    assert found["unassigned"][0]["would_open"] == ["minutes"]


def test_an_answer_is_written_whole(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ended = convive("match", "linking", lists(LINKING), "-o", out)
    assert ended.code == 0
    assert sorted(p.name for p in out.iterdir()) == FILES
    assert "A working table, not for publication" in ended.out
    whole = json.loads((out / "answer.json").read_text())
    lines = rows(out / "assignments.csv")
    assert [(r["class_a"], r["class_b"], int(r["value"])) for r in lines] == [
        (one["class_a"], one["class_b"], one["value"]) for one in whole["assignments"]
    ]
    assert sum(int(r["value"]) for r in lines) == whole["quality"]["value"]
    assert rows(out / "unassigned.csv")[0]["would_open"] == "minutes"


def test_venues_stand_beside_the_links(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    venues = "venue_id,name,x_km,y_km,capacity,dates\nV1,Hall,1,1,1,2027-03-02|2027-03-09\n"
    ended = convive("match", "linking", lists(LINKING | {"venues.csv": venues}), "-o", tmp_path / "out")
    assert "2 of 2 pairs have a venue and a date." in ended.out
    lines = rows(tmp_path / "out" / "assignments.csv")
    assert {(r["venue_id"], r["date"]) for r in lines} == {("V1", "2027-03-02"), ("V1", "2027-03-09")}


def test_an_answer_may_lie_among_its_lists(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    first = json.loads(convive("match", "linking", folder, "-o", folder, "--json").out)
    again = json.loads(convive("match", "linking", folder, "--json").out)
    assert first["quality"]["input_hash"] == again["quality"]["input_hash"]
    checked = json.loads(convive("match", "check", folder, "--json").out)
    assert [one for one in checked["findings"] if one["rule"] == "not-read"] == []


def test_what_if_says_what_changes_and_leaves_the_lists(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    ended = convive("match", "what-if", folder, "--forbid", "C1,C2")
    assert ended.code == 0
    assert "The value goes from" in ended.out
    assert "  − C1 – C2" in ended.out
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    found = json.loads(convive("match", "what-if", folder, "--without", "C2", "--json").out)
    assert found["change"] == {"pin": [], "forbid": [], "without": ["C2"]}
    assert "C2" not in {one[end] for one in found["assignments"] for end in ("class_a", "class_b")}
    assert found["difference"]["value"] < 0


PLACEMENT = {
    "learners.csv": "learner_id,level,literate,female,women_only,needs_childcare,x_km,y_km,max_km,wait_weeks,slots\n"
    "L1,E1,1,1,0,0,0,0,3,5,1\nL2,E1,1,0,0,0,0,0,3,9,2\n",
    "classes.csv": "class_id,level_min,level_max,takes_non_literate,women_only,slot,capacity,creche_places,venue_x_km,"
    "venue_y_km,sessions,min_size\nK1,E1,E2,0,0,1,5,0,0,1,10,1\n",
}


def test_what_one_changed_rule_would_give(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    found = json.loads(convive("match", "what-if", folder, "--set", "limit_min=90", "--json").out)
    assert found["change"] == {"pin": [], "forbid": [], "without": [], "set": {"limit_min": 90}}
    assert [one["reason"] for one in found["unassigned"]] == ["full"]
    told = convive("match", "what-if", folder, "--set", "limit_min=90", "--set", "special=same", "--without", "C2")
    assert "The value goes from" in told.out
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_points_of_other_weights_are_not_compared(convive: Callable, lists: Callable) -> None:
    told = convive("match", "what-if", lists(LINKING), "--set", "w_fsm=0")
    assert "Points of other weights are not of one kind: compare the lines." in told.out
    assert "The value goes from" not in told.out


def test_a_rule_of_english_classes_is_lifted(convive: Callable, lists: Callable) -> None:
    folder = lists(PLACEMENT)
    found = json.loads(convive("match", "what-if", folder, "--lift", "time", "--json").out)
    assert {one["learner_id"] for one in found["assignments"]} == {"L1", "L2"}
    assert found["change"]["lift"] == ["time"]
    weighed = json.loads(convive("match", "what-if", folder, "--set", "place=2000", "--json").out)
    assert weighed["quality"]["value"] == 2040


def test_a_changed_rule_is_asked_of_a_mended_answer(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    """Who had dropped out is not there under the other rule, either."""
    folder = lists(LINKING)
    (tmp_path / "gone.csv").write_text("C1\n")
    assert convive("match", "linking", folder, "-o", folder).code == 0
    assert convive("match", "repair", folder, "--without", tmp_path / "gone.csv", "-o", folder).code == 0
    found = json.loads(convive("match", "what-if", folder, "--set", "min_benefit=0", "--json").out)
    assert "C1" not in {one[end] for one in found["assignments"] for end in ("class_a", "class_b")}
    again = convive("match", "repair", folder, "--without", tmp_path / "gone.csv")
    assert "Nobody else has dropped out." in again.out


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--set", "limt_min=60"), "setting"),
        (("--set", "limit_min=soon"), "setting"),
        (("--set", "origin=1"), "setting"),
        (("--lift", "minutes"), "lift"),
    ],
)
def test_a_rule_that_cannot_be_changed_is_named(
    convive: Callable, lists: Callable, words: tuple[str, ...], rule: str
) -> None:
    ended = convive("match", "what-if", lists(LINKING), *words, "--json")
    assert ended.code == 1
    error = json.loads(ended.out)["error"]
    assert (error["rule"], bool(error["hint"])) == (rule, True)


@pytest.mark.parametrize(
    "words",
    [
        ("--set", "limit_min"),
        ("--set", "=5"),
        ("--set", "prev=1", "--set", "prev=2"),
        (),
        ("--forbid", "C1"),
        ("--forbid", "C1,C2,C3"),
        ("--pin", ",C2"),
        ("--without",),
        ("--nothing", "C1"),
    ],
)
def test_a_wrong_call_is_told_apart_from_a_wrong_list(
    convive: Callable, lists: Callable, words: tuple[str, ...]
) -> None:
    assert convive("match", "what-if", lists(LINKING), *words).code == 2


def test_a_name_that_is_not_there(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    for words in (
        ("what-if", folder, "--without", "C9"),
        ("explain", folder, "C9"),
        ("what-if", folder, "--pin", "C1,C9"),
    ):
        ended = convive("match", *words)
        assert ended.code == 1
        assert "C9" in ended.err


def test_a_repair_begins_from_the_answer_that_was_written(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    """Another answer of the same worth was sent out: its pair stays, although it would not be found now."""
    edges = "mentee,mentor,score,weight\n" + "".join(f"M{i},N{j},1,10\n" for i in (1, 2, 3) for j in (1, 2))
    folder = lists(MENTORING | {"edges.csv": edges})
    assert convive("match", "mentoring", folder, "-o", folder).code == 0
    answer = folder / "answer.json"
    whole = json.loads(answer.read_text())
    mentors = [line["mentor"] for line in whole["assignments"]]
    for line, mentor in zip(whole["assignments"], reversed(mentors), strict=True):
        line["mentor"] = mentor
    answer.write_text(json.dumps(whole))
    sent = {line["mentee"]: line["mentor"] for line in whole["assignments"]}
    gone = tmp_path / "gone.csv"
    leaver, stayer = sorted(sent)
    gone.write_text(f"mentee\n{leaver}\n")
    found = json.loads(convive("match", "repair", folder, "--without", gone, "--json").out)
    assert {line["mentee"]: line["mentor"] for line in found["assignments"]}[stayer] == sent[stayer]
    assert (found["repair"]["gone"], found["repair"]["standing"], found["repair"]["kept"]) == ([leaver], 1, 1)


def test_a_repair_keeps_how_the_answer_was_asked_for(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    folder = lists(MENTORING)
    convive("match", "mentoring", folder, "--stable", "--seed", "5", "-o", folder)
    (tmp_path / "gone.csv").write_text("M3\n")
    ended = convive("match", "repair", folder, "--without", tmp_path / "gone.csv", "-o", tmp_path / "new")
    assert ended.code == 0, ended.err
    assert "One has dropped out." in ended.out
    assert json.loads((tmp_path / "new" / "answer.json").read_text())["asked"] == {
        "what": "mentoring", "seed": 5, "stable": True,
    }  # fmt: skip


def renamed(text: str) -> str:
    return text.replace('"mentor"', '"m"')


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (lambda _: "{", "answer"),
        (lambda _: '{"asked": {"what": "mentoring"}}', "answer"),
        (lambda _: '{"asked": {"seed": 1}}', "answer"),
        (renamed, "answer"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused(
    convive: Callable, lists: Callable, text: Callable, rule: str
) -> None:
    folder = lists(MENTORING)
    convive("match", "mentoring", folder, "-o", folder)
    answer = folder / "answer.json"
    answer.write_text(text(answer.read_text()))
    ended = convive("match", "what-if", folder, "--without", "M1", "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["error"]["rule"] == rule


@pytest.mark.parametrize(("what", "first", "second"), [("mentoring", "M1", "M2"), ("linking", "C1", "C3")])
def test_an_answer_is_mended_twice(
    convive: Callable, lists: Callable, tmp_path: Path, what: str, first: str, second: str
) -> None:
    folder = lists(MENTORING if what == "mentoring" else LINKING)
    assert convive("match", what, folder, "-o", folder).code == 0
    for name, earlier in ((first, []), (second, [first])):
        (tmp_path / "gone.csv").write_text(f"{name}\n{first}\n")
        ended = convive("match", "repair", folder, "--without", tmp_path / "gone.csv", "-o", folder, "--json")
        assert ended.code == 0, ended.err
        found = json.loads(ended.out)
        assert (found["repair"]["gone"], found["repair"]["gone_earlier"]) == ([name], earlier)
    left = {one["id"] for one in found["unassigned"]} | {
        line[end] for line in found["assignments"] for end in ("class_a", "class_b", "mentee") if end in line
    }
    assert left == ({"M3"} if what == "mentoring" else {"C2", "C4", "C5"})
    asked = convive("match", "explain", folder, sorted(left)[0])
    assert asked.code == 0, asked.err


def test_lists_that_have_changed_since_are_refused(convive: Callable, lists: Callable) -> None:
    folder = lists(MENTORING)
    convive("match", "mentoring", folder, "-o", folder)
    (folder / "mentors.csv").write_text("mentor,capacity\nN1,2\nN2,1\n")
    ended = convive("match", "what-if", folder, "--without", "M1", "--json")
    assert ended.code == 1
    error = json.loads(ended.out)["error"]
    assert error["rule"] == "input-hash"
    assert "convive match mentoring" in error["hint"]


def test_there_is_no_earlier_answer_where_one_is_named(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    ended = convive("match", "what-if", lists(MENTORING), "--without", "M1", "--answer", tmp_path)
    assert ended.code == 1
    assert "[answer]" in ended.err


def test_reasons_of_one(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    placed, left_out = convive("match", "explain", folder, "C1"), convive("match", "explain", folder, "C5")
    assert "C1 is with" in placed.out
    assert "What the whole would lose without this pair" in placed.out
    assert "C5 is left out: no class of another school keeps all the rules." in left_out.out
    assert "How many are left after each rule:" in left_out.out
    assert json.loads(convive("match", "explain", folder, "C5", "--json").out)["would_open"] == ["minutes"]


def test_lists_of_another_kind_are_refused(convive: Callable, lists: Callable) -> None:
    ended = convive("match", "linking", lists(MENTORING), "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["error"]["rule"] == "no-list"


def test_a_file_cannot_be_the_folder_of_an_answer(convive: Callable, lists: Callable, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    ended = convive("match", "linking", lists(LINKING), "-o", tmp_path / "out")
    assert ended.code == 1
    assert (tmp_path / "out").read_text() == "mine"


def test_the_audit_says_who_is_served_least(convive: Callable, lists: Callable) -> None:
    folder = lists(LINKING)
    told = convive("match", "audit", folder, "--by", "year")
    assert told.code == 0, told.err
    assert "Served least, by year: 4." in told.out
    found = json.loads(convive("match", "audit", folder, "--by", "year", "--json").out)
    assert [(one["name"], one["asked"], one["placed"]) for one in found["groups"]] == [("4", 4, 3), ("5", 1, 1)]
    wrong = convive("match", "audit", folder, "--by", "yaer")
    assert wrong.code == 1
    assert "year" in wrong.err


def test_an_audit_of_few_learners_shows_none_of_their_numbers(convive: Callable, lists: Callable) -> None:
    told = convive("match", "audit", lists(PLACEMENT), "--by", "female")
    assert told.code == 0, told.err
    assert "withheld" in told.out
    assert "50.0" not in told.out


def test_an_audit_of_mentors_is_refused(convive: Callable, lists: Callable) -> None:
    ended = convive("match", "audit", lists(MENTORING), "--by", "employer", "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["error"]["rule"] == "audit"
