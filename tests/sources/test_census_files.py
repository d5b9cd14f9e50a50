"""Every census kind: a small made-up file in the publisher's form, and the real file with its known totals."""

from __future__ import annotations

import time

import polars as pl
import pytest

from convive.core.errors import RefusedInput
from convive.core.groups import classification
from convive.core.tables import Counts, Units
from convive.sources import kind, known_places, read

E11, V11 = "Ethnic Group: ", "; measures: Value"
NOT_MAIN = "Main language is not English (English or Welsh in Wales)"
SMALL = {
    "census-religion": (
        "lsoa21_code,total_residents,Buddhist,Christian,Hindu,Jewish,Muslim,No religion,Not answered,"
        "Other religion,Sikh",
        "X01000001,45,1,2,3,4,5,6,7,8,9",
    ),
    "census-tenure": (
        "lsoa21_code,total_households,Lives rent free,Owned: Owns outright,Owned: Owns with a mortgage or loan,"
        "Private rented: Other private rented,Private rented: Private landlord or letting agency,"
        "Shared ownership: Shared ownership,Social rented: Other social rented,"
        "Social rented: Rents from council or Local Authority",
        "X01000001,36,1,2,3,4,5,6,7,8",
    ),
    "census-occupancy": (
        "lsoa21_code,total_households,+1 (under-occupied),+2 or more (under-occupied),-1 (overcrowded),"
        "-2 or less (overcrowded),0 (ideal)",
        "X01000001,15,1,2,3,4,5",
    ),
    "census-english": (
        f"msoa21_code,Main language is English (English or Welsh in Wales),{NOT_MAIN},"
        f"{NOT_MAIN}: Can speak English very well,{NOT_MAIN}: Can speak English well,"
        f"{NOT_MAIN}: Cannot speak English well,{NOT_MAIN}: Cannot speak English,"
        "Proportion who cannot speak English (well)",
        "X02000001,90,10,4,3,2,1,0.03",
    ),
    "census-migration": (
        "msoa21_code,msoa21_name,all_usual_residents,address_one_year_ago_is_the_same,"
        "address_one_year_ago_is_student_or_boarding,migrant_from_within_uk,migrant_from_outside_uk,"
        "prop_migrated_from_within_uk,prop_migrated_from_outside_uk",
        "X02000001,Brackenford 001,10,4,3,2,1,0.2,0.1",
    ),
    "census-age": (
        "ltla21_code,total_population,total_females,total_males,younger_females,working_age_females,older_females,"
        "younger_males,working_age_males,older_males",
        "X08000001,21,6,15,1,2,3,4,5,6",
    ),
}
WANTED = {
    "census-religion": {
        "buddhist": 1,
        "christian": 2,
        "hindu": 3,
        "jewish": 4,
        "muslim": 5,
        "no-religion": 6,
        "not-answered": 7,
        "other-religion": 8,
        "sikh": 9,
    },
    "census-tenure": {
        "rent-free": 1,
        "owned-outright": 2,
        "owned-mortgage": 3,
        "private-other": 4,
        "private-landlord": 5,
        "shared-ownership": 6,
        "social-other": 7,
        "social-council": 8,
    },
    "census-occupancy": {"spare-1": 1, "spare-2": 2, "short-1": 3, "short-2": 4, "enough": 5},
    "census-english": {"main": 90, "very-well": 4, "well": 3, "not-well": 2, "not-at-all": 1},
    "census-migration": {"same": 4, "student": 3, "within-uk": 2, "outside-uk": 1},
    "census-age": {"younger": 5, "working": 7, "older": 9},
}


def counts_of(report, table: str = "counts") -> dict[str, int]:
    return dict(report.tables[table].select("group", "count").iter_rows())


def rules(report) -> list[str]:
    return [finding.rule for finding in report.findings]


def refusal(kind_id: str, files, places=None) -> RefusedInput:
    with pytest.raises(RefusedInput) as caught:
        read(kind_id, files, places)
    return caught.value


