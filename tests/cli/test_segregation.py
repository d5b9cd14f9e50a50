"""``convive segregation``: wide and long, draws, workers, bounds, formats, and how it refuses."""

from __future__ import annotations

import gzip
import json
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from convive.evidence.segregation import from_wide, indices
from convive.evidence.segregation.local import by_unit
from convive.evidence.segregation.table import COLUMNS

WIDE = (
    "oa,place,ward,White,Asian,Black\n"
    "a1,North,w1,300,20,5\na2,North,w1,250,60,12\na3,North,w2,90,240,30\na4,North,w2,310,15,2\n"
    "b1,South,w3,200,100,60\nb2,South,w3,180,120,50\nb3,South,w4,220,90,55\n"
)
OPTIONS = ("--unit", "oa", "--within", "place", "--groups", "White,Asian,Black")


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    file = tmp_path / "wide.csv"
    file.write_text(WIDE)
    return file


@pytest.fixture
def long(tmp_path: Path) -> Path:
    rows = [line.split(",") for line in WIDE.splitlines()]
    lines = ["oa,place,who,n"]
    lines += [f"{r[0]},{r[1]},{g},{n}" for r in rows[1:] for g, n in zip(rows[0][3:], r[3:], strict=True)]
    file = tmp_path / "long.csv.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    return file


def test_it_says_what_was_measured_and_what_it_does_not_show(convive, wide: Path) -> None:
    done = convive("segregation", wide, *OPTIONS, "--index", "dissimilarity,theil_h_multi")
    assert done.code == 0
    assert done.out.startswith("2,409 people in seven units and two areas, three groups.")
    assert "(dissimilarity, D), Asian, on a scale from 0 to 100: North, 60 (by chance alone" in done.out
    assert "neither choice nor" in done.out


