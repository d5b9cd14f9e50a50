"""Census tables: what is read, and what is refused with its row."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.tables import Counts, Units
from convive.sources import RefusedRows, known_places, read


def counts_of(report, unit: str) -> dict[str, int]:
    return dict(report.tables["counts"].filter(pl.col("unit") == unit).select("group", "count").iter_rows())


def rules(report) -> list[str]:
    return [finding.rule for finding in report.findings]


def refusal(kind: str, file, places=None) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read(kind, file, places)
    return caught.value


@pytest.fixture
def places(write, publisher):
    tables = read("lookups", [write("changes.csv", publisher.changes), write("wards.csv", publisher.wards)]).tables
    return known_places(tables["lsoa_changes"], tables["lsoa_wards"])


@pytest.fixture
def file_2011(write, publisher):
    return lambda *rows, name="oa.csv": write(name, [publisher.columns_2011, *rows])


def test_what_the_2011_columns_leave_over_is_gypsy_or_irish_traveller(file_2011, publisher) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011(persons=100, white=90)))
    assert counts_of(report, "X00000001") == dict.fromkeys(classification("ethnic-2011-15").ids, 0) | {
        "WhiteBrit": 90,
        "Indian": 1,
        "GypsyTraveller": 9,
    }
    assert report.tables["units"].to_dicts() == [
        {
            "row": 2,
            "unit": "X00000001",
            "name": None,
            "lsoa": "X01000001",
            "msoa": "X02000001",
            "authority": "Brackenford",
            "people": 100,
        }
    ]
    residual = next(f for f in report.findings if f.rule == "residual")
    assert residual.size == 9


def test_tables_fit_their_schemas(file_2011, publisher) -> None:
    tables = read("census-2011-ethnic", file_2011(publisher.row_2011())).tables
    assert Units.is_valid(tables["units"])
    assert Counts.is_valid(tables["counts"])


def test_the_lsoa_file_of_2011_is_told_by_its_header(write, publisher) -> None:
    header = publisher.columns_2011.removeprefix("OA,").replace(",LSOA", "")
    row = publisher.row_2011(oa="X01000001").replace(",X01000001,", ",")
    report = read("census-2011-ethnic", write("some.csv", ["LSOA," + header, row]))
    unit = report.tables["units"].row(0, named=True)
    assert (unit["unit"], unit["lsoa"], unit["people"]) == ("X01000001", "X01000001", 100)


def test_a_residual_below_zero_within_half_a_percent_is_a_finding_and_counts_as_nobody(file_2011, publisher) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011(persons=1000, white=1004)))
    finding = next(f for f in report.findings if f.rule == "total-and-parts")
    assert (finding.size, finding.row) == (5, 2)
    assert counts_of(report, "X00000001")["GypsyTraveller"] == 0


def test_parts_over_half_a_percent_above_their_total_are_refused(file_2011, publisher) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(persons=1000, white=1005)))
    assert (error.rule, error.row, error.column) == ("parts-exceed-total", 2, "Persons")
    assert "6 people too many" in error.says


def test_a_residual_that_is_too_large_for_one_small_group_is_a_finding(file_2011, publisher) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011(persons=1000, white=900)))
    assert [f.severity for f in report.findings if f.rule == "residual"] == ["finding"]


BAD_COUNTS = {
    "-3": ("not-negative", "below zero"),
    "1.5": ("whole-number", "people come whole"),
    '"1,234"': ("whole-number", "not a plain whole number"),
    "many": ("whole-number", "not a number"),
    "12%": ("whole-number", "a percentage"),
    "c": ("mark", "withheld it"),
    "[x]": ("mark", "does not have it"),
    "z": ("mark", "does not apply"),
    "!": ("mark", "too few people or none"),
    "-": ("mark", "there is no figure"),
    "~": ("mark", "rounded a small number away"),
    "<5": ("mark", "fewer than 5"),
    "": ("count-missing", "missing"),
}


@pytest.mark.parametrize("cell", BAD_COUNTS, ids=repr)
def test_a_count_that_is_no_whole_number_of_people_is_refused(file_2011, publisher, cell) -> None:
    good = publisher.row_2011(oa="X00000002")
    error = refusal("census-2011-ethnic", file_2011(good, publisher.row_2011(indian=cell)))
    rule, says = BAD_COUNTS[cell]
    assert (error.file, error.row, error.column, error.rule) == ("oa.csv", 3, "Indian", rule)
    assert says in error.says


def test_a_number_with_a_comma_is_answered_with_the_plain_number(file_2011, publisher) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(indian='"1,234"')))
    assert error.hint == "Write it without a comma: 1234."


def test_a_whole_number_as_a_statistics_program_writes_it_does_no_harm(file_2011, publisher) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011(indian="1.0"), publisher.row_2011("X00000002")))
    assert counts_of(report, "X00000001")["Indian"] == 1


def test_white_space_around_a_count_does_no_harm(file_2011, publisher) -> None:
    assert (
        counts_of(read("census-2011-ethnic", file_2011(publisher.row_2011(indian=" 1 "))), "X00000001")["Indian"] == 1
    )


def test_the_same_area_twice_is_refused_and_both_rows_are_named(file_2011, publisher) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(), publisher.row_2011()))
    assert (error.rule, error.row, error.column) == ("area-twice", 3, "OA")
    assert "row 2" in error.says


def test_the_same_area_in_two_files_is_refused(file_2011, publisher) -> None:
    one, two = (file_2011(publisher.row_2011(), name=name) for name in ("a.csv", "b.csv"))
    error = refusal("census-2011-ethnic", [one, two])
    assert (error.file, error.rule) == ("b.csv", "area-twice")
    assert "a.csv" in error.says


def test_files_of_different_areas_are_read_together(file_2011, publisher) -> None:
    one = file_2011(publisher.row_2011(), name="a.csv")
    two = file_2011(publisher.row_2011(oa="X00000002"), name="b.csv")
    report = read("census-2011-ethnic", [one, two])
    assert report.rows_good == 2
    assert [source.file for source in report.sources] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(("field", "column"), [("oa", "OA"), ("lsoa", "LSOA"), ("msoa", "MSOA")])
def test_a_code_of_the_wrong_form_is_refused(file_2011, publisher, field, column) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(**{field: "E99"})))
    assert (error.rule, error.column, error.row) == ("code", column, 2)


def test_without_lookups_codes_are_checked_by_their_form_and_the_report_says_so(file_2011, publisher) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011(lsoa="E01999999")))
    assert "codes-by-form" in rules(report)


def test_with_lookups_an_unknown_lsoa_is_refused_with_the_one_that_was_meant(file_2011, publisher, places) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(lsoa="X01000009")), places)
    assert (error.rule, error.column, error.row) == ("unknown-code", "LSOA", 2)
    assert "X01000001" in error.hint


def test_with_lookups_an_unknown_authority_is_refused_with_the_one_that_was_meant(file_2011, publisher, places) -> None:
    error = refusal("census-2011-ethnic", file_2011(publisher.row_2011(authority="Brakenford")), places)
    assert (error.rule, error.column, error.hint) == ("unknown-name", "LAD", "Did you mean Brackenford?")


def test_authorities_of_the_lookups_that_are_absent_or_in_part_are_findings(file_2011, publisher, places) -> None:
    report = read("census-2011-ethnic", file_2011(publisher.row_2011()), places)
    absent = next(f for f in report.findings if f.rule == "authorities-absent")
    in_part = next(f for f in report.findings if f.rule == "authorities-in-part")
    assert (absent.size, in_part.size) == (1, 1)
    assert "Millbeck" in absent.says
    assert "Brackenford (1 of 2 areas)" in in_part.says


def test_every_refused_row_is_counted_and_up_to_twenty_are_listed(file_2011, publisher) -> None:
    rows = [publisher.row_2011(oa=f"X{number:08d}", indian="-1") for number in range(1, 31)]
    error = refusal("census-2011-ethnic", file_2011(*rows, publisher.row_2011(oa="X00000099")))
    assert isinstance(error, RefusedRows)
    assert (error.rows_refused, error.rows_good, len(error.refused), error.row) == (30, 1, 20, 2)
    assert "29 other rows" in str(error)
    assert "Nothing was imported" in str(error)
    assert len(error.as_dict()["refused"]) == 20


def test_the_first_cell_at_fault_is_the_first_in_the_file(file_2011, publisher) -> None:
    late = publisher.row_2011(oa="X00000002", persons="?")
    early = publisher.row_2011(authority="")
    error = refusal("census-2011-ethnic", file_2011(early, late))
    assert (error.row, error.column) == (2, "LAD")


def test_ts021_is_read_from_among_its_notes(write, publisher) -> None:
    report = read("census-ts021", write("table.csv.gz", publisher.ts021()))
    assert report.rows_good == 2
    assert report.tables["units"].select("row", "unit", "name", "people").rows() == [
        (9, "X01000001", "Brackenford 001A", 1000),
        (10, "X01000002", "Brackenford, City of 001B", 1500),
    ]
    assert counts_of(report, "X01000002") == {"Asian": 200, "Black": 100, "Mixed": 50, "Other": 10, "White": 1140}


@pytest.mark.parametrize("above", [0, 3, 12])
def test_the_header_of_ts021_is_found_by_its_content(write, publisher, above) -> None:
    report = read("census-ts021", write("table.csv", publisher.ts021(notes=["Notes,,"] * above)))
    assert report.tables["units"]["row"].to_list() == [above + 3, above + 4]


def test_ts021_columns_are_told_by_their_labels_not_their_places(write, publisher) -> None:
    header = publisher.ts021_header.replace("White", "?").replace("Other ethnic group", "White")
    header = header.replace("?", "Other ethnic group")
    report = read("census-ts021", write("table.csv", publisher.ts021(header=header)))
    assert counts_of(report, "X01000001")["White"] == 10


def test_ts021_with_the_code_in_a_column_of_its_own(write, publisher) -> None:
    header = publisher.ts021_header.replace("layer,", "layer,mnemonic,")
    row = publisher.ts021_rows[0].replace("X01000001 : Brackenford 001A", "Brackenford 001A,X01000001")
    report = read("census-ts021", write("table.csv", publisher.ts021([row], header)))
    assert report.tables["units"].select("unit", "name").rows() == [("X01000001", "Brackenford 001A")]


def test_ts021_in_bulk_is_read_in_five_groups_and_its_parts_are_left_out_by_name(write, publisher) -> None:
    """Nomis writes the table's name before each header, and the groups of groups beside them."""
    header = (
        "date,geography,geography code,Ethnic group: Total: All usual residents,"
        '"Ethnic group: Asian, Asian British or Asian Welsh",'
        '"Ethnic group: Asian, Asian British or Asian Welsh: Bangladeshi",'
        '"Ethnic group: Black, Black British, Black Welsh, Caribbean or African",'
        "Ethnic group: Mixed or Multiple ethnic groups,Ethnic group: White,Ethnic group: Other ethnic group"
    )
    report = read("census-ts021", write("bulk.csv", [header, "2021,Brackenford 001A,X01000001,100,10,9,20,5,60,5"]))
    assert counts_of(report, "X01000001") == {"Asian": 10, "Black": 20, "Mixed": 5, "Other": 5, "White": 60}
    unused = next(f for f in report.findings if f.rule == "columns-not-used")
    assert unused.says.endswith("Asian Welsh: Bangladeshi.")


