"""People of working age from a data folder: counted by plain code as well, and never residents of all ages."""

from __future__ import annotations

from pathlib import Path

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.core.geography import Place
from convive.evidence.workforce.residents import OTHERS, WHITE, as_two, of_working_age
from convive.sources import DataFolder, read
from convive.worlds import brackenford


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    where = tmp_path_factory.mktemp("home")
    data = DataFolder(where / "data")
    kinds = ("lookups", "census-2011-ethnic", "census-ts021", "census-2011-age")
    for kind, files in brackenford.write(where / "files").items():
        if kind in kinds:
            data.put(read(kind, files, data.places()), imported_on="2026-11-22")
    return data


def test_they_are_the_two_groups_of_sixteen_to_sixty_four(folder: DataFolder, tmp_path: Path) -> None:
    tables = folder.tables()
    place = Place(brackenford.CODE, "Brackenford", 2022, ())
    home = of_working_age(tables, place, dated="March 2011")
    # The same from the files, by their own headers.
    import csv

    sums = {}
    for file in brackenford.write(tmp_path)["census-2011-age"]:
        with file.open(encoding="utf-8-sig") as stream:
            lines = list(csv.reader(stream))
        header = next(line for line in lines if any(cell.startswith("Age 16 to 17") for cell in line))
        used = [at for at, cell in enumerate(header) if cell.split(" ")[:1] == ["Age"] and cell != header[2]]
        working = [at for at in used if 16 <= int(header[at].split(" ")[1]) <= 60]
        rows = [
            line
            for line in lines[lines.index(header) + 1 :]
            if len(line) == len(header) and line[0].startswith("Brackenford ")
        ]
        assert rows
        sums["white" in file.name] = [sum(int(line[at]) for line in rows for at in ages) for ages in (working, used)]
    counts = home.working_age.counts
    assert counts == {WHITE: sums[True][0], OTHERS: sums[False][0] - sums[True][0]}
    assert home.before == pytest.approx(sums[True][1] / sums[False][1])
    assert home.after is not None
    assert 0 < home.after < home.before
    assert (home.working_age.youngest, home.working_age.oldest) == (16, 64)


def test_without_ages_by_group_nothing_stands_in_for_them(folder: DataFolder) -> None:
    place = Place(brackenford.CODE, "Brackenford", 2022, ())
    tables = {name: table for name, table in folder.tables().items() if not name.startswith("census-2011-age")}
    with pytest.raises(RefusedInput, match="no people of working age by group for Brackenford") as refused:
        of_working_age(tables, place)
    assert "convive ingest census-2011-age" in (refused.value.hint or "")
    with pytest.raises(RefusedInput, match="Elsewhere"):
        of_working_age(folder.tables(), Place("E08000032", "Elsewhere", 2022, ()))


def test_without_a_census_of_2021_the_share_since_is_not_known(folder: DataFolder) -> None:
    tables = {name: table for name, table in folder.tables().items() if not name.startswith("census-ts021")}
    assert of_working_age(tables, Place(brackenford.CODE, "Brackenford", 2022, ())).after is None


@pytest.mark.parametrize(
    ("name", "two"),
    [
        ("White", WHITE), ("White British", WHITE), ("Irish", WHITE), ("Asian", OTHERS), ("Mixed", OTHERS),
        ("White and Black Caribbean", OTHERS), ("White and Asian", OTHERS), ("Arab", OTHERS),
        ("everyone else", OTHERS), ("Not declared", "Not declared"), ("All", "All"),
    ],
)  # fmt: skip
def test_a_group_of_staff_is_one_of_the_two(name: str, two: str) -> None:
    assert as_two([name]) == {name: two}


def test_a_group_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownName, match="“Team blue” is no group"):
        as_two(["White", "Team blue"])
