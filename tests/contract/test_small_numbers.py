"""What is published protects small numbers: every CSV cell, table cell, SVG text and PDF text is read and held against
the counts that the sources hold.

Real places are read from the open data beside the project; the invented borough is always there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from convive.core.disclosure import SMALLEST_SHOWN, WITHHELD_MARK
from convive.core.geography import FINER_THAN_NEIGHBOURHOOD
from convive.core.groups import classification
from convive.core.periods import day_words
from convive.evidence import place as places
from convive.evidence import record
from convive.evidence.census import join
from convive.evidence.model import PlaceEvidence
from convive.evidence.needs.topics import questions
from convive.planning.draft import draft
from convive.planning.lint import lint
from convive.reports import documents
from convive.reports.paper import NoPango
from convive.sources import DataFolder, read
from convive.worlds import brackenford

FIVE = classification("ethnic-5").ids
NEEDS = ("census-migration", "census-english", "census-tenure", "census-occupancy", "imd-2025")
ORDER = ("lookups", "boundaries", "census-2011-ethnic", "census-ts021", "postcodes", "schools-spc", *NEEDS)
ORDER += ("asylum-support", "resettlement")
REAL = {
    "lookups": "geography",
    "boundaries": "geography/boundaries",
    "census-2011-ethnic": "census/census2011_ethnic_group_oa.csv.gz",
    "census-ts021": "census/census2021_ts021_ethnic_group_lsoa_nomis_table.csv.gz",
    "postcodes": "geography/postcode_centroids/BD.csv.gz",
    "schools-spc": "schools/spc_school_level_2022_23.csv.gz",
    "census-migration": "census/census2021_migrant_indicator_msoa.csv.gz",
    "census-english": "census/census2021_ts029_english_proficiency_msoa.csv.gz",
    "census-tenure": "census/census2021_tenure_lsoa.csv.gz",
    "census-occupancy": "census/census2021_occupancy_rating_lsoa.csv.gz",
    "imd-2025": "disparities/imd2025_lsoa21.csv.gz",
    "asylum-support": "disparities/asylum_local_authority_support_to_2022.csv.gz",
    "resettlement": "disparities/asylum_local_authority_resettlement_to_2022.csv.gz",
}
NINETEEN = classification("ethnic-2021-19")
# The same people in other tables: they are withheld alike.
FINER = {
    "census-2011-ethnic-lad": ["census/census2011_qs201ew_ethnic_group_lad.csv"],
    "census-2011-age": [
        "census/census2011_msoa_all_ethnicities_age_profile_2011_data.csv.gz",
        "census/census2011_msoa_white_population_age_profile_2011_data.csv.gz",
    ],
    "census-ts021-lad": ["census/census2021_ts021_ethnic_group_lad_long.csv.gz"],
    "census-religion": ["census/census2021_religion_lsoa.csv.gz"],
    "census-small-area": ["census/trafford_gm/2021_population_ethnic_group_msoa_trafford.csv.gz"],
}
# Northumberland took over land of one small area of Gateshead between the censuses.
PUBLISHED = ("Brackenford", "Bradford", "Thanet", "Isles of Scilly", "Northumberland", "Trafford")
CODES = {
    "Brackenford": "X09000043",
    "Bradford": "E08000032",
    "Thanet": "E07000114",
    "Isles of Scilly": "E06000053",
    "Northumberland": "E06000057",
    "Trafford": "E08000009",
}


@dataclass(frozen=True)
class Published:
    """A place as it was published, and the counts of 1 to 9 that its sources hold."""

    evidence: PlaceEvidence
    files: dict[str, bytes]
    html: str
    pdf: str
    small: dict[tuple[str, str], int]
    sums: dict[tuple[str, str], int]
    schools: dict[tuple[str, str], int]
    needs: dict[tuple[str, str, str], int]
    asylum: dict[tuple[str, str], int]
    fine: dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataFolder]:
    return {}


@pytest.fixture(scope="module", params=PUBLISHED)
def published(request: pytest.FixtureRequest, folders, tmp_path_factory: pytest.TempPathFactory) -> Published:
    name = request.param
    if name == "Brackenford":
        files = brackenford.write(tmp_path_factory.mktemp("files"))
    else:
        shared: Path = request.getfixturevalue("shared_data")
        files = {kind: [shared / path] for kind, path in REAL.items()}
    which = "invented" if name == "Brackenford" else "real"
    if which not in folders:
        folders[which] = DataFolder(tmp_path_factory.mktemp(which))
        for kind in (kind for kind in ORDER if kind in files):
            folders[which].put(read(kind, list(files[kind]), folders[which].places()), imported_on="2026-11-22")
        for kind, paths in FINER.items() if which == "real" else ():
            report = read(kind, [shared / path for path in paths], folders[which].places())
            folders[which].put(report, imported_on="2026-11-22")
    return _publish(CODES[name], folders[which])


def _publish(code: str, folder: DataFolder) -> Published:
    evidence = places.build(code, folder.tables(), folder.sources(code), today=date(2026, 11, 22))
    plan = draft(evidence)
    findings = lint(plan, evidence)
    try:
        pdf = _text_of(documents.report_pdf(plan, evidence, findings))
    except NoPango:
        pdf = ""
    joined = join(folder.tables())
    mine = joined.lsoa21.filter(pl.col("lad") == code)
    sums = {}
    for frame, key in ((mine.group_by("neighbourhood").agg(pl.col(FIVE).sum()), "neighbourhood"), (mine, None)):
        if key is not None:
            for row in frame.iter_rows(named=True):
                sums |= {(row[key], group): row[group] for group in FIVE}
        else:
            sums |= {("2021", group): int(frame[group].sum()) for group in FIVE}
    before = joined.lsoa11.filter(pl.col("lad") == code)
    sums |= {("2011", group): int(before[group].sum()) for group in FIVE}
    small = {key: count for key, count in sums.items() if 0 < count < SMALLEST_SHOWN}
    html = documents.report_html(plan, evidence, findings).decode("utf-8")
    files = documents.evidence_files(evidence)
    where = dict(mine.select("unit", "neighbourhood").iter_rows())
    return Published(
        evidence,
        files,
        html,
        pdf,
        small,
        sums,
        _of_schools(folder, code),
        _of_needs(folder, where),
        _of_asylum(folder, code),
        _nineteen(code, folder),
    )


def _nineteen(code: str, folder: DataFolder) -> dict[tuple[str, str], int]:
    """People by (neighbourhood or "" for the place, one of nineteen groups), as the files hold them."""
    found: dict[tuple[str, str], int] = {}
    if folder.has("census-ts021-lad", "counts"):
        mine = folder.scan("census-ts021-lad", "counts").filter(pl.col("unit") == code).collect()
        found |= {("", group): count for group, count in mine.select("group", "count").iter_rows()}
    if folder.has("census-small-area", "ethnic_msoa") and code == CODES["Trafford"]:
        named = folder.scan("census-small-area", "units_msoa").select("unit", "name")
        rows = folder.scan("census-small-area", "ethnic_msoa").join(named, on="unit").select("name", "group", "count")
        found |= {(name, group): count for name, group, count in rows.collect().iter_rows()}
    return found


def _of_schools(folder: DataFolder, code: str) -> dict[tuple[str, str], int]:
    """Pupils of each of the place's schools by broad group, added up from what was stored."""
    if not folder.has("schools-spc"):
        return {}
    to = classification("ethnic-pupils-18").crosswalk("ethnic-5")
    mine = folder.scan("schools-spc", "schools").filter(pl.col("authority") == code).select("unit")
    found: dict[tuple[str, str], int] = {}
    for unit, group, count in (
        folder.scan("schools-spc", "pupils")
        .join(mine, on="unit")
        .select("unit", "group", "count")
        .collect()
        .iter_rows()
    ):
        found[unit, to[group]] = found.get((unit, to[group]), 0) + count
    return found