def qs201(**counts: int) -> list[str]:
    """The 2011 table by authority: eighteen groups of one person each, and their subtotals."""
    groups = classification("ethnic-2011-18")
    number = {group: counts.get(group, 1) for group in groups.ids}
    to = groups.crosswalk("ethnic-5")
    header = ["date", "geography", "geography code", "Rural Urban", f"{E11}All categories: Ethnic group{V11}"]
    row = ["2011", "Brackenford", "X08000001", "Total", str(counts.get("total", sum(number.values())))]
    for broad in ("White", "Mixed", "Asian", "Black", "Other"):
        own = [group for group in groups.groups if to[group.id] == broad]
        header += [f"{E11}{broad}{V11}", *(group.synonyms[1] for group in own)]
        row += [str(counts.get(broad, sum(number[group.id] for group in own))), *(str(number[g.id]) for g in own)]
    return [",".join(f'"{cell}"' for cell in cells) for cells in (header, row)]


def ages(white: bool = False, **counts: int) -> list[str]:
    header = "2011 super output area - middle layer,mnemonic,All categories: Age"
    groups = classification("age-2011").groups
    number = [counts.get(f"age_{group.id}".replace("-", "_"), 1 if white else 2) for group in groups]
    row = f"Brackenford 001,X02000001,{sum(number)}," + ",".join(map(str, number))
    return [header + "," + ",".join(group.long for group in groups), row]


@pytest.mark.parametrize("kind_id", SMALL)
def test_a_small_file_is_read_column_by_column(write, kind_id) -> None:
    report = read(kind_id, write("small.csv", SMALL[kind_id]))
    assert counts_of(report) == WANTED[kind_id]
    unit = report.tables["units"].row(0, named=True)
    level = kind(kind_id).layouts[0].levels["unit"]
    assert unit["people"] == sum(WANTED[kind_id].values())
    assert {"lsoa": unit["lsoa"], "msoa": unit["msoa"]}.get(level, unit["unit"]) == unit["unit"]
    assert Units.is_valid(report.tables["units"])
    assert Counts.is_valid(report.tables["counts"])


@pytest.mark.parametrize("kind_id", SMALL)
def test_a_table_moved_down_by_notes_is_found_and_notes_below_it_are_left_out(write, kind_id) -> None:
    header, row = SMALL[kind_id]
    commas = "," * header.count(",")
    report = read(kind_id, write("small.csv", [f"A title{commas}", commas, header, commas, row, "", f"A note{commas}"]))
    assert report.tables["units"]["row"].to_list() == [5]
    assert [f.row for f in report.findings if f.rule == "notes"] == [7]


@pytest.mark.parametrize("kind_id", SMALL)
def test_a_header_in_two_lines_of_merged_cells_is_refused_with_what_is_missing(write, kind_id) -> None:
    header, row = SMALL[kind_id]
    cells = header.split(",")
    half = len(cells) // 2
    upper = ",".join([*cells[:half], *[""] * (len(cells) - half)])
    lower = ",".join([*[""] * half, *cells[half:]])
    error = refusal(kind_id, write("small.csv", [upper, lower, row]))
    assert error.rule in ("columns", "another-table")
    assert error.row in (1, 2)


def test_a_header_over_two_rows_of_merged_cells_is_read_as_one_and_the_report_says_so(write) -> None:
    upper = ",,Owned,,Social rented,,Private rented,,Shared ownership,Lives rent free"
    lower = (
        "lsoa21_code,total_households,Owns outright,Owns with a mortgage or loan,"
        "Rents from council or Local Authority,Other social rented,Private landlord or letting agency,"
        "Other private rented,Shared ownership,"
    )
    report = read("census-tenure", write("small.csv", ["A title", upper, lower, "X01000001,36,2,3,8,7,5,4,6,1"]))
    assert counts_of(report) == WANTED["census-tenure"]
    assert report.tables["units"]["row"].to_list() == [4]
    assert [f.row for f in report.findings if f.rule == "header-in-two-rows"] == [2]


@pytest.mark.parametrize("kind_id", SMALL)
def test_a_header_twice_is_refused(write, kind_id) -> None:
    header, row = SMALL[kind_id]
    last = header.rsplit(",", 1)[1]
    error = refusal(kind_id, write("small.csv", [f"{header},{last}", f"{row},0"]))
    assert (error.rule, error.row, error.column) == ("header-twice", 1, last)


