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
    assert [file.name for file in pile.unknown] == ["README.txt"]


def test_what_is_of_no_kind_is_refused_with_a_way_on(tmp_path: Path) -> None:
    (tmp_path / "holiday.csv").write_text("day,weather\nMonday,rain\n", encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        sort_out(tmp_path)
    assert caught.value.rule == "no-kind"
    assert "--list" in str(caught.value.hint)