def _of_needs(folder: DataFolder, where: dict[str, str]) -> dict[tuple[str, str, str], int]:
    """People and households by topic, neighbourhood and printed row, added up from what was stored."""
    found: dict[tuple[str, str, str], int] = {}
    for question in questions():
        if not folder.has(question.kind):
            continue
        areas = where
        if question.level == "msoa":
            named = folder.scan("census-migration", "units").select("unit", "name").collect()
            mine = set(where.values())
            areas = {unit: name for unit, name in named.iter_rows() if name in mine}
        rows = {group: row.id for row in question.rows for group in row.groups}
        for unit, group, count in (
            folder.scan(question.kind, "counts").select("unit", "group", "count").collect().rows()
        ):
            if unit in areas:
                key = (question.id, areas[unit], rows[group])
                found[key] = found.get(key, 0) + count
    return found


def _of_asylum(folder: DataFolder, code: str) -> dict[tuple[str, str], int]:
    """People on asylum support by day and section of the law, and under "" all of that day."""
    if not folder.has("asylum-support"):
        return {}
    found: dict[tuple[str, str], int] = {}
    mine = folder.scan("asylum-support", "people").filter(pl.col("authority") == code)
    for day, category, people in mine.select("date", "category", "people").collect().iter_rows():
        for section in (category.split(":")[0], ""):
            found[day_words(day), section] = found.get((day_words(day), section), 0) + people
    return found


