"""Outlines: told by their properties, sound polygons in longitude and latitude, or refused."""

from __future__ import annotations

import json

import pytest
import shapely

from convive.core.errors import RefusedInput
from convive.core.tables import Outlines
from convive.sources import known_places, read


def refusal(*files) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read("boundaries", files)
    return caught.value


@pytest.fixture
def square(publisher):
    return publisher.feature("X01000001", "Brackenford 001A")


@pytest.mark.parametrize("name", ["x.geojson", "x.geojson.gz"])
def test_outlines_are_read_packed_or_not(write, publisher, square, name) -> None:
    frame = read("boundaries", write(name, publisher.geojson(square))).tables["outlines"]
    assert Outlines.is_valid(frame)
    assert frame.select("row", "unit", "name", "authority").rows() == [
        (1, "X01000001", "Brackenford 001A", "X08000001")
    ]
    assert shapely.from_wkb(frame["outline"][0]).equals(shapely.from_geojson(json.dumps(square["geometry"])))


def test_an_outline_of_several_pieces(write, publisher, square) -> None:
    square["geometry"] = {"type": "MultiPolygon", "coordinates": [square["geometry"]["coordinates"]]}
    assert read("boundaries", write("x.json", publisher.geojson(square))).rows_good == 1


def test_one_part_an_authority(write, publisher, square) -> None:
    other = publisher.feature("X01000005", "Millbeck 001A", authority="X08000002")
    report = read("boundaries", write("x.json", publisher.geojson(square, other)))
    assert [part.part for part in report.parts] == ["X08000001", "X08000002"]
    assert [source.rows for source in report.sources] == [1, 1]


def test_without_the_authority_the_lookups_or_the_name_say_it(write, publisher) -> None:
    file = write("x.json", publisher.geojson(publisher.feature("X01000005", "Millbeck 001A", authority=None)))
    assert [part.part for part in read("boundaries", file).parts] == ["Millbeck"]
    places = known_places(read("lookups", write("c.csv", publisher.changes)).tables["lsoa_changes"])
    report = read("boundaries", file, places)
    assert report.tables["outlines"]["authority"].to_list() == ["X08000002"]


def test_an_lsoa_that_no_lookup_knows_is_refused(write, publisher) -> None:
    places = known_places(read("lookups", write("c.csv", publisher.changes)).tables["lsoa_changes"])
    file = write("x.json", publisher.geojson(publisher.feature("X01000007", "Millbeck 001A")))
    with pytest.raises(RefusedInput) as caught:
        read("boundaries", file, places)
    assert (caught.value.rule, caught.value.row) == ("unknown-code", 1)


def test_the_same_area_twice_in_one_file_and_in_two(write, publisher, square) -> None:
    error = refusal(write("x.json", publisher.geojson(square, square)))
    assert (error.rule, error.row) == ("area-twice", 2)
    files = [write(name, publisher.geojson(square)) for name in ("a.json", "b.json")]
    assert refusal(*files).file == "b.json"


def test_eastings_and_northings_are_no_longitude_and_latitude(write, publisher) -> None:
    error = refusal(write("x.json", publisher.geojson(publisher.feature("X01000001", "A 001A", west=416_253))))
    assert (error.rule, error.row, error.column) == ("longitude-latitude", 1, "geometry")


def test_another_system_of_coordinates_is_refused(write, publisher, square) -> None:
    assert refusal(write("x.json", publisher.geojson(square, crs="EPSG:27700"))).rule == "longitude-latitude"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"geometry": None}, "outline"),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, "outline"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}, "outline"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "outline"),
        ({"properties": {"LSOA21CD": "E02000001", "LSOA21NM": "A 001"}}, "code"),
        ({"properties": {"LSOA21CD": "E01000001", "LSOA21NM": ""}}, "filled"),
        ({"properties": None}, "feature"),
    ],
)
def test_a_feature_that_cannot_be_used_is_refused(write, publisher, square, change, rule) -> None:
    other = publisher.feature("X01000005", "Millbeck 001A") | change
    error = refusal(write("x.json", publisher.geojson(square, other)))
    assert (error.rule, error.row) == (rule, 2)


def test_an_outline_that_crosses_itself_is_mended_and_the_report_says_so(write, publisher, square) -> None:
    square["geometry"]["coordinates"] = [[[0, 50], [1, 51], [1, 50], [0, 51], [0, 50]]]
    report = read("boundaries", write("x.json", publisher.geojson(square)))
    assert shapely.is_valid(shapely.from_wkb(report.tables["outlines"]["outline"][0]))
    assert [f.size for f in report.findings if f.rule == "outline-mended"] == [1]


def test_half_a_file_is_refused(write, publisher, square) -> None:
    assert refusal(write("x.json", publisher.geojson(square)[:-40])).rule == "json"


def test_topojson_is_called_by_its_name(write) -> None:
    assert "TopoJSON" in refusal(write("x.json", '{"type":"Topology","arcs":[]}')).says


@pytest.mark.parametrize("content", ['{"a": 1}', "[1, 2]", '{"type": "FeatureCollection", "features": []}'])
def test_json_that_holds_no_outlines_is_refused(write, content) -> None:
    assert refusal(write("x.json", content)).rule == "another-table"


def test_the_real_folder(shared_data) -> None:
    report = read("boundaries", shared_data / "geography/boundaries")
    assert len(report.parts) == 9
    bradford = next(part for part in report.parts if part.part == "E08000032").tables["outlines"]
    assert bradford.height == 312
    assert shapely.is_valid(shapely.from_wkb(bradford["outline"].to_numpy())).all()
    assert {"lad2022_ew.topojson.gz", "wards2011_bradford_E08000032.geojson.gz"} <= {f.file for f in report.unread}