@pytest.mark.parametrize("kind_id", SMALL)
@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1.5", "whole-number"),
        ("7%", "whole-number"),
        ("-1", "not-negative"),
        ("", "count-missing"),
        *[(mark, "mark") for mark in ("x", "c", "z", "!", "-", "~", "<5", "[c]", "*")],
    ],
)
def test_a_mark_or_a_share_in_a_census_is_refused_and_never_nobody(write, kind_id, cell, rule) -> None:
    header, row = SMALL[kind_id]
    place = kind(kind_id).layouts[0].computed
    at = len(row.split(",")) - 1 - len(place)
    cells = row.split(",")
    cells[at] = cell
    error = refusal(kind_id, write("small.csv", [header, ",".join(cells)]))
    assert (error.rule, error.row, error.column) == (rule, 2, header.split(",")[at])


@pytest.mark.parametrize("kind_id", SMALL)
def test_the_same_area_twice_is_refused(write, kind_id) -> None:
    header, row = SMALL[kind_id]
    error = refusal(kind_id, write("small.csv", [header, row, row]))
    assert (error.rule, error.row) == ("area-twice", 3)


@pytest.mark.parametrize("kind_id", ["census-religion", "census-tenure", "census-occupancy", "census-migration"])
@pytest.mark.parametrize(("total", "rule"), [(9000, "parts-below-total"), (1, "parts-exceed-total")])
def test_a_total_that_is_not_the_sum_of_its_parts_is_refused(write, kind_id, total, rule) -> None:
    header, row = SMALL[kind_id]
    cells = row.split(",")
    at = header.split(",").index(kind(kind_id).layouts[0].columns["people"][0])
    cells[at] = str(total)
    error = refusal(kind_id, write("small.csv", [header, ",".join(cells)]))
    assert (error.rule, error.row, error.column) == (rule, 2, header.split(",")[at])


def test_percentages_for_counts_are_refused(write) -> None:
    header, _ = SMALL["census-occupancy"]
    rows = [f"X010000{i:02d},100,50,20,10,5,15" for i in range(30)]
    error = refusal("census-occupancy", write("small.csv", [header, *rows]))
    assert (error.rule, error.row) == ("percentages", 2)
    beside_true_totals = [f"X010000{i:02d},{800 + i},50,20,10,5,15" for i in range(30)]
    error = refusal("census-occupancy", write("small.csv", [header, *beside_true_totals]))
    assert error.rule == "percentages"


def test_shares_that_the_publisher_worked_out_are_left_out_by_name(write) -> None:
    report = read("census-migration", write("small.csv", SMALL["census-migration"]))
    finding = next(f for f in report.findings if f.rule == "computed-columns")
    assert "prop_migrated_from_within_uk, prop_migrated_from_outside_uk" in finding.says
    assert "columns-not-used" not in rules(report)


def test_a_subtotal_is_checked_and_never_counted(write) -> None:
    header, row = SMALL["census-english"]
    error = refusal("census-english", write("small.csv", [header, row.replace(",10,", ",50,")]))
    assert (error.rule, error.row, error.column) == ("subtotal", 2, NOT_MAIN)


def test_the_name_of_an_msoa_has_its_form(write) -> None:
    header, row = SMALL["census-migration"]
    error = refusal("census-migration", write("small.csv", [header, row.replace("Brackenford 001", "Brackenford")]))
    assert (error.rule, error.column) == ("msoa-name", "msoa21_name")


def test_households_are_called_households(write) -> None:
    header, row = SMALL["census-tenure"]
    error = refusal("census-tenure", write("small.csv", [header, row.replace(",36,", ",50,")]))
    assert "14 households are in no group" in error.says


