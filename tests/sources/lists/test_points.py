"""Where rows lie: degrees and postcodes become kilometres, and what has changed places is told."""

from __future__ import annotations

import math

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.sources.lists import read_folder
from convive.sources.lists.points import Middle

POSTCODES = pl.LazyFrame({"postcode": ["BD1 1AA", "BD2 2BB"], "latitude": [53.79, 53.81], "longitude": [-1.75, -1.74]})
MIX = "0.5,0.5"


def schools(*rows: str, header: str = "school_id,latitude,longitude,eth_a,eth_b") -> tuple[str, ...]:
    return (header, *(f"{row},{MIX}" for row in rows))


def refusal(call, *given, **options) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        call(*given, **options)
    return caught.value


def on_the_globe(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The way along a great circle (haversine), in km: another formula than the one that is tested."""
    (p, q), (r, s) = (map(math.radians, point) for point in (a, b))
    return (
        2
        * 6371.0
        * math.asin(math.sqrt(math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2))
    )


def test_distances_are_those_of_the_globe() -> None:
    middle = Middle(53.8, -1.8)
    points = [(53.8, -1.8), (53.95, -2.1), (53.6, -1.5), (53.81, -1.79)]
    frame = pl.DataFrame(points, schema=["latitude", "longitude"], orient="row")
    km = frame.select(
        *(e.alias(n) for e, n in zip(middle.km(pl.col("latitude"), pl.col("longitude")), "xy", strict=True))
    )
    for i, a in enumerate(points):
        for j, b in enumerate(points):
            flat = math.dist(km.row(i), km.row(j))
            assert flat == pytest.approx(on_the_globe(a, b), rel=0.01, abs=0.01)


def test_degrees_are_kilometres_around_their_middle(folder) -> None:
    path = folder("linking", {"schools.csv": schools("S1,53.79,-1.75", "S2,53.81,-1.75")})
    frame = read_folder(path).problem.schools
    assert frame["y_km"].to_list() == pytest.approx([-1.112, 1.112])
    assert frame["x_km"].to_list() == [0, 0]
    assert "latitude" not in frame.columns


@pytest.mark.parametrize("rows", [("S1,-1.75,53.79", "S2,-1.75,53.81"), ("S1,53.79,-1.75", "S2,-1.75,53.81")])
def test_latitude_and_longitude_that_changed_places(folder, rows) -> None:
    error = refusal(read_folder, folder("linking", {"schools.csv": schools(*rows)}))
    assert error.rule == "swapped"
    assert error.says.startswith("The columns latitude and longitude look swapped.")
    assert (error.file, error.column) == ("schools.csv", "latitude")


def test_a_point_outside_the_country(folder) -> None:
    error = refusal(read_folder, folder("linking", {"schools.csv": schools("S1,53.79,-1.75", "S2,12.5,77.6")}))
    assert (error.rule, error.row) == ("place", 3)


def test_a_longitude_alone_is_no_point(folder) -> None:
    header = "school_id,longitude,eth_a,eth_b"
    error = refusal(read_folder, folder("linking", {"schools.csv": schools("S1,1", "S2,1", header=header)}))
    assert (error.rule, error.column) == ("column", "latitude")


def test_an_empty_point_is_refused(folder) -> None:
    error = refusal(read_folder, folder("linking", {"schools.csv": schools("S1,53.79,-1.75", "S2,,")}))
    assert (error.rule, error.row) == ("place", 3)


def test_postcodes_are_looked_up(folder) -> None:
    header = "school_id,postcode,eth_a,eth_b"
    path = folder("linking", {"schools.csv": schools("S1,bd11aa", "S2,BD2 2BB", header=header)})
    frame = read_folder(path, postcodes=POSTCODES).problem.schools
    assert frame["y_km"].to_list() == pytest.approx([-1.112, 1.112])
    assert "postcode" not in frame.columns


@pytest.mark.parametrize(
    ("written", "rule", "hint"),
    [
        ("BD9 9ZZ", "unknown-postcode", "It may be new, ended, or misspelt."),
        (
            "LS1 1AA",
            "unknown-postcode",
            "The data folder has no postcodes that begin with LS: bring in their file too.",
        ),
        ("Bradford", "postcode", "A postcode looks like BD1 1AA."),
    ],
)
def test_a_postcode_that_is_not_known(folder, written, rule, hint) -> None:
    header = "school_id,postcode,eth_a,eth_b"
    path = folder("linking", {"schools.csv": schools("S1,BD1 1AA", f"S2,{written}", header=header)})
    error = refusal(read_folder, path, postcodes=POSTCODES)
    assert (error.rule, error.row, error.column, error.hint) == (rule, 3, "postcode", hint)


def test_postcodes_without_a_file_of_them(folder) -> None:
    header = "school_id,postcode,eth_a,eth_b"
    error = refusal(read_folder, folder("linking", {"schools.csv": schools("S1,BD1 1AA", "S2,BD2 2BB", header=header)}))
    assert error.rule == "postcodes"


def test_kilometres_and_degrees_need_a_middle(folder) -> None:
    venues = ("venue_id,latitude,longitude", "V1,53.8,-1.8")
    path = folder("linking", {"venues.csv": venues})
    assert refusal(read_folder, path).rule == "middle"
    (path / "params.json").write_text('{"origin": {"latitude": 53.8, "longitude": -1.8}}')
    assert read_folder(path).problem.venues.select("x_km", "y_km").row(0) == (0, 0)


def test_a_class_of_english_may_say_its_venue_in_short(folder) -> None:
    offers = (
        "class_id,level_min,level_max,takes_non_literate,women_only,slot,capacity,creche_places,postcode",
        "K1,E1,E3,0,0,1,12,0,BD1 1AA",
    )
    learners = (
        "learner_id,level,literate,female,women_only,needs_childcare,postcode,max_km,wait_weeks,slots",
        "L1,E2,1,0,0,0,BD2 2BB,3,10,1",
    )
    path = folder("placement", {"classes.csv": offers, "learners.csv": learners})
    problem = read_folder(path, postcodes=POSTCODES).problem
    assert problem.classes["venue_y_km"].to_list() == pytest.approx([-2.224])


def test_people_whose_place_does_not_matter_need_no_file_of_postcodes(folder) -> None:
    lines = ("person_id,gender,postcode", "P1,f,BD1 1AA", "P2,m,BD2 2BB")
    path = folder("teams", {"participants.csv": lines})
    plain = read_folder(path).problem.participants
    assert plain["x_km"].null_count() == 2
    assert "postcode" not in plain.columns
    assert read_folder(path, postcodes=POSTCODES).problem.participants["y_km"].to_list() == pytest.approx(
        [-1.112, 1.112]
    )
