"""A table of figures that somebody here keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from convive.core.errors import RefusedInput, UnknownName
from convive.sources.demand import demand_table


def written(folder: Path, text: str) -> Path:
    file = folder / "own.csv"
    file.write_text(text)
    return file


def test_ages_and_place_may_be_absent(tmp_path) -> None:
    file = written(tmp_path, 'service,measure,date,value\nhomes,Demand,2026,"4,200"\n')
    assert demand_table(file).rows() == [(2, "homes", "demand", "", 2026, 4200.0)]


def test_rows_of_other_places_are_left_out(tmp_path) -> None:
    text = "place,service,measure,date,value\nX09000001,h,demand,2026-03-31,5\nX09000002,h,demand,2026-03-31,6\n"
    file = written(tmp_path, text)
    assert demand_table(file, place="X09000002")["value"].to_list() == [6.0]
    with pytest.raises(RefusedInput, match="several places"):
        demand_table(file)
    with pytest.raises(RefusedInput, match="No row is about"):
        demand_table(file, place="X09000003")


def test_examples_of_a_template_are_no_figures(tmp_path) -> None:
    text = "place,service,measure,date,value\n# X09000001,h,demand,2026,5\nX09000001,h,demand,31/03/2026,6\n"
    assert demand_table(written(tmp_path, text)).rows() == [(3, "h", "demand", "", 2026, 6.0)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",demand,,2026,5", "no service"),
        ("h,,,2026,5", "no measure"),
        ("h,demand,,last year,5", "holds no year"),
        ("h,demand,,2026,many", "no number"),
        ("h,demand,,2026,-5", "no number"),
        ("h,demand,,2026,", "no number"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path, line, says) -> None:
    file = written(tmp_path, f"service,measure,ages,date,value\nh,capacity,,2026,7\n{line}\n")
    with pytest.raises(RefusedInput, match=says) as refused:
        demand_table(file)
    assert refused.value.row == 3


def test_what_is_built_may_be_taken_away_and_no_figure_stands_twice(tmp_path) -> None:
    file = written(tmp_path, "service,measure,date,value\nh,built,2026,-5\n")
    assert demand_table(file)["value"].to_list() == [-5.0]
    file = written(tmp_path, "service,measure,date,value\nh,demand,2026-01-01,5\nh,demand,2026-06-01,6\n")
    with pytest.raises(RefusedInput, match="row 2 as well"):
        demand_table(file)


def test_a_missing_column_is_named(tmp_path) -> None:
    with pytest.raises(UnknownName, match="value"):
        demand_table(written(tmp_path, "service,measure,date,count\nh,demand,2026,5\n"))