# The headers of the bulk files of Nomis: the table's name before, the measure after, subtotals among the groups.
BULK = {
    "census-religion": (
        "date,geography,geography code,Religion: Total: All usual residents,Religion: No religion,Religion: Christian,"
        "Religion: Buddhist,Religion: Hindu,Religion: Jewish,Religion: Muslim,Religion: Sikh,"
        "Religion: Other religion,Religion: Not answered",
        "2021,Brackenford 001A,X01000001,45,6,2,1,3,4,5,9,8,7",
    ),
    "census-tenure": (
        "date,geography,geography code,Tenure of household: Total: All households,Tenure of household: Owned,"
        "Tenure of household: Owned: Owns outright,Tenure of household: Owned: Owns with a mortgage or loan,"
        "Tenure of household: Shared ownership,Tenure of household: Shared ownership: Shared ownership,"
        "Tenure of household: Social rented,"
        "Tenure of household: Social rented: Rents from council or Local Authority,"
        "Tenure of household: Social rented: Other social rented,Tenure of household: Private rented,"
        "Tenure of household: Private rented: Private landlord or letting agency,"
        "Tenure of household: Private rented: Other private rented,Tenure of household: Lives rent free",
        "2021,Brackenford 001A,X01000001,36,5,2,3,6,6,15,8,7,9,5,4,1",
    ),
    "census-occupancy": (
        "date,geography,geography code,Occupancy rating for bedrooms: Total: All households,"
        "Occupancy rating for bedrooms: Occupancy rating of bedrooms: +2 or more,"
        "Occupancy rating for bedrooms: Occupancy rating of bedrooms: +1,"
        "Occupancy rating for bedrooms: Occupancy rating of bedrooms: 0,"
        "Occupancy rating for bedrooms: Occupancy rating of bedrooms: -1,"
        "Occupancy rating for bedrooms: Occupancy rating of bedrooms: -2 or less",
        "2021,Brackenford 001A,X01000001,15,2,1,5,3,4",
    ),
    "census-english": (
        "date,geography,geography code,"
        "Proficiency in English language: Total: All usual residents aged 3 years and over,"
        "Proficiency in English language: Main language is English (English or Welsh in Wales),"
        f"Proficiency in English language: {NOT_MAIN},"
        f"Proficiency in English language: {NOT_MAIN}: Can speak English very well,"
        f"Proficiency in English language: {NOT_MAIN}: Can speak English well,"
        f"Proficiency in English language: {NOT_MAIN}: Cannot speak English well,"
        f"Proficiency in English language: {NOT_MAIN}: Cannot speak English",
        "2021,Brackenford 001,X02000001,100,90,10,4,3,2,1",
    ),
    "census-migration": (
        "date,geography,geography code,Migrant indicator: Total: All usual residents; measures: Value,"
        "Migrant indicator: Address one year ago is the same as the address of enumeration; measures: Value,"
        "Migrant indicator: Address one year ago is student term-time or boarding school address in the UK; "
        "measures: Value,"
        "Migrant indicator: Migrant from within the UK: Address one year ago was in the UK; measures: Value,"
        "Migrant indicator: Migrant from outside the UK: Address one year ago was outside the UK; measures: Value",
        "2021,Brackenford 001,X02000001,10,4,3,2,1",
    ),
}


@pytest.mark.parametrize("kind_id", BULK)
def test_the_bulk_files_of_nomis_give_the_same(write, kind_id) -> None:
    report = read(kind_id, write("bulk.csv", BULK[kind_id]))
    assert counts_of(report) == WANTED[kind_id]
    assert report.tables["units"]["name"].item().startswith("Brackenford 001")
    assert "columns-not-used" not in rules(report)


def test_a_bulk_file_of_another_level_is_refused(write) -> None:
    header, row = BULK["census-religion"]
    error = refusal("census-religion", write("bulk.csv", [header, row.replace("X01000001", "X08000001")]))
    assert (error.rule, error.row, error.column) == ("code", 2, "geography code")


def test_the_publishers_own_table_of_ages_has_all_three(write) -> None:
    layout = kind("census-age").layout("nomis")
    header, row = ["date", "geography", "geography code", "Sex: All persons; Age: Total; measures: Value"], []
    for group, number in (("younger", 1), ("working", 2), ("older", 3)):
        header += [f"{title}; measures: Value" for title in layout.sums[group]]
        row += [str(number)] * len(layout.sums[group])
    cells = ["2021", "Brackenford", "X08000001", str(sum(map(int, row))), *row]
    report = read("census-age", write("ages.csv", [",".join(header), ",".join(cells)]))
    assert counts_of(report) == {"younger": 6, "working": 20, "older": 18}
    assert report.findings == () or "groups-left-out" not in rules(report)


def test_ages_that_do_not_add_up_are_left_out_and_the_rest_is_kept(write) -> None:
    header, row = SMALL["census-age"]
    report = read("census-age", write("small.csv", [header, row.replace("21,6,15", "30,10,20")]))
    assert counts_of(report) == {"working": 7}
    assert report.tables["units"]["people"].to_list() == [30]
    finding = next(f for f in report.findings if f.rule == "groups-left-out")
    assert (finding.size, finding.severity) == (9, "finding")
    assert "75 and over" in finding.says


def test_women_and_men_that_are_not_everybody_are_refused(write) -> None:
    header, row = SMALL["census-age"]
    error = refusal("census-age", write("small.csv", [header, row.replace("21,6,15", "21,6,99")]))
    assert (error.rule, error.column) == ("subtotal", "total_population")


