"""Working documents about the invented borough, in a browser: no barrier, and nothing runs off sideways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser

from convive.evidence.census import join
from convive.sources import DataFolder, read
from convive.worlds import brackenford

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STAFF = (
    "grade,site,group,count\nAssistant,Hall,Asian,112\nAssistant,Hall,White,348\nAssistant,Hall,not declared,40\n"
    "Manager,Depot,Asian,14\nManager,Depot,White,160\nManager,Depot,not declared,4\n"
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    here = tmp_path_factory.mktemp("documents")
    data = DataFolder(here / "data")
    for kind, files in brackenford.write(here / "files").items():
        data.put(read(kind, files, data.places()), imported_on="2026-11-22")
    areas = join(data.tables())
    assert areas.lsoa21 is not None
    areas.lsoa21.filter(pl.col("lad") == brackenford.CODE).write_csv(here / "one.csv")
    areas.lsoa21.write_csv(here / "many.csv")
    (here / "staff.csv").write_text(STAFF)
    (here / "population.csv").write_text("group,count\nAsian,21000\nWhite,52000\n")
    groups = ("--groups", ",".join(areas.groups), "--draws", 20)
    place = ("--data", here / "data", "--place", brackenford.CODE)
    calls: dict[str, tuple[object, ...]] = {
        "one": ("segregation", here / "one.csv", *groups, "--data", here / "data"),
        "many": ("segregation", here / "many.csv", "--within", "lad", *groups),
        "change": ("change", *place, "--draws", 20),
        "intake": ("intake", *place),
        "workforce": ("workforce", here / "staff.csv", "--population", here / "population.csv", "--ages", "16-64"),
    }
    for name, words in calls.items():
        call = [sys.executable, "-m", "convive.cli.main", *map(str, words), "--report", str(here / f"{name}.html")]
        subprocess.run(call, check=True, capture_output=True)
    return {name: here / f"{name}.html" for name in calls}


@pytest.mark.parametrize("width", [1280, 375, 320])
@pytest.mark.parametrize("name", ["one", "many", "change", "intake", "workforce"])
def test_no_barrier_and_nothing_runs_off_sideways(
    browser: Browser, documents: dict[str, Path], axe: str, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    page.goto(documents[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    page.close()
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found["violations"]] == []
    assert asked == [documents[name].as_uri()]