def _text_of(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@dataclass
class _Tables(HTMLParser):
    """Every table as rows of texts, and every text inside a picture."""

    tables: list[list[list[str]]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.depth = {"table": 0, "svg": 0, "style": 0}
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.depth:
            self.depth[tag] += 1
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in self.depth:
            self.depth[tag] -= 1
        if tag in ("td", "th") and self.cell is not None:
            self.tables[-1][-1].append(" ".join(" ".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.depth["style"]:
            return
        if self.depth["svg"]:
            self.pictures.append(data)
            return
        if self.cell is not None:
            self.cell.append(data)
        self.words.append(data)


def parsed(html: str) -> _Tables:
    reader = _Tables()
    reader.feed(html)
    return reader


def csv_rows(content: bytes) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig")))


def test_the_sources_hold_small_numbers_so_that_the_test_can_fail(published) -> None:
    finer = any(0 < count < SMALLEST_SHOWN for count in published.fine.values())
    assert published.small or finer or published.evidence.place.name == "Thanet"


def test_no_csv_cell_holds_a_small_count(published) -> None:
    seen = 0
    for name, content in published.files.items():
        sheet = published.evidence.sheet(Path(name).stem)
        kinds = {column.title: column.kind for column in sheet.columns}
        for row in csv_rows(content):
            for column, cell in row.items():
                if kinds[column] == "count" and cell != WITHHELD_MARK:
                    seen += 1
                    assert cell == "" or int(cell) == 0 or int(cell) >= SMALLEST_SHOWN, (name, row)
    assert seen


def test_each_small_count_is_withheld_where_its_row_and_column_meet(published) -> None:
    content = published.files["evidence/neighbourhoods.csv"]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    header, body = rows[0], {row[0]: row for row in rows[1:]}
    people = list(csv.reader(io.StringIO(published.files["evidence/people.csv"].decode("utf-8-sig"))))
    years = {row[0].split(",")[0].rsplit(" ", 1)[1]: row for row in people[1:]}
    for (where, group), count in published.small.items():
        if where in years:
            cells = [cell for title, cell in zip(people[0], years[where], strict=True) if title.startswith(group)]
            assert set(cells) == {WITHHELD_MARK}, (where, group, count, cells)
            continue
        cells = [cell for title, cell in zip(header, body[where], strict=True) if title.startswith(group)]
        assert cells, (where, group, header)
        assert set(cells) == {WITHHELD_MARK}, (where, group, count, cells)


def test_the_evidence_as_json_counts_no_small_area_and_no_handful(published) -> None:
    """place.json and a release hold the same content: no count from which a small area's people could be taken."""
    evidence = published.evidence
    totals = {int(value) for (where, _), value in published.sums.items() if where in ("2011", "2021")}
    totals |= {year.residents for year in evidence.years}
    for measure in evidence.measures:
        estimate = measure.estimate
        for count in (estimate.people, estimate.numerator, estimate.denominator):
            assert count in (0, None) or count in totals, (measure.index, measure.unit, count)
        if measure.unit != "lsoa":
            assert (estimate.people, estimate.numerator) == (0, None)
    for share in evidence.groups:
        for year, count in share.counts.items():
            assert count is None or count == 0 or count >= SMALLEST_SHOWN, (share.group, year)
    assert FINER_THAN_NEIGHBOURHOOD.search(record.dump(evidence)) is None


def test_shown_counts_are_the_true_ones(published) -> None:
    """Protection withholds; it never changes a number."""
    content = published.files["evidence/neighbourhoods.csv"]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    header = rows[0]
    for row in rows[1:]:
        for group in FIVE:
            cell = row[header.index(group)]
            if cell != WITHHELD_MARK and (row[0], group) in published.sums:
                assert int(cell) == published.sums[row[0], group]


def test_no_table_cell_gives_a_small_count(published) -> None:
    names = {area.name for area in published.evidence.neighbourhoods}
    labels = {area.label for area in published.evidence.neighbourhoods}
    checked = 0
    for table in parsed(published.html).tables:
        header = table[0]
        for row in table[1:]:
            for title, cell in zip(header, row, strict=False):
                plain = cell.replace(",", "")
                people = not re.search(r"in 100|differ|Rank|Authorities|Units|below|above|Here|Value|chance", title)
                if people and plain.isdigit() and (row[0] in names | labels or title in (*FIVE, "All residents")):
                    checked += 1
                    assert int(plain) == 0 or int(plain) >= SMALLEST_SHOWN, (title, row)
            for (where, group), _ in published.small.items():
                if where == row[0]:
                    cells = [c for t, c in zip(header, row, strict=False) if t.startswith(group)]
                    assert all(WITHHELD_MARK in cell for cell in cells), (where, group, cells)
    assert checked


def test_no_picture_writes_a_count_of_people(published) -> None:
    """Numbers in pictures are shares in 100, counts of neighbourhoods, or years; never small counts of people."""
    texts = " ".join(parsed(published.html).pictures)
    assert not re.search(r"\b[1-9] (people|residents|persons)\b", texts)
    for name, content in published.files.items():
        assert content, name


@pytest.mark.parametrize("part", ["html", "pdf", "csv"])
def test_no_sentence_counts_fewer_than_ten_people(published, part) -> None:
    texts = {
        "html": parsed(published.html).words,
        "pdf": published.pdf.splitlines(),
        "csv": [content.decode("utf-8") for content in published.files.values()],
    }[part]
    if part == "pdf" and not texts:
        pytest.skip("pango is not installed, so there is no PDF to read")
    for text in texts:
        # "Counts of 1 to 9 people are withheld" is the rule itself.
        assert not re.search(r"(?<!1 to )(?<![\d,.])[1-9] (?:\w+ )?(?:people|residents)\b", text), text
        assert FINER_THAN_NEIGHBOURHOOD.search(text) is None


def test_the_printed_table_withholds_what_the_file_withholds(published) -> None:
    if not published.pdf:
        pytest.skip("pango is not installed, so there is no PDF to read")
    names = {area.name: area for area in published.evidence.neighbourhoods}
    sheet = published.evidence.sheet("neighbourhoods")
    hidden = {row[0].value: sum(cell.withheld for cell in row) for row in sheet.rows}
    flat = " ".join(published.pdf.split())
    for name in names:
        if hidden[name]:
            rows = [flat[found.end() :][:400] for found in re.finditer(re.escape(name), flat)]
            assert any(WITHHELD_MARK in row for row in rows), name
    assert FINER_THAN_NEIGHBOURHOOD.search(published.html) is None


def test_shares_are_withheld_with_their_counts(published) -> None:
    for sheet in published.evidence.sheets:
        ids = [column.id for column in sheet.columns]
        for row in sheet.rows:
            for position, column in enumerate(sheet.columns):
                if column.kind == "count" and f"{column.id}_in_100" in ids and row[position].withheld:
                    assert row[ids.index(f"{column.id}_in_100")].withheld


NUMBER = "School number (URN)"


def test_no_small_count_of_a_school_is_published(published) -> None:
    """Each (school, group) of 1 to 9 pupils is withheld, its share too, and never alone in its row."""
    if not published.schools:
        pytest.skip("no schools are in this folder")
    held = {key: count for key, count in published.schools.items() if 0 < count < SMALLEST_SHOWN}
    seen = 0
    for name in ("evidence/schools-primary.csv", "evidence/schools-secondary.csv"):
        for row in csv_rows(published.files.get(name, b"")):
            cells = {group: row[group] for group in FIVE}
            for group, cell in cells.items():
                if (row[NUMBER], group) in held:
                    seen += 1
                    assert cell == row[f"{group}, in 100"] == WITHHELD_MARK, (row["School"], group)
                elif row[NUMBER] and cell != WITHHELD_MARK:
                    assert int(cell) == published.schools[row[NUMBER], group]
            hidden = [group for group, cell in cells.items() if cell == WITHHELD_MARK]
            assert len(hidden) != 1 or row["All pupils with a group"] == WITHHELD_MARK, row["School"]
    assert seen or published.evidence.place.code == "E06000053"


def test_a_schools_row_shows_shares_of_what_its_counts_show(published) -> None:
    """Beside others a school's share stands in whole numbers, and only where the group and the rest are ten or more."""
    if "evidence/schools-beside.csv" not in published.files:
        pytest.skip("no school here is compared with others")
    counts = {
        row[NUMBER]: row
        for name in ("evidence/schools-primary.csv", "evidence/schools-secondary.csv")
        for row in csv_rows(published.files.get(name, b""))
    }
    seen = 0
    for row in csv_rows(published.files["evidence/schools-beside.csv"]):
        everyone = sum(published.schools[row[NUMBER], group] for group in FIVE)
        for group in FIVE:
            share, count = row[f"{group} here, in 100"], published.schools[row[NUMBER], group]
            if counts[row[NUMBER]][group] == WITHHELD_MARK or 0 < everyone - count < SMALLEST_SHOWN:
                assert share == row[f"{group} around, in 100"] == row[f"{group}, beside those around"] == ""
            else:
                seen += 1
                assert share == str(int(100 * count / everyone + 0.5))
    assert seen


def test_no_table_of_schools_in_the_report_counts_pupils_of_a_group(published) -> None:
    """The report's own tables of schools hold shares, ranges and words; the counts stand in the CSV, protected."""
    names = {
        row["School"] for name, content in published.files.items() if "schools-" in name and "School" in
        content.decode("utf-8").splitlines()[0].split(",") for row in csv_rows(content)
    }  # fmt: skip
    held = {count for count in published.schools.values() if 0 < count < SMALLEST_SHOWN}
    assert held or not published.schools or published.evidence.place.code == "E06000053"
    for table in parsed(published.html).tables:
        for row in table[1:]:
            if row and row[0] in names:
                for title, cell in zip(table[0], row, strict=False):
                    if cell.isdigit():
                        assert re.search(r"in 100|differ", title), (title, row)


def test_no_small_count_of_a_need_is_published(published) -> None:
    """Each (neighbourhood, row) of 1 to 9 is withheld in the tables of needs, and what is shown is what was counted."""
    if not published.needs:
        pytest.skip("no file of needs is in this folder")
    seen = 0
    for question in questions():
        labels = {row.id: row.label for row in question.rows}
        for row in csv_rows(published.files[f"evidence/{question.id}.csv"]):
            for id_, label in labels.items():
                count = published.needs.get((question.id, row["Neighbourhood"], id_))
                if count is None:
                    continue
                if 0 < count < SMALLEST_SHOWN:
                    assert row[label] == row[f"{label}, in 100"] == WITHHELD_MARK, (question.id, row)
                elif row[label] != WITHHELD_MARK:
                    seen += 1
                    assert int(row[label]) == count
    assert seen
    assert any(0 < count < SMALLEST_SHOWN for count in published.needs.values())


def test_no_handful_of_people_on_asylum_support_is_published(published) -> None:
    """(place, asylum support): neither the total nor a section of 1 to 9, in no table, sentence or record."""
    if not published.asylum:
        pytest.skip("nobody on asylum support is in this folder")
    last = "31 December 2022"
    sections = {section: count for (day, section), count in published.asylum.items() if day == last and section}
    total = sum(sections.values())
    topic = published.evidence.topic("asylum")
    (row,) = csv_rows(published.files["evidence/asylum.csv"])
    if 0 < total < SMALLEST_SHOWN:
        assert set(row.values()) == {last, WITHHELD_MARK}
        assert (topic.total, topic.value, topic.numerator, topic.denominator) == (None, None, None, None)
        assert published.evidence.standing("asylum_support") is None
        assert "asylum_support" not in published.evidence.figures
    for section, count in sections.items():
        cells = [cell for title, cell in row.items() if title.startswith(f"{section}:")]
        assert cells
        assert not 0 < count < SMALLEST_SHOWN or set(cells) == {WITHHELD_MARK}
    for line in topic.lines:
        assert line.count is None or line.count == 0 or line.count >= SMALLEST_SHOWN
    for each in csv_rows(published.files.get("evidence/asylum-over-time.csv", b"")):
        count = published.asylum.get((each["Day"], "Section 95"), 0)
        if 0 < count < SMALLEST_SHOWN:
            assert set(each.values()) == {each["Day"], WITHHELD_MARK}
    said = re.sub(r"<[^>]*>", " ", published.html.split('id="needs-asylum"')[1].split('id="needs-resettlement"')[0])
    said = re.sub(
        r"\d{1,2} (January|February|March|June|September|December) \d{4}|Section \d+|[\d,]+ in 10,000", " ", said
    )
    if 0 < total < SMALLEST_SHOWN:
        assert "Fewer than ten people" in said
        assert not re.search(rf"(?<![\d,]){total}(?![\d,])", said)


def test_thanet_had_three_people_on_asylum_support(published) -> None:
    """The publisher prints three; we print that there were fewer than ten."""
    if published.evidence.place.name != "Thanet":
        pytest.skip("another place")
    assert published.asylum["31 December 2022", ""] == 3


def test_small_counts_of_nineteen_groups_are_withheld_by_place_and_neighbourhood(published) -> None:
    evidence = published.evidence
    place, areas = evidence.sheet("people-nineteen"), evidence.sheet("neighbourhoods-nineteen")
    if evidence.place.name == "Trafford":
        assert areas is not None
        assert sum(0 < count < SMALLEST_SHOWN for (where, _), count in published.fine.items() if where) > 20
    labels = {group.label: group.id for group in NINETEEN.groups}
    if place is not None:
        for row in place.rows[:-1]:
            count = published.fine["", labels[row[0].value]]
            assert row[2].withheld or row[2].value == count
            assert row[2].withheld or not 0 < count < SMALLEST_SHOWN
    if areas is not None:
        ids = [column.id for column in areas.columns]
        for row in areas.rows[:-1]:
            for group in NINETEEN.ids:
                cell, count = row[ids.index(group)], published.fine[row[0].value, group]
                assert cell.withheld or (cell.value == count and not 0 < count < SMALLEST_SHOWN)
                assert not cell.withheld or row[ids.index(f"{group}_in_100")].withheld


def test_no_small_count_of_a_neighbourhood_can_be_worked_out_from_both_tables_together(published) -> None:
    """An attacker's view: every printed number of both tables is one equation over people by neighbourhood and group.

    Census tables differ by a few people, which would protect by accident: the attacker here takes them to agree.
    """
    evidence = published.evidence
    fine, five = evidence.sheet("neighbourhoods-nineteen"), evidence.sheet("neighbourhoods")
    if fine is None or five is None:
        pytest.skip("no table of nineteen groups by neighbourhood is given for this place")
    rows, groups = len(fine.rows) - 1, NINETEEN.ids
    to = NINETEEN.crosswalk("ethnic-5")
    printed, hidden = [], {}
    for sheet, columns in (
        (fine, {"residents": groups} | {group: (group,) for group in groups}),
        (five, {"residents": groups} | {b: tuple(g for g in groups if to[g] == b) for b in FIVE}),
    ):
        ids = [column.id for column in sheet.columns]
        for at, row in enumerate(sheet.rows):
            where = range(rows) if at == rows else (at,)
            for column, members in columns.items():
                line = np.zeros((rows, len(groups)))
                line[np.ix_(list(where), [groups.index(g) for g in members])] = 1
                if row[ids.index(column)].withheld:
                    hidden[sheet.id, row[0].value, column] = line.ravel()
                else:
                    printed.append(line.ravel())
    _, sizes, directions = np.linalg.svd(np.array(printed), full_matrices=True)
    free = directions[int((sizes > 1e-9).sum()) :]
    names = [row[0].value for row in fine.rows[:-1]]
    small = {(where, group) for (where, group), count in published.fine.items() if where and 0 < count < SMALLEST_SHOWN}
    for where, group in small:
        line = hidden["neighbourhoods-nineteen", where, group]
        assert np.abs(free @ line).max() > 1e-7, (where, group)
    assert small
    assert set(names) == {where for where, _ in published.fine if where}