def test_the_authorities_of_2011_are_read_without_adding_subtotals(write) -> None:
    report = read("census-2011-ethnic-lad", write("qs.csv", qs201(WhiteBrit=80)))
    assert sum(counts_of(report).values()) == report.tables["units"]["people"].item() == 97
    assert len(counts_of(report)) == 18
    assert "subtotals-not-counted" in rules(report)
    assert report.tables["units"]["name"].to_list() == ["Brackenford"]


def test_a_subtotal_of_2011_that_is_not_its_parts_is_refused(write) -> None:
    error = refusal("census-2011-ethnic-lad", write("qs.csv", qs201(Asian=50)))
    assert (error.rule, error.column) == ("subtotal", f"{E11}Asian{V11}")


def test_urban_and_rural_rows_of_an_authority_are_left_out_by_name(write) -> None:
    header, row = qs201()
    parts = [row.replace('"Total"', f'"{part}"') for part in ("Urban", "Rural")]
    report = read("census-2011-ethnic-lad", write("qs.csv", [header, row, *parts]))
    assert report.rows_good == 1
    assert next(f for f in report.findings if f.rule == "rows-left-out").size == 2


def test_an_old_code_of_the_same_place_is_mended_and_named(write) -> None:
    header, row = qs201()
    row = row.replace('"Brackenford","X08000001"', '"Gateshead","E08000020"')
    report = read("census-2011-ethnic-lad", write("qs.csv", [header, row]))
    assert report.tables["units"]["unit"].to_list() == ["E08000037"]
    finding = next(f for f in report.findings if f.rule == "superseded-code")
    assert (finding.row, finding.says) == (2, "E08000020 is an old code of Gateshead; it was read as E08000037.")


def test_the_two_files_of_ages_are_told_apart_by_their_counts_whatever_their_names(write) -> None:
    small, large = write("a.csv", ages(white=True)), write("b.csv", ages())
    for files in ((small, large), (large, small)):
        report = read("census-2011-age", files)
        assert set(counts_of(report).values()) == {2}
        assert set(counts_of(report, "counts_white").values()) == {1}
        assert report.tables["units"]["people"].item() == 42


def test_one_file_of_ages_alone_could_be_either_and_is_refused(write) -> None:
    error = refusal("census-2011-age", write("all.csv", ages()))
    assert error.rule == "pair"
    assert "White residents" in error.says


def test_the_same_ages_twice_are_refused(write) -> None:
    files = [write(name, ages()) for name in ("a.csv", "b.csv")]
    assert refusal("census-2011-age", files).rule == "pair"


def test_three_files_of_ages_are_refused(write) -> None:
    files = [write(name, ages(white=name != "a.csv")) for name in ("a.csv", "b.csv", "c.csv")]
    assert refusal("census-2011-age", files).rule == "pair"


def test_more_white_residents_than_residents_in_one_cell_are_refused(write) -> None:
    files = [write("a.csv", ages()), write("b.csv", ages(white=True, age_15=3))]
    error = refusal("census-2011-age", files)
    assert (error.rule, error.file, error.row, error.column) == ("part-exceeds-whole", "b.csv", 2, "Age 15")


def test_a_name_that_says_white_and_a_count_that_says_all_are_refused(write) -> None:
    files = [write("white.csv", ages()), write("all.csv", ages(white=True))]
    error = refusal("census-2011-age", files)
    assert (error.rule, error.file) == ("pair", "white.csv")


def test_an_area_in_one_of_the_two_files_only_would_be_lost_and_is_refused(write) -> None:
    other = ages()[1].replace("001,X02000001", "002,X02000002")
    error = refusal("census-2011-age", [write("a.csv", [*ages(), other]), write("b.csv", ages(white=True))])
    assert (error.rule, error.file, error.row) == ("area-lost", "a.csv", 3)


