"""Take the pictures of the docs: ``docs/pictures.py`` starts the demo, looks at it and stops it.

The working documents of four verbs are made from the same invented borough, and their tops are taken too.

Each page is taken 1280 and 375 pixels wide, as a visitor or as one of the demo's invented people, and saved with few
colours, so that a picture is about a hundred kilobytes. The pages hold invented figures only.
"""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

FOLDER = Path(__file__).resolve().parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {1280: 1500, 375: 1500}
COLOURS = 256
# A made-up employer, for the picture of its working document.
STAFF = """grade,site,group,count
Assistant,Town Hall,Asian,112
Assistant,Town Hall,Black,31
Assistant,Town Hall,White,348
Assistant,Town Hall,not declared,40
Manager,Depot,Asian,14
Manager,Depot,Black,12
Manager,Depot,White,160
Manager,Depot,not declared,25
"""
# The proposal that the demo begins with: it has an address of its own each time.
PROPOSAL = "the first proposal"
# Name of the picture, address, and who looks: nobody signed in, or one of the demo's people.
PAGES = (
    ("our-place", "/", ""),
    ("neighbourhoods", "/#mixed", ""),
    ("needs", "/#needs", ""),
    ("schools", "/#schools", ""),
    ("the-plan", "/plan/", ""),
    ("what-works", "/what-works/", ""),
    ("one-action", "/what-works/schools-linking/", ""),
    ("about-the-numbers", "/about/numbers/", ""),
    ("lesson", "/about/numbers/interval/", ""),
    ("findings", "/plan/findings/", "plan-lead"),
    ("import", "/import/", "analyst"),
    ("matching", "/matching/", "facilitator"),
    ("proposal", PROPOSAL, "facilitator"),
)


def main() -> int:
    """Takes every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width, height in WIDTHS.items():
            for role in dict.fromkeys(role for _, _, role in PAGES):
                context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
                if role:
                    _sign_in(context, role)
                for name, page, who in PAGES:
                    if who == role:
                        _take(context, page, FOLDER / f"{name}-{width}.png")
                context.close()
        for name, file in _documents():
            view = browser.new_page(viewport={"width": 1280, "height": 1500})
            view.goto(file.as_uri())
            _save(view, FOLDER / f"working-{name}-1280.png")
            view.close()
        browser.close()
    return 0


def _documents() -> Iterator[tuple[str, Path]]:
    """The working documents of segregation, change, intake and workforce about the invented borough."""
    from convive.evidence.census import join
    from convive.sources import DataFolder, read
    from convive.worlds import brackenford

    with tempfile.TemporaryDirectory() as made:
        here = Path(made)
        data = DataFolder(here / "data")
        for kind, files in brackenford.write(here / "files").items():
            data.put(read(kind, files, data.places()), imported_on="2026-11-22")
        areas = join(data.tables())
        assert areas.lsoa21 is not None
        mine = areas.lsoa21.filter(areas.lsoa21["lad"] == brackenford.CODE)
        mine.select("unit", *areas.groups).write_csv(here / "brackenford.csv")
        (here / "population.csv").write_text("group,count\nAsian,21000\nBlack,7000\nWhite,52000\n")
        (here / "staff.csv").write_text(STAFF)
        folder, dated = ("--data", here / "data"), ("--dated", "March 2021, in lockdown")
        place, draws = ("--place", brackenford.CODE), ("--draws", 200, "--seed", 1)
        staff = (here / "staff.csv", "--population", here / "population.csv", "--ages", "16-64", *dated)
        groups = ("--groups", ",".join(areas.groups))
        calls: dict[str, tuple[object, ...]] = {
            "segregation": (here / "brackenford.csv", *groups, *draws, *folder, *dated),
            "change": (*folder, *place, *draws),
            "intake": (*folder, *place),
            "workforce": (*staff, "--where", "Brackenford (invented)"),
        }
        for verb, words in calls.items():
            report = here / f"{verb}.html"
            call = [sys.executable, "-m", "convive.cli.main", verb, *map(str, words), "--report", str(report)]
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
            yield verb, report


def _take(context: BrowserContext, address: str, file: Path) -> None:
    page = context.new_page()
    if address == PROPOSAL:
        address = _proposal(page)
    found = page.goto(address)
    if found is None or found.status != 200:
        raise SystemExit(f"{address} did not open.")
    _save(page, file)
    page.close()


def _proposal(page: Page) -> str:
    """The address of the demo's proposal, once the worker has worked it out."""
    page.goto("/matching/")
    page.locator(".jobs a").first.click()
    page.get_by_role("heading", name="Could it be better?").wait_for(timeout=120_000)
    return page.url


def _save(page: Page, file: Path) -> None:
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} KiB")


def _sign_in(context: BrowserContext, role: str) -> None:
    page = context.new_page()
    page.goto("/sign-in/try/")
    page.get_by_role("button", name=f"Try it as the {role.replace('-', ' ')}").click()
    page.close()


@contextmanager
def _demo() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        words = [sys.executable, "-m", "convive.cli.main", "demo", "--data", f"{data}/demo", "--port", str(port)]
        # Into a file and not a pipe: a pipe that nobody reads fills up and stops the server.
        said = Path(data) / "said.txt"
        with said.open("w", encoding="utf-8") as out:
            server = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, text=True)
        try:
            while "Convive is ready" not in said.read_text("utf-8"):
                if server.poll() is not None:
                    raise SystemExit(said.read_text("utf-8"))
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(2)
            server.wait(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