def test_a_column_of_totals_among_the_groups_is_not_counted_and_named(write, publisher) -> None:
    header = publisher.ts021_header.replace("White,%", "White,%,All other groups,%")
    row = publisher.ts021_rows[0].replace("790,79", "790,79,210,21")
    report = read("census-ts021", write("table.csv", publisher.ts021([row], header)))
    assert sum(counts_of(report, "X01000001").values()) == 1000
    assert "All other groups" in next(f for f in report.findings if f.rule == "columns-not-used").says


def test_a_code_without_a_name_is_refused(write, publisher) -> None:
    row = publisher.ts021_rows[0].replace(" : Brackenford 001A", "")
    error = refusal("census-ts021", write("table.csv", publisher.ts021([row])))
    assert (error.rule, error.row) == ("filled", 9)


def test_a_row_of_totals_is_left_out_and_the_report_says_so(write, publisher) -> None:
    rows = [*publisher.ts021_rows, "Column Total,2500,100,300,12,150,6,100,4,1930,77,20,1"]
    report = read("census-ts021", write("table.csv", publisher.ts021(rows)))
    assert report.rows_good == 2
    assert "total-row" in rules(report)


def test_small_differences_of_ts021_are_one_finding_with_their_size_and_nothing_is_added(write, publisher) -> None:
    rows = [row.replace(",790,", ",792,").replace(",1140,", ",1139,") for row in publisher.ts021_rows]
    report = read("census-ts021", write("table.csv", publisher.ts021(rows)))
    finding = next(f for f in report.findings if f.rule == "total-and-parts")
    assert (finding.size, finding.severity) == (3, "finding")
    assert finding.says.startswith("2 areas")
    assert sum(counts_of(report, "X01000001").values()) == 1002
    assert report.tables["units"]["people"].to_list() == [1000, 1500]