def test_wide_and_long_give_the_same_bytes(convive, wide: Path, long: Path, tmp_path: Path) -> None:
    a, b = tmp_path / "out" / "a.csv", tmp_path / "out" / "b.csv"
    convive("segregation", wide, *OPTIONS, "-o", a)
    done = convive(
        "segregation", long, "--unit", "oa", "--within", "place", "--group", "who", "--count", "n",
        "--groups", "White,Asian,Black", "-o", b,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "not for publication" in done.out
    assert a.read_bytes() == b.read_bytes()
    assert tuple(a.read_text().splitlines()[0].split(",")) == COLUMNS


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
def test_the_ending_decides_the_format(convive, wide: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"s{ending}"
    done = convive("segregation", wide, *OPTIONS, "--index", "isolation", "-o", out)
    assert done.code == 0
    read = {
        ".csv": lambda: pl.read_csv(out),
        ".json": lambda: pl.DataFrame(json.loads(out.read_text())),
        ".parquet": lambda: pl.read_parquet(out),
    }[ending]()
    assert tuple(read.columns) == COLUMNS
    assert read["group"].to_list() == ["White", "Asian", "Black"] * 2


def test_draws_give_the_same_bytes_twice_and_with_two_workers(convive, wide: Path, tmp_path: Path) -> None:
    asked = (*OPTIONS, "--index", "dissimilarity,gini,theil_h_multi", "--draws", 50, "--seed", 1)
    files = [tmp_path / f"{name}.csv" for name in "abcd"]
    convive("segregation", wide, *asked, "-o", files[0])
    convive("segregation", wide, *asked, "-o", files[1])
    done = convive("segregation", wide, *asked, "--workers", 2, "-o", files[2])
    assert done.code == 0, done.err
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()
    convive("segregation", wide, *asked[:-1], 2, "-o", files[3])
    assert files[3].read_bytes() != files[0].read_bytes()
    assert files[0].read_text().splitlines()[0].endswith("p_value,q_value")


def test_against_groups_by_name_each_and_the_rest(convive, wide: Path) -> None:
    done = convive("segregation", wide, *OPTIONS, "--index", "exposure", "--against", "rest,White", "--json")
    found = json.loads(done.out)
    rows = [(r["within"], r["group"], r["against"]) for r in found["results"]]
    assert rows[:5] == [
        ("North", "White", "rest"),
        ("North", "Asian", "rest"),
        ("North", "Asian", "White"),
        ("North", "Black", "rest"),
        ("North", "Black", "White"),
    ]
    each = json.loads(convive("segregation", wide, *OPTIONS, "--index", "exposure", "--against", "each", "--json").out)
    assert len(each["results"]) == 2 * 3 * 2


def test_splits_are_tables_of_their_own(convive, tmp_path: Path) -> None:
    file = tmp_path / "years.csv"
    rows = ["school,year,White,Asian"]
    rows += [f"s{i},{year},{100 + 10 * i},{200 - 20 * i}" for i in range(4) for year in (2011, 2021)]
    file.write_text("\n".join(rows))
    done = convive(
        "segregation", file, "--unit", "school", "--groups", "White,Asian", "--split", "year", "--index",
        "dissimilarity", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [r["year"] for r in json.loads(done.out)["results"]] == ["2011", "2011", "2021", "2021"]


def test_bounds_for_rounded_counts(convive, wide: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.csv"
    done = convive("segregation", wide, *OPTIONS, "--index", "dissimilarity", "--round-to", 5, "-o", out)
    assert done.code == 0, done.err
    table = pl.read_csv(out)
    assert table.columns[-2:] == ["at_least", "at_most"]
    assert (table["at_least"] < table["value"]).all()
    assert (table["at_most"] > table["value"]).all()


def test_thresholds(convive, wide: Path) -> None:
    asked = (*OPTIONS, "--index", "threshold_share,units_over", "--json")
    over = json.loads(convive("segregation", wide, *asked, "--over", 0.8).out)["results"]
    assert [r["value"] for r in over if r["index"] == "units_over" and r["group"] == "White"] == [2, 0]
    under = json.loads(convive("segregation", wide, *asked, "--under", 0.3).out)["results"]
    assert [r["value"] for r in under if r["index"] == "units_over" and r["group"] == "White"] == [1, 0]


def test_refusals_name_file_row_column_and_a_way_out(convive, wide: Path, tmp_path: Path) -> None:
    def bad(text: str) -> Path:
        file = tmp_path / "bad.csv"
        file.write_text(text)
        return file

    for text, words in (
        (WIDE.replace("250", "-3"), ("bad.csv, row 3, column White", "below zero")),
        (WIDE.replace("250", "many"), ("row 3, column White", "not a number")),
        (WIDE.replace("250", "NaN"), ("row 3, column White", "not a number")),
        (WIDE.replace("250", ""), ("row 3, column White", "missing")),
        (WIDE.replace("a2,", "a1,"), ("row 3, column oa", "comes twice")),
        (WIDE.replace("b1,", "a1,"), ("row 6, column place", "two areas")),
        (WIDE.replace("a2,", ","), ("row 3, column oa", "no unit")),
        (WIDE.splitlines()[0] + "\n", ("row 1", "nothing under it")),
    ):
        done = convive("segregation", bad(text), *OPTIONS)
        assert done.code == 1, text
        for word in words:
            assert word in done.err, (word, done.err)
    assert "Did you mean Asian" in convive("segregation", wide, *OPTIONS[:-1], "White,Asain,Black").err
    assert "one group" in convive("segregation", wide, *OPTIONS[:-1], "White").err
    assert "Did you mean dissimilarity" in convive("segregation", wide, *OPTIONS, "--index", "disimilarity").err
    assert "no such file" in convive("segregation", tmp_path / "none.csv", *OPTIONS).err
    assert convive("segregation", wide, *OPTIONS, "-o", tmp_path / "x.pdf").code == 1
    assert convive("segregation", wide).code == 2


def test_a_total_among_the_groups_is_named(convive, tmp_path: Path) -> None:
    lines = WIDE.splitlines()
    with_total = [lines[0] + ",Persons"] + [f"{line},{sum(map(int, line.split(',')[3:]))}" for line in lines[1:]]
    file = tmp_path / "total.csv"
    file.write_text("\n".join(with_total))
    done = convive("segregation", file, *OPTIONS[:-1], "White,Asian,Black,Persons", "--json")
    assert done.code == 1
    error = json.loads(done.out)["error"]
    assert (error["rule"], error["column"]) == ("total", "Persons")


def test_known_values_of_2011(convive, shared_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.csv"
    done = convive(
        "segregation", shared_data / "census" / "census2011_ethnic_group_oa.csv.gz", "--unit", "OA", "--within", "LAD",
        "--groups", "WhiteBrit,Irish,OtherWhite,Mixed,Indian,Pakistani,Bangladeshi,Chinese,OtherAsian,BlkAfrican,"
        "BlkCaribbean,OtherBlk,Arab,Other", "--index", "dissimilarity,isolation,theil_h,theil_h_multi", "-o", out,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "beyond chance highest in Oldham, 40 (41 as counted, by chance alone 2)" in done.out
    table = pl.read_csv(out).filter(pl.col("index") == "theil_h_multi").sort("value", descending=True)
    assert table["within"][0] == "Oldham"
    found = dict(table.select("within", "value").iter_rows())
    assert [round(found[place], 3) for place in ("Oldham", "Burnley", "Calderdale")] == [0.408, 0.359, 0.353]
    scilly = pl.read_csv(out).filter((pl.col("within") == "Isles of Scilly") & (pl.col("status") == "not computable"))
    assert scilly.height > 0
    assert scilly["reason"].null_count() == 0


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes(convive, wide: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: it is the extra convive[scale]")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    dask = [sys.executable, "-m", "dask"]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    boss = subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet)
    hand = subprocess.Popen([*dask, "worker", address, "--nthreads", "1", "--no-dashboard"], **quiet)
    words = ["segregation", wide, *OPTIONS, "--draws", "20", "--seed", "1"]
    try:
        command = [sys.executable, "-m", "convive.cli.main", *map(str, words)]
        command += ["--scheduler", address, "-o", str(tmp_path / "cluster.csv")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    finally:
        for process in (hand, boss):
            process.terminate()
        for process in (hand, boss):
            process.wait(timeout=30)
    assert convive(*words, "-o", tmp_path / "alone.csv").code == 0
    assert (tmp_path / "cluster.csv").read_bytes() == (tmp_path / "alone.csv").read_bytes()


def test_no_cluster_is_said(convive, wide: Path) -> None:
    words = ["segregation", wide, *OPTIONS, "--draws", "5", "--seed", "1"]
    ended = convive(*words, "--scheduler", "nowhere")
    assert ended.code == 1
    assert "[scheduler]" in ended.err
    assert "Traceback" not in ended.err


def test_a_document_to_read_lies_beside_its_figures(convive, wide: Path, tmp_path: Path) -> None:
    report = tmp_path / "out" / "s.html"
    call = ("segregation", wide, *OPTIONS, "--draws", 20, "--dated", "March 2021")
    done = convive(*call, "--report", report)
    assert done.code == 0, done.err
    page = report.read_text("utf-8")
    assert "Working document, not for publication" in page
    assert "March 2021" in page
    assert 'href="s.csv"' in page
    first = report.read_bytes(), report.with_suffix(".csv").read_bytes()
    assert convive(*call, "--workers", 2, "--report", report).code == 0
    assert (report.read_bytes(), report.with_suffix(".csv").read_bytes()) == first
    assert json.loads(convive(*call, "--report", report, "--json").out)["report"] == str(report)
    assert [file.name for file in report.parent.iterdir() if file.name.startswith(".")] == []


def test_a_map_needs_the_outline_of_every_unit(convive, wide: Path, tmp_path: Path, brackenford_data) -> None:
    done = convive("segregation", wide, *OPTIONS, "--data", brackenford_data, "--report", tmp_path / "s.html")
    assert done.code == 0
    assert "No map: 7 of 7 units have no outline in" in done.err
    assert "half a map would mislead" in done.err


def test_withheld_counts_give_ends_that_hold_once_it_is_said_what_they_can_be(convive, wide, tmp_path) -> None:
    hidden = WIDE.replace("300,20,5", "300,20,c").replace("310,15,2", "310,15,<5")
    wide.write_text(hidden)
    asked = (*OPTIONS, "--index", "dissimilarity,isolation,theil_h_multi")
    refused = convive("segregation", wide, *asked)
    assert (refused.code, "wide.csv, row 2, column Black" in refused.err) == (1, True)
    assert "--suppressed 1-9" in refused.err
    out, report = tmp_path / "s.csv", tmp_path / "s.html"
    done = convive("segregation", wide, *asked, "--suppressed", "1-9", "-o", out, "--report", report)
    assert done.code == 0, done.err
    assert "2 of 21 counts are withheld" in report.read_text("utf-8")
    assert ">At least</th>" in report.read_text("utf-8")
    assert "Two of 21 counts" not in done.out
    assert "2 of 21 counts are withheld: 1 as “c” (1 to 9 people) and 1 as “<5” (0 to 4 people)." in done.out
    table = pl.read_csv(out)
    north = table.filter(pl.col("within") == "North")
    assert north["method"].str.ends_with("; withheld counts stood in for: 2").all()
    south = table.filter(pl.col("within") == "South")
    assert not south["method"].str.contains("withheld").any()
    assert south["at_least"].equals(south["value"].rename("at_least"))
    # The true table, and every other that fits, lies inside.
    for black, fewer in ((5, 2), (1, 0), (9, 4), (9, 0), (1, 4)):
        wide.write_text(WIDE.replace("300,20,5", f"300,20,{black}").replace("310,15,2", f"310,15,{fewer}"))
        true = json.loads(convive("segregation", wide, *asked, "--json").out)["results"]
        values = pl.Series([row["value"] for row in true])
        assert (values >= table["at_least"] - 1e-12).all()
        assert (values <= table["at_most"] + 1e-12).all()


def test_withheld_counts_of_a_long_table(convive, wide: Path, long: Path, tmp_path: Path) -> None:
    wide.write_text(WIDE.replace("300,20,5", "300,20,[c]"))
    text = gzip.decompress(long.read_bytes()).decode()
    long.write_bytes(gzip.compress(text.replace("a1,North,Black,5", "a1,North,Black,[c]").encode()))
    files = [tmp_path / "wide.json", tmp_path / "long.json"]
    convive("segregation", wide, *OPTIONS, "--suppressed", "1-9", "--levels", "ward", "-o", tmp_path / "parts.csv")
    by_part = pl.read_csv(tmp_path / "parts.csv").filter((pl.col("within") == "North") & pl.col("level").is_not_null())
    assert by_part["method"].str.ends_with("; withheld counts stood in for: 1").all()
    convive("segregation", wide, *OPTIONS, "--suppressed", "1-9", "-o", files[0])
    of_long = ("--unit", "oa", "--within", "place", "--group", "who", "--count", "n", "--groups", OPTIONS[-1])
    done = convive("segregation", long, *of_long, "--suppressed", "1-9", "-o", files[1])
    assert done.code == 0, done.err
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "withheld counts stood in for" in files[0].read_text()


def test_a_table_in_which_nothing_is_withheld_is_said_to_be_one(convive, wide: Path) -> None:
    done = convive("segregation", wide, *OPTIONS, "--index", "isolation", "--suppressed", "1-9")
    assert "No count is withheld in this table." in done.out
    assert convive("segregation", wide, *OPTIONS, "--suppressed", "some").code == 1


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("<5", "publisher's mark for a withheld count"),
        ("[c]", "publisher's mark for a withheld count"),
        ("NaN", "leave the unit out where nobody knows"),
        ("many", "plain digits"),
        ("-3", "A count begins at 0"),
        ("99999999999", "Perhaps a code stands where a count should be"),
    ],
)
def test_a_cell_that_is_no_count_says_how_to_mend_it(convive, wide: Path, cell: str, hint: str) -> None:
    wide.write_text(WIDE.replace("a3,North,w2,90", f"a3,North,w2,{cell}"))
    done = convive("segregation", wide, *OPTIONS)
    assert done.code == 1
    assert "wide.csv, row 4, column White" in done.err
    assert hint in done.err


def test_a_group_to_compare_with_that_is_not_there_is_answered_with_those_that_are(convive, wide: Path) -> None:
    done = convive("segregation", wide, *OPTIONS, "--against", "zzz")
    assert "There are rest, each, White, Asian, Black." in done.err


def test_what_each_unit_adds_is_that_of_a_direct_call_and_of_a_hand(convive, wide: Path, tmp_path: Path) -> None:
    local = tmp_path / "local.csv"
    done = convive("segregation", wide, *OPTIONS, "--index", "dissimilarity,theil_h_multi", "--local", local, "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["local"] == str(local)
    table = pl.read_csv(local).with_columns(pl.col("group", "reason").fill_null(""))
    assert table.columns == ["within", "unit", "group", "people", "share", "location_quotient", "local_score", "index",
                             "contribution", "reason"]  # fmt: skip
    assert table.height == 7 * 4
    cube = from_wide(pl.read_csv(wide), unit="oa", within="place", groups=["White", "Asian", "Black"])
    assert table.drop("reason").equals(by_unit(cube).drop("reason"))
    first = table.filter((pl.col("unit") == "a1") & (pl.col("group") == "Asian")).row(0, named=True)
    # In North 335 of 1,334 people are Asian, 20 of 325 in a1.
    assert first["share"] == pytest.approx(20 / 325)
    assert first["location_quotient"] == pytest.approx((20 / 325) / (335 / 1334))
    assert first["contribution"] == pytest.approx(abs(20 / 335 - 305 / 999) / 2)
    sums = table.group_by("within", "group", "index").agg(pl.col("contribution").sum())
    for row in found["results"]:
        mine = sums.filter((pl.col("within") == row["within"]) & (pl.col("group") == row["group"]))
        assert mine["contribution"].item() == pytest.approx(row["value"])
    assert "Unit by unit" in convive("segregation", wide, *OPTIONS, "--index", "gini", "--local", local).out
    refused = convive("segregation", wide, *OPTIONS, "--local", tmp_path / "local.txt")
    assert (refused.code, "[ending]" in refused.err) == (1, True)


def test_between_and_within_add_up_to_the_whole(convive, wide: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "s.csv", tmp_path / "s.html"
    asked = (*OPTIONS, "--index", "dissimilarity,theil_h_multi", "--levels", "ward")
    done = convive("segregation", wide, *asked, "-o", out, "--report", report)
    assert done.code == 0, done.err
    table = pl.read_csv(out).with_columns(pl.col("level").fill_null(""))
    at = COLUMNS.index("index") + 1
    assert tuple(table.columns) == (*COLUMNS[:at], "level", *COLUMNS[at:], "share_of_whole")
    of_h = table.filter(pl.col("index") == "theil_h_multi")
    for place in ("North", "South"):
        mine = of_h.filter(pl.col("within") == place)
        assert mine["level"].to_list() == ["", "ward", "unit"]
        for name in ("value", "expected"):
            whole, *steps = mine[name].to_list()
            assert sum(steps) == pytest.approx(whole)
        assert mine["share_of_whole"].drop_nulls().sum() == pytest.approx(1)
    # By hand: wards of North are 550, 80, 17 and 400, 255, 32; H between them is M over the entropy of all.
    wards, north = np.array([[550, 80, 17], [400, 255, 32]]), of_h.filter(pl.col("within") == "North")
    assert north["value"][1] == pytest.approx(indices.theil_h_multi(wards))
    assert "between pieces of “ward”" in done.out
    assert "between pieces of “unit” inside those of “ward”" in done.out
    assert "Between and within: North" in report.read_text("utf-8")
    results = json.loads(convive("segregation", wide, *asked, "--json").out)["results"]
    assert [row["level"] for row in results].count("ward") == 4
    whole = convive(
        "segregation", wide, *OPTIONS[:2], *OPTIONS[4:], "--index", "theil_h_multi", "--levels", "place,ward"
    )
    assert "between pieces of “ward” inside those of “place”" in whole.out


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ("wards", "Did you mean ward"),
        ("place", "stands in the table as something else"),
        ("ward,ward", "named twice"),
        ("White", "stands in the table as something else"),
    ],
)
def test_a_level_that_is_none_is_refused(convive, wide: Path, levels: str, says: str) -> None:
    done = convive("segregation", wide, *OPTIONS, "--levels", levels)
    assert done.code == 1
    assert says in done.err


def test_levels_that_do_not_nest_are_refused(convive, wide: Path) -> None:
    done = convive("segregation", wide, *OPTIONS[:2], *OPTIONS[4:], "--levels", "ward,place")
    assert (done.code, "lies in two pieces of the level above" in done.err) == (1, True)


def test_the_ends_of_many_areas_are_named_by_level(convive, tmp_path: Path) -> None:
    rows = [f"{a}{i},{a},{a}{i // 2},{50 + 9 * i * k},{200 - 20 * i}" for k, a in enumerate("pqrst") for i in range(4)]
    file = tmp_path / "many.csv"
    file.write_text("\n".join(["u,area,town,x,y", *rows]))
    done = convive("segregation", file, "--unit", "u", "--within", "area", "--groups", "x,y", "--levels", "town",
                   "--report", tmp_path / "m.html")  # fmt: skip
    assert done.code == 0, done.err
    assert "between pieces of “town” lie most in" in done.out


def test_figures_clearly_above_chance_are_counted_after_false_discovery_control(convive, tmp_path: Path) -> None:
    # In three areas everybody is dealt evenly, in two the groups live apart.
    rows = [f"{a}{i},{a},{(150 if i % 2 else 50) if a in 'st' else 100},100" for a in "pqrst" for i in range(8)]
    file, report = tmp_path / "many.csv", tmp_path / "m.html"
    file.write_text("\n".join(["u,area,x,y", *rows]))
    done = convive("segregation", file, "--unit", "u", "--within", "area", "--groups", "x,y", "--draws", 200,
                   "--index", "theil_h_multi", "--report", report)  # fmt: skip
    assert done.code == 0, done.err
    page = report.read_text("utf-8")
    said = "in two of five areas clearly more than chance alone gives."
    assert said in page
    assert said in done.out
    assert ">p</th>" in page
    assert ">q</th>" in page
