"""A visitor reads; a plan lead sees what must be decided; an administrator reads the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from convive.reports.lessons import lessons
from convive.worlds import brackenford

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PUBLIC = [
    "/",
    "/plan/",
    "/plan/sources/",
    "/what-works/",
    "/what-works/schools-linking/",
    "/what-works/compare/?with=schools-linking&with=welcome-drop-in",
    "/about/numbers/",
    *(f"/about/numbers/{lesson.id}/" for lesson in lessons() if lesson.picture),
    "/about/privacy/",
    "/about/accessibility/",
    "/sign-in/",
    "/sign-in/try/",
]


def follow(page: Page, name: str) -> None:
    """Follow a link of the menu: in the head on a wide page, in the foot on a phone."""
    page.locator("a:visible", has_text=re.compile(f"^{name}$")).first.click()


def test_a_visitor_reads_our_place_and_the_plan(page: Page, demo: str):
    page.goto("/")
    expect(page).to_have_title(re.compile("Our place: who lives in Brackenford · Brackenford Together"))
    expect(page.get_by_text("Invented place.")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    follow(page, "The plan")
    expect(page).to_have_url(f"{demo}/plan/")
    expect(page.get_by_text("they would lend you a ladder")).to_be_visible()
    assert page.context.cookies() == []


def test_a_visitor_takes_the_data_away(page: Page):
    page.goto("/about/numbers/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("neighbourhood.*CSV")).click()
    name = waiting.value.suggested_filename
    assert name == "X09000043-release-1-neighbourhoods.csv"
    text = waiting.value.path().read_text("utf-8")
    assert "Castle Mead" in text
    assert "[c]" in text
    assert page.context.cookies() == []


def test_the_plan_lead_sees_what_must_be_decided_and_leaves(page: Page, demo: str):
    page.goto("/plan/findings/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("link", name="try it as an invented person").click()
    page.get_by_role("button", name="Try it as the plan lead").click()
    expect(page).to_have_url(f"{demo}/")
    follow(page, "What must still be decided")
    expect(page).to_have_url(f"{demo}/plan/findings/")
    expect(page.locator("h1")).to_contain_text("settle in the plan")
    expect(page.get_by_text("Visitors do not see this page.")).to_be_visible()
    assert page.context.request.get("/record/").status == 403
    page.goto("/")
    page.locator("button:visible", has_text="Sign out").first.click()
    assert page.goto("/plan/findings/").url.startswith(f"{demo}/sign-in/")


def test_the_administrator_reads_the_record(page: Page):
    page.goto("/sign-in/try/")
    page.get_by_role("button", name="Try it as the administrator").click()
    follow(page, "The record")
    for words in ("published release 1 of X09000043", "published version 1 of the plan", "Analyst (invented)"):
        expect(page.get_by_text(words, exact=False).first).to_be_visible()


def test_the_analyst_brings_in_a_file_and_keeps_it(browser: Browser, demo: str, tmp_path: Path):
    file = brackenford.write(tmp_path)["census-ts021"][0]
    page = browser.new_page(base_url=demo)
    page.goto("/sign-in/try/")
    page.get_by_role("button", name="Try it as the analyst").click()
    follow(page, "Import")
    page.get_by_label("What kind of file is it?").select_option("census-ts021")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    # Without a script the page looks again by itself, until the worker has read the file.
    expect(page.locator("h1")).to_contain_text("rows can be used, none was refused", timeout=60_000)
    page.get_by_role("button", name=re.compile("^Keep the ")).click()
    expect(page.locator("h1")).to_contain_text("Kept: ", timeout=60_000)
    page.goto("/import/")
    page.get_by_role("button", name=re.compile("^Draft a release")).click()
    expect(page.locator("h1")).to_contain_text("A draft release for Brackenford", timeout=120_000)
    page.get_by_label("What is new").fill("The census was read once more.")
    page.get_by_role("button", name="Publish this evidence").click()
    # The same file once more changes no figure, and a release with nothing new is refused with its reason.
    expect(page.get_by_text("Nothing is new: this is what release 1 says.").first).to_be_visible()
    page.close()


def test_nothing_sticks_out_on_a_narrow_screen(browser: Browser, demo: str):
    page = browser.new_page(base_url=demo)
    wide = []

    def look(path: str) -> None:
        page.goto(path)
        for width in (1280, 375, 320):
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))

    for path in PUBLIC:
        look(path)
    page.goto("/sign-in/try/")
    page.get_by_role("button", name="Try it as the administrator").click()
    for path in ("/plan/findings/", "/people/", "/record/", "/sign-out/"):
        look(path)
    page.goto("/sign-in/try/")
    page.get_by_role("button", name="Try it as the analyst").click()
    look("/import/")
    page.close()
    assert wide == []


def test_the_keyboard_gets_past_the_menu_first(browser: Browser, demo: str):
    page = browser.new_page(base_url=demo)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the main content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("path", PUBLIC)
def test_the_automatic_check_finds_no_barrier(browser: Browser, demo: str, axe: str, path: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=demo)
    page = context.new_page()
    page.goto(path)
    page.evaluate(axe)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    context.close()
    assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found["violations"]] == []