def test_a_gross_excess_in_ts021_is_refused_with_its_row(write, publisher) -> None:
    rows = [publisher.ts021_rows[0].replace(",790,", ",796,"), publisher.ts021_rows[1]]
    error = refusal("census-ts021", write("table.csv", publisher.ts021(rows)))
    assert (error.rule, error.row) == ("parts-exceed-total", 9)


def test_small_excesses_that_add_up_over_the_whole_file_are_refused(write, publisher) -> None:
    rows = [f"X0100000{i} : Brackenford 001A,100,100,20,20,20,20,20,20,20,20,23,23" for i in range(1, 6)]
    error = refusal("census-ts021", write("table.csv", publisher.ts021(rows)))
    assert error.rule == "parts-exceed-total"
    assert "515" in error.says


def test_an_area_without_counts_is_no_note_and_is_refused(write, publisher) -> None:
    rows = [*publisher.ts021_rows, "X01000003 : Brackenford 001C,,,,,,,,,,,,"]
    error = refusal("census-ts021", write("table.csv", publisher.ts021(rows)))
    assert (error.rule, error.row) == ("count-missing", 11)


def test_counts_without_an_area_are_refused(write, publisher) -> None:
    rows = [*publisher.ts021_rows, ",10,100,10,100,0,0,0,0,0,0,0,0"]
    error = refusal("census-ts021", write("table.csv", publisher.ts021(rows)))
    assert (error.rule, error.row) == ("code", 11)


