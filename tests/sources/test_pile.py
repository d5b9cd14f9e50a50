from __future__ import annotations

from pathlib import Path

import pytest

from convive.core.errors import RefusedInput
from convive.sources.kinds import kind
from convive.sources.pile import sort_out
from convive.worlds import brackenford


def test_downloads_are_told_apart_by_their_headers_and_put_in_the_order_of_use(tmp_path: Path) -> None:
    written = brackenford.write(tmp_path)
    renamed = {}
    for number, (name, files) in enumerate(written.items()):
        for place, file in enumerate(files):
            renamed[file.rename(tmp_path / f"download ({number}-{place})").name] = name
    pile = sort_out(tmp_path)
    assert {file.name: name for name, files in pile.kinds for file in files} == renamed
    assert pile.kinds[0][0] == "lookups"
    ranks = [kind(name).rank for name, _ in pile.kinds]
    assert ranks == sorted(ranks)
    assert (tmp_path / "README.txt").exists()
    assert (pile.unknown, pile.broken) == ((), ())


def test_what_is_of_no_kind_is_refused_with_a_way_on(tmp_path: Path) -> None:
    (tmp_path / "holiday.csv").write_text("day,weather\nMonday,rain\n", encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        sort_out(tmp_path)
    assert caught.value.rule == "no-kind"
    assert "--list" in str(caught.value.hint)


def test_a_file_alone_is_named_itself_and_a_web_page_is_called_one(tmp_path: Path) -> None:
    holiday, page = tmp_path / "holiday.csv", tmp_path / "page.csv"
    holiday.write_text("day,weather\nMonday,rain\n", encoding="utf-8")
    page.write_text("<html></html>", encoding="utf-8")
    for paths, says in (
        (holiday, f"{holiday}: This file is of no kind that can be read."),
        (page, "page.csv, row 1: This is a web page, not a table."),
        (tmp_path, f"{tmp_path}: None of these 2 files is of a kind that can be read. page.csv: This is a web page"),
    ):
        with pytest.raises(RefusedInput) as caught:
            sort_out(paths)
        assert str(caught.value).startswith(says)
    page.unlink()
    holiday.rename(tmp_path / "README.md")
    with pytest.raises(RefusedInput, match="nothing to read but a README"):
        sort_out(tmp_path)