# The real files: areas, people (or households) in all, and groups, added up without this program.
REAL = {
    "census-religion": (
        "census2021_religion_lsoa.csv.gz",
        34_134,
        56_889_727,
        {"muslim": 3_214_547, "no-religion": 21_480_409, "not-answered": 3_434_693, "sikh": 430_628},
    ),
    "census-tenure": (
        "census2021_tenure_lsoa.csv.gz",
        34_134,
        23_762_137,
        {"private-landlord": 4_220_951, "private-other": 532_337, "social-council": 1_930_808, "rent-free": 30_210},
    ),
    "census-occupancy": (
        "census2021_occupancy_rating_lsoa.csv.gz",
        34_134,
        23_761_828,
        {"short-1": 799_264, "short-2": 152_630, "enough": 6_198_580, "spare-1": 7_954_998, "spare-2": 8_656_356},
    ),
    "census-english": (
        "census2021_ts029_english_proficiency_msoa.csv.gz",
        6_966,
        50_524_678 + 4_636_268,
        {"main": 50_524_678, "not-well": 774_484, "not-at-all": 138_195},
    ),
    "census-migration": (
        "census2021_migrant_indicator_msoa.csv.gz",
        6_966,
        56_379_674,
        {"same": 50_182_405, "outside-uk": 507_571, "within-uk": 5_353_994, "student": 335_704},
    ),
    "census-2011-ethnic-lad": (
        "census2011_qs201ew_ethnic_group_lad.csv",
        348,
        56_075_912,
        {"WhiteBrit": 45_134_686, "GypsyTraveller": 57_680, "Arab": 230_600, "OtherMixed": 289_984},
    ),
    "census-ts021-lad": ("census2021_ts021_ethnic_group_lad_long.csv.gz", 331, 59_597_578, {}),
}


@pytest.fixture(scope="module")
def real_places(shared_data):
    lookups = read("lookups", shared_data / "geography").tables
    names = read("census-migration", shared_data / "census/census2021_migrant_indicator_msoa.csv.gz").tables["units"]
    return known_places(lookups["lsoa_changes"], lookups["lsoa_wards"], names)


@pytest.mark.parametrize("kind_id", REAL)
def test_the_real_file_has_its_known_rows_and_totals(shared_data, real_places, kind_id) -> None:
    file, areas, people, groups = REAL[kind_id]
    report = read(kind_id, shared_data / "census" / file, real_places)
    units, counts = report.tables["units"], report.tables["counts"]
    assert (report.rows_good, units.height) == (areas, areas)
    assert units["people"].sum() == counts["count"].sum() == people
    assert counts.height == areas * len(classification(kind(kind_id).classification).ids)
    sums = dict(counts.group_by("group").agg(pl.col("count").sum()).iter_rows())
    assert {group: sums[group] for group in groups} == groups
    assert "codes-by-form" not in rules(report)
    # Files of small areas leave ten authorities out, in whole or but for an area that lies in two; others are complete.
    left_out = [f for f in report.findings if f.rule in ("authorities-absent", "authorities-in-part")]
    complete = kind(kind_id).layouts[0].levels["unit"] == "lad"
    assert sum(f.size for f in left_out) == (0 if complete else 10)


def test_the_real_nineteen_groups_of_three_districts_and_of_bradford(shared_data, real_places) -> None:
    tables = read("census-ts021-lad", shared_data / "census" / REAL["census-ts021-lad"][0], real_places).tables
    people = dict(tables["units"].select("unit", "people").iter_rows())
    assert sum(people[code] for code in ("E07000026", "E07000028", "E07000029")) == 273_254
    assert people["E08000032"] == 546_412
    own = tables["counts"].filter(pl.col("unit") == "E08000032")
    assert dict(own.select("group", "count").iter_rows())["Pakistani"] == 139_553


def test_the_real_ages_of_2011_come_in_two_files(shared_data, real_places) -> None:
    files = sorted((shared_data / "census").glob("census2011_msoa_*"))
    report = read("census-2011-age", files, real_places)
    tables = report.tables
    assert (tables["units"].height, report.rows_good) == (7_201, 14_402)
    assert tables["units"]["people"].sum() == tables["counts"]["count"].sum() == 56_075_912
    # The same White residents as in the table of ethnic groups by authority.
    assert tables["counts_white"]["count"].sum() == 48_209_395
    fifteen = [tables[name].filter(pl.col("group") == "15")["count"].sum() for name in ("counts", "counts_white")]
    assert fifteen == [687_994, 566_004]
    assert [f.says for f in report.findings if f.rule == "unknown-name"] == [
        "1 MSOA has a name that no LSOA of the lookups carries: Shepway 015."
    ]


