"""Folders of lists: what is read, in every form, and each way in which a list cannot be used."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.problems import LinkRules
from convive.sources.lists import read_folder
from convive.sources.refusals import RefusedRows

SHARED = Path(__file__).parents[4] / "shared" / "data" / "matching"
needs_instances = pytest.mark.skipif(not SHARED.is_dir(), reason="the instances are not beside the project")

TRAINEES = "trainee_id,female,min_sessions,max_sessions,slots"
OFFERS = "class_id,level_min,level_max,takes_non_literate,women_only,slot,capacity,creche_places,venue_x_km,venue_y_km"


def refusal(call, *given, **options) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        call(*given, **options)
    return caught.value


def workbook(lines: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([float(c) if c.replace(".", "", 1).isdigit() else c or None for c in line.split(",")])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@needs_instances
@pytest.mark.parametrize("name", sorted(p.name for p in SHARED.iterdir() if p.is_dir()) if SHARED.is_dir() else [])
def test_the_instances_are_read_as_they_are(name: str) -> None:
    best = json.loads((SHARED / "best_known.json").read_text())[name]
    reading = read_folder(SHARED / name)
    problem = reading.problem
    if reading.what == "linking":
        assert problem.classes.height == best["classes"]
        assert problem.vetoes.height == best["vetoes"]
        assert problem.rules == LinkRules(limit_min=45, min_benefit=150)
    elif reading.what == "teams":
        assert problem.participants.height == best["n"] == sum(problem.team_sizes)
        assert problem.attributes == dict.fromkeys(["ethnicity", "fsm", "gender", "disability", "school"], 1.0)
        assert "asian" in problem.protected["ethnicity"]
    elif reading.what == "placement":
        assert (problem.learners.height, problem.classes.height) == (best["learners"], best["classes"])
        assert [f.file for f in reading.findings if f.rule == "not-read"] == ["expected_no_eligible_class.csv"]
    else:
        assert problem.edges.height == best["edges"]


def test_numbers_levels_and_parts_of_the_week(folder) -> None:
    problem = read_folder(folder("placement")).problem
    assert problem.learners["level"].to_list() == ["E2", "PreEntry"]
    assert problem.learners["literate"].to_list() == [1, 0]
    assert problem.learners["slots"].to_list() == ["0|11", "1|4"]
    assert problem.learners["open_to_me"].to_list() == ["not asked", "yes"]
    assert problem.classes["slot"].to_list() == [0, 4]
    assert problem.learners["row"].to_list() == [2, 3]


@pytest.mark.parametrize("what", ["linking", "teams", "placement", "mentoring"])
def test_gzip_and_spreadsheets_are_the_same_problem(folder, what: str) -> None:
    path = folder(what)
    before = read_folder(path).problem.digest
    for number, file in enumerate(sorted(path.glob("*.csv"))):
        if number % 2:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        else:
            file.with_suffix(".xlsx").write_bytes(workbook(tuple(file.read_text().splitlines())))
        file.unlink()
    assert read_folder(path).problem.digest == before


def test_a_header_in_another_writing_is_the_same(folder) -> None:
    lines = ("Person ID; Gender ;School", "P1;f;S1", "P2;m;S2")
    people = read_folder(folder("teams", {"participants.csv": lines})).problem.participants
    assert people.columns[:1] + people.columns[-2:] == ["row", "gender", "school"]


def test_examples_of_a_template_are_left_out(folder) -> None:
    lines = ("person_id,gender", "# P0,f", "P1,f", "P2,m")
    reading = read_folder(folder("teams", {"participants.csv": lines}))
    assert reading.problem.participants.height == 2
    assert [f.size for f in reading.findings if f.rule == "examples"] == [1]


def test_a_list_with_a_header_alone_is_empty(folder) -> None:
    assert read_folder(folder("linking", {"vetoes.csv": "school_a,school_b,reason\n"})).problem.vetoes.is_empty()


def test_a_needed_list_with_a_header_alone_is_refused(folder) -> None:
    error = refusal(read_folder, folder("linking", {"classes.csv": "class_id,school_id\n"}))
    assert (error.file, error.rule) == ("classes.csv", "no-rows")


@pytest.mark.parametrize(
    ("what", "file", "lines", "rule", "row", "column"),
    [
        ("placement", "classes.csv", (OFFERS, "K1,E1,E9,0,0,1,5,0,1,1"), "one-of", 2, "level_max"),
        ("placement", "trainees.csv", (TRAINEES, "T1,maybe,6,9,1"), "yes-or-no", 2, "female"),
        ("placement", "trainees.csv", (TRAINEES, "T1,1,six,9,1"), "number", 2, "min_sessions"),
        ("placement", "trainees.csv", (TRAINEES, "T1,1,-6,9,1"), "not-negative", 2, "min_sessions"),
        ("placement", "trainees.csv", (TRAINEES, "T1,1,6,9,1|15"), "slot", 2, "slots"),
        ("placement", "trainees.csv", (TRAINEES, "T1,1,6,9,Sunday"), "slot", 2, "slots"),
        ("linking", "classes.csv", ("class_id,school_id,year", "C1,S1,4", ",S1,4"), "filled", 3, "class_id"),
        ("linking", "classes.csv", ("class_id,school_id,year", "C1,S1,4", "C1,S2,4"), "twice", 3, "class_id"),
        ("linking", "classes.csv", ("class_id,school_id,year", "C1,S1,40"), "range", 2, "year"),
        ("linking", "classes.csv", ("class_id,school_id,year", "C1,S9,4"), "known", 2, "school_id"),
        ("linking", "classes.csv", ("class_id,school,year", "C1,S1,4"), "column", 1, "school_id"),
        ("linking", "classes.csv", ("class_id,school_id,yaer", "C1,S1,4"), "column", 1, "yaer"),
        ("linking", "classes.csv", ("class_id,school_id,year,Year", "C1,S1,4,4"), "header-twice", 1, "year"),
        ("linking", "vetoes.csv", ("school_a,school_b,reason", "S1,S2,they quarrelled"), "reason", 2, "reason"),
        ("linking", "pins.csv", ("class_a,class_b", "C1,C1"), "itself", 2, "class_b"),
        ("linking", "school_quota.csv", ("school_id,max_linked_classes", "S1,1.5"), "number", 2, "max_linked_classes"),
        ("linking", "venues.csv", ("venue_id,name,x_km,y_km,capacity", "V1,Hall,0,0,many"), "number", 2, "capacity"),
        ("mentoring", "edges.csv", ("mentee,mentor,score,weight", "M1,N7,1,1"), "known", 2, "mentor"),
        ("mentoring", "mentors.csv", ("mentor,capacity", "N1,"), "filled", 2, "capacity"),
        ("teams", "relations.csv", ("type,person_a,person_b", "near,P1,P2"), "one-of", 2, "type"),
        ("teams", "relations.csv", ("type,person_a,person_b", "apart,P1,P9"), "known", 2, "person_b"),
        ("teams", "sites.csv", ("site_id,x_km,y_km,capacity", "A,1,2,-3"), "not-negative", 2, "capacity"),
        ("teams", "participants.csv", ("person_id,gender", "P1,f,x,y"), "too-many-cells", 2, None),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_used_are_named(folder, what, file, lines, rule, row, column) -> None:
    error = refusal(read_folder, folder(what, {file: lines}))
    assert (error.file, error.rule, error.row, error.column) == (file, rule, row, column)


def test_a_slip_in_a_header_is_told(folder) -> None:
    header = "learner_id,level,literate,female,women_only,needs_child_care,x_km,y_km,max_km,wait_weeks"
    lines = (header, "L1,E1,1,1,0,0,0,0,1,1")
    error = refusal(read_folder, folder("placement", {"learners.csv": lines}))
    assert (error.column, error.row) == ("needs_childcare", 1)
    assert error.hint == "Did you mean needs_child_care?"


def test_all_cells_at_fault_are_listed_at_once(folder) -> None:
    lines = ("trainee_id,female,min_sessions,max_sessions", "T1,x,1,2", "T2,1,a,2", "T3,1,1,2")
    error = refusal(read_folder, folder("placement", {"trainees.csv": lines}))
    assert isinstance(error, RefusedRows)
    assert [(cell.row, cell.column) for cell in error.refused] == [(2, "female"), (3, "min_sessions")]
    assert (error.rows_refused, error.rows_good) == (2, 1)


@pytest.mark.parametrize(
    ("what", "changed", "rule", "words"),
    [
        ("linking", {"classes.csv": None}, "no-list", "classes is missing"),
        ("linking", {"schools.csv": None, "classes.csv": None}, "no-list", "No list"),
        ("linking", {"classes.csv.gz": gzip.compress(b"class_id,school_id\nC1,S1\n")}, "list-twice", "twice"),
        ("linking", {"params.json": "{"}, "json", "JSON"),
        ("linking", {"params.json": "[1]"}, "json", "object"),
        ("linking", {"params.json": '{"bonsu": 3}'}, "setting", "bonsu"),
        ("linking", {"params.json": '{"bonus": "much"}'}, "setting", "much"),
        ("linking", {"params.json": '{"limit_min": -1}'}, "setting", "-1"),
        ("linking", {"params.json": '{"special": "none"}'}, "setting", "none"),
        ("linking", {"params.json": '{"triads": 1}'}, "setting", "1"),
        ("linking", {"params.json": '{"origin": 5}'}, "setting", "origin"),
        ("teams", {"params.json": '{"team_sizes": [2, 0]}'}, "setting", "0"),
        ("teams", {"params.json": '{"team_sizes": 5}'}, "setting", "5"),
        ("teams", {"params.json": '{"attributes": "gender"}'}, "setting", "gender"),
        ("teams", {"params.json": '{"attributes": {"gender": -1}}'}, "setting", "-1"),
        ("teams", {"params.json": '{"attribute_weight": "much"}'}, "setting", "much"),
        ("teams", {"params.json": '{"protected": 3}'}, "setting", "3"),
        ("teams", {"params.json": '{"protected_attribute": ["gender"]}'}, "setting", "gender"),
        ("teams", {"params.json": '{"protected_levels": "f"}'}, "setting", "f"),
        ("teams", {"params.json": '{"target": {"gender": {"f": 2}}}'}, "setting", "2"),
        ("teams", {"params.json": '{"max_km": "x"}'}, "setting", "x"),
        ("teams", {"params.json": '{"team_sizes": [2, 2], "largest": 2}'}, "twice", "largest"),
        ("teams", {"params.json": '{"attributes": ["gendre"]}'}, "column", "gendre"),
        ("teams", {"participants.csv": "person_id\nP1\n"}, "attributes", "attribute"),
        ("placement", {"params.json": '{"female_trainees_only": 1}'}, "setting", "1"),
        ("placement", {"learners.csv": ""}, "empty", "empty"),
        ("placement", {"learners.csv": "<html>"}, "web-page", "web page"),
    ],
)  # fmt: skip
def test_folders_that_cannot_be_used(folder, what, changed, rule, words) -> None:
    error = refusal(read_folder, folder(what, changed))
    assert error.rule == rule
    assert words in str(error)


def test_a_misspelt_list_is_suggested(folder) -> None:
    path = folder("linking")
    (path / "classes.csv").rename(path / "clases.csv")
    assert refusal(read_folder, path).hint == "Did you mean clases?"


def test_there_is_no_such_folder(folder) -> None:
    path = folder("linking")
    error = refusal(read_folder, path.with_name("linkin"))
    assert (error.rule, error.hint) == ("no-folder", "Did you mean linking?")


def test_files_that_are_no_lists_are_named(folder) -> None:
    changed = {
        "readme.txt": "x",
        "veto.csv": ("school_a,school_b", "S1,S2"),
        "answer.json": "{}",
        "assignments.csv": "x",
    }
    found = {f.file: f.hint for f in read_folder(folder("linking", changed)).findings if f.severity == "note"}
    assert found == {"veto.csv": "Did you mean vetoes?", "readme.txt": None}


def test_columns_that_are_not_read_are_named(folder) -> None:
    lines = ("mentor,capacity,colour", "N1,1,red", "N2,1,blue")
    says = [f.says for f in read_folder(folder("mentoring", {"mentors.csv": lines})).findings]
    assert says == ["Columns that were not read: colour."]


def test_venues_may_say_their_days_themselves(folder) -> None:
    lines = ("venue_id,name,x_km,y_km,capacity,dates", "V1,Hall,0,0,3,2027-03-02 | 2027-03-09", "V2,Barn,1,1,,")
    problem = read_folder(folder("linking", {"venues.csv": lines})).problem
    days = problem.venue_capacity.select("venue_id", "date", "links").rows()
    assert days == [("V1", "2027-03-02", 3), ("V1", "2027-03-09", 3), ("V2", "any day", 1)]


def test_days_in_two_lists_are_refused(folder) -> None:
    changed = {
        "venues.csv": ("venue_id,x_km,y_km,capacity", "V1,0,0,3"),
        "venue_capacity.csv": ("venue_id,date,links", "V1,D1,2"),
    }
    assert refusal(read_folder, folder("linking", changed)).rule == "twice"


def test_shares_that_do_not_add_up_are_found(folder) -> None:
    lines = ("school_id,x_km,y_km,eth_a,eth_b", "S1,0,0,0.9,0.9", "S2,1,1,0.5,0.5")
    says = [f.says for f in read_folder(folder("linking", {"schools.csv": lines})).findings]
    assert any("S1 add up to 1.80" in one for one in says)


def test_room_for_nobody_is_found(folder) -> None:
    lines = ("mentor,capacity", "N1,0", "N2,1")
    says = [f.says for f in read_folder(folder("mentoring", {"mentors.csv": lines})).findings]
    assert says == ["Mentors with room for nobody (capacity 0): 1."]


def test_the_smaller_groups_are_protected_without_being_asked(folder) -> None:
    lines = ("person_id,ethnicity", *(f"P{i},{'a' if i < 8 else 'b' if i < 11 else 'c'}" for i in range(12)))
    problem = read_folder(folder("teams", {"participants.csv": lines})).problem
    assert problem.protected == {"ethnicity": ("b",)}


def test_a_hundred_thousand_rows(folder) -> None:
    people = pl.DataFrame({"person_id": [f"P{i}" for i in range(100_000)], "gender": ["f", "m"] * 50_000})
    path = folder("teams", {"participants.csv": people.write_csv()})
    assert read_folder(path).problem.participants.height == 100_000


def test_a_learner_with_levels_by_skill_has_a_level(tmp_path: Path) -> None:
    head = "learner_id,level,speaking,literate,female,women_only,needs_childcare,x_km,y_km,max_km,wait_weeks,slots"
    (tmp_path / "learners.csv").write_text(f"{head}\nL1,,E2,1,1,0,0,0,0,3,5,1\nL2,,,1,1,0,0,0,0,3,5,1\n")
    (tmp_path / "classes.csv").write_text(f"{OFFERS}\nK1,E1,E2,0,0,1,5,0,0,1\n")
    said = [one.says for one in read_folder(tmp_path).findings]
    assert "Learners without a level, so that no class can be for them: 1." in said