@settings(max_examples=20)
@given(order=st.permutations(range(6)), counts=st.lists(st.integers(0, 5000), min_size=6, max_size=6))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, publisher, order, counts) -> None:
    rows = [publisher.row_2011(f"X{i:08d}", count + 1, count) for i, count in enumerate(counts)]
    folder = tmp_path_factory.mktemp("order")
    read_in = []
    for name, lines in (("a.csv", rows), ("b.csv", [rows[i] for i in order])):
        (folder / name).write_text("\n".join([publisher.columns_2011, *lines]) + "\n")
        table = read("census-2011-ethnic", folder / name).tables["counts"]
        read_in.append(table.drop("row").sort("unit", "group").rows())
    assert read_in[0] == read_in[1]
    assert sum(row[2] for row in read_in[0]) == sum(counts) + 6


def test_the_real_output_areas_of_2011(shared_data) -> None:
    report = read("census-2011-ethnic", shared_data / "census/census2011_ethnic_group_oa.csv.gz")
    units, counts = report.tables["units"], report.tables["counts"]
    assert (report.rows_good, units.height, counts.height) == (173_979, 173_979, 173_979 * 15)
    assert units["people"].sum() == counts["count"].sum() == 53_592_215
    assert units.filter(pl.col("authority") == "Birmingham")["people"].sum() == 1_073_045


def test_the_real_2011_files_agree(shared_data) -> None:
    by_oa = read("census-2011-ethnic", shared_data / "census/census2011_ethnic_group_oa.csv.gz").tables
    by_lsoa = read("census-2011-ethnic", shared_data / "census/census2011_ethnic_group_lsoa.csv.gz").tables
    sums = [t["counts"].group_by("group").agg(pl.col("count").sum()).sort("group").rows() for t in (by_oa, by_lsoa)]
    assert sums[0] == sums[1]


def test_of_a_folder_with_both_2011_files_the_finer_is_read(shared_data) -> None:
    report = read("census-2011-ethnic", shared_data / "census")
    assert report.files == ("census2011_ethnic_group_oa.csv.gz",)
    unread = {file.file: file.why for file in report.unread}
    assert "the same people again" in unread["census2011_ethnic_group_lsoa.csv.gz"]
    assert "census-ts021" in unread["census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"]


def test_the_real_ts021(shared_data) -> None:
    file = shared_data / "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz"
    lookups = read("lookups", shared_data / "geography").tables
    report = read("census-ts021", file, known_places(lookups["lsoa_changes"], lookups["lsoa_wards"]))
    units = report.tables["units"]
    assert report.rows_good == 34_134
    assert units.row(0, named=True) | {"row": 0} == {
        "row": 0,
        "unit": "E01011954",
        "name": "Hartlepool 001A",
        "lsoa": "E01011954",
        "msoa": None,
        "authority": None,
        "people": 2284,
    }
    assert units["row"][0] == 9
    birmingham = units.filter(pl.col("name").str.starts_with("Birmingham "))
    assert birmingham["people"].sum() == 1_144_941
    absent = next(f for f in report.findings if f.rule == "authorities-absent")
    assert absent.size == 10
    assert "Tower Hamlets" in absent.says