def test_the_real_ages_by_authority_are_short_of_people_and_only_what_is_right_is_kept(
    shared_data, real_places
) -> None:
    """Its ages leave out 4.5 million of 59.6 million people, and the report names it."""
    report = read("census-age", shared_data / "census/census2021_age_sex_lad.csv", real_places)
    assert report.tables["units"]["people"].sum() == 59_597_529
    assert report.tables["counts"]["group"].unique().to_list() == ["working"]
    assert report.tables["counts"]["count"].sum() == 37_502_987
    assert next(f for f in report.findings if f.rule == "groups-left-out").size == 4_532_919


def test_a_table_of_another_census_is_told_by_its_codes(real_places, write) -> None:
    header, row = SMALL["census-tenure"]
    gone = real_places.lsoas[2011].join(real_places.lsoas[2021], on="code", how="anti").get_column("code")[0]
    error = refusal("census-tenure", write("a.csv", [header, row.replace("X01000001", gone)]), real_places)
    assert (error.rule, error.row, error.column) == ("superseded-code", 2, "lsoa21_code")
    assert error.says == f"{gone} is an LSOA of 2011 and not of 2021."


def test_an_msoa_that_no_table_names_is_refused(shared_data, real_places, write) -> None:
    header, row = SMALL["census-english"]
    error = refusal("census-english", write("a.csv", [header, row.replace("X02000001", "E02999999")]), real_places)
    assert (error.rule, error.row, error.column) == ("unknown-code", 2, "msoa21_code")


@pytest.mark.parametrize(
    ("code", "name", "rule", "column"),
    [
        ("E08000032", "Kingston upon Hull, City of", "code-and-name", "geography"),
        ("E08000099", "Bradford", "unknown-code", "geography code"),
        ("E05000026", "Bradford", "code", "geography code"),
    ],
)
def test_a_code_that_is_not_the_authority_of_its_name_is_refused(real_places, write, code, name, rule, column) -> None:
    header, row = qs201()
    row = row.replace('"Brackenford","X08000001"', f'"{name}","{code}"')
    error = refusal("census-2011-ethnic-lad", write("qs.csv", [header, row]), real_places)
    assert (error.rule, error.row, error.column) == (rule, 2, column)


@pytest.mark.parametrize(
    ("code", "name"),
    [("E07000112", "Shepway"), ("W06000016", "Rhondda Cynon Taff"), ("W06000014", "The Vale of Glamorgan")],
)
def test_the_three_names_of_2011_are_the_same_places(real_places, write, code, name) -> None:
    header, row = qs201()
    row = row.replace('"Brackenford","X08000001"', f'"{name}","{code}"')
    report = read("census-2011-ethnic-lad", write("qs.csv", [header, row]), real_places)
    assert report.tables["units"].select("unit", "name").rows() == [(code, name)]


@pytest.mark.parametrize("name", ["Shepway", "Rhondda Cynon Taf", "Rhondda Cynon Taff", "The Vale of Glamorgan"])
def test_a_name_of_2011_in_a_column_of_authorities_is_known(real_places, write, publisher, name) -> None:
    row = publisher.row_2011("E00000001", lsoa="E01000001", msoa="E02000001", authority=name)
    report = read("census-2011-ethnic", write("oa.csv", [publisher.columns_2011, row]), real_places)
    assert report.tables["units"]["authority"].to_list() == [name]


def test_a_district_that_was_merged_is_named_and_a_half_merger_is_a_finding(real_places, write) -> None:
    header, row = qs201()
    row = row.replace('"Brackenford","X08000001"', '"Corby","E07000150"')
    report = read("census-2011-ethnic-lad", write("qs.csv", [header, row]), real_places)
    assert "North Northamptonshire" in next(f for f in report.findings if f.rule == "superseded-code").says
    assert "North Northamptonshire" in next(f for f in report.findings if f.rule == "authorities-in-part").says
    absent = next(f for f in report.findings if f.rule == "authorities-absent")
    assert absent.size == 330
    assert absent.says.startswith("This file holds 1 of the 331 authorities in the lookups: North Northamptonshire.")


def test_a_whole_table_of_small_areas_is_quick_and_light(shared_data, real_places) -> None:
    resource = pytest.importorskip("resource", reason="this system does not count its memory")
    file = shared_data / "census" / REAL["census-tenure"][0]
    read("census-tenure", file, real_places)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    read("census-tenure", file, real_places)
    assert time.process_time() - started < 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000
