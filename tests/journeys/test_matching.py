"""A facilitator links classes, from the lists to the printed lists of schools; the worker really runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from convive.worlds import matching

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375)
PLACED = {
    "linking": "would meet across groups",
    "teams": "52 people in 4 teams",
    "placement": "of 42 people who wait",
    "mentoring": "of 18 people who look for a mentor",
}


@pytest.fixture
def desk(browser: Browser, demo: str) -> Iterator[Page]:
    """The facilitator's browser, without a script."""
    context = browser.new_context(base_url=demo, viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    expect.set_options(timeout=20_000)
    page.goto("/sign-in/try/")
    page.get_by_role("button", name="Try it as the facilitator").click()
    yield page
    context.close()


def bring(page: Page, kind: str, title: str, files: list[Path], place: str = "") -> None:
    """Begin a proposal and wait until the worker has worked it out; the page looks again by itself."""
    page.goto(f"/matching/new/{kind}/")
    page.get_by_label("What is it for?").fill(title)
    if files:
        page.get_by_label("The lists").set_input_files(files)
    if place:
        page.get_by_label("Or begin with the published schools").fill(place)
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("looks again by itself")).to_have_count(0, timeout=120_000)


def test_a_facilitator_links_classes_from_the_lists_to_the_printed_lists(desk: Page, tmp_path: Path):
    bring(desk, "linking", "Linking year, both banks", matching.write(tmp_path)["linking"])
    expect(desk.locator("h1")).to_contain_text(PLACED["linking"])
    expect(desk.get_by_role("heading", name="One class has no partner yet")).to_be_visible()
    address = desk.url

    desk.get_by_role("link", name="Is this fair?").click()
    expect(desk.get_by_role("heading", name="Is this fair to every school?")).to_be_visible()
    desk.go_back()

    # Overrule a line, see suggestion and reason side by side, take it back, and overrule it again.
    lines = desk.locator("#lines tbody tr")
    first = lines.first.locator("th").inner_text()
    suggested = lines.first.locator("td").first.inner_text()
    for back in (True, False):
        lines.first.get_by_role("link").click()
        expect(desk.get_by_role("heading", name="For schools and parents")).to_be_visible()
        assert "%" not in desk.locator(".note").inner_text()
        desk.get_by_label("Instead").fill("S11-Y0")
        desk.get_by_label("Why?").fill("The two teachers know each other.")
        desk.get_by_role("button", name="Decide").click()
        expect(desk.get_by_text("The two teachers know each other.")).to_be_visible()
        expect(lines.first).to_contain_text("Decided by a person")
        if back:
            lines.first.get_by_role("link").click()
            desk.get_by_role("button", name="Let the suggestion stand again").click()
            expect(lines.first).to_contain_text(suggested)

    desk.get_by_role("button", name=re.compile("^Accept it as it stands, with 1 line")).click()
    expect(desk.get_by_text("Accepted. It stands as it is now")).to_be_visible()
    expect(desk.get_by_role("heading", name="What comes next")).to_be_visible()
    desk.get_by_role("link", name="Links by school, to print").first.click()
    expect(desk.get_by_role("heading", name="Links by school")).to_be_visible()
    school, year = first.split(", ")
    roster = desk.locator("section.roster", has_text=school).first
    expect(roster).to_contain_text(f"{year}: Kiln Hill Primary (invented), Reception")

    # A class drops out: the others keep their partners as far as possible.
    desk.goto(address)
    desk.get_by_label("Who dropped out?").fill("S02-Y3")
    desk.get_by_role("button", name="Work it out again").click()
    expect(desk.get_by_text("looks again by itself")).to_have_count(0, timeout=120_000)
    expect(desk.get_by_text(re.compile("earlier lines stay as they were"))).to_be_visible()
    desk.get_by_role("button", name="Throw the proposal and its lists away").click()
    expect(desk.get_by_text("The lists are gone.")).to_be_visible()


def test_brackenford_s_own_schools_are_linked_without_a_list(desk: Page):
    bring(desk, "linking", "All of Brackenford", [], place="X09000043")
    expect(desk.locator("h1")).to_contain_text(PLACED["linking"])


def test_the_proposal_of_the_demo_is_there_when_somebody_looks(desk: Page):
    desk.goto("/matching/")
    desk.get_by_role("link", name="Linking year 2026 to 2027 (invented)").click()
    expect(desk.get_by_text("looks again by itself")).to_have_count(0, timeout=120_000)
    expect(desk.locator("h1")).to_contain_text(PLACED["linking"])


def test_a_list_with_a_column_about_nationality_is_refused_by_name(desk: Page, tmp_path: Path):
    lists = matching.write(tmp_path)["teams"]
    text = lists[0].read_text("utf-8").splitlines()
    lists[0].write_text("\n".join([f"{text[0]},nationality", *(f"{row},there" for row in text[1:])]) + "\n", "utf-8")
    bring(desk, "teams", "Summer", lists)
    expect(desk.get_by_role("alert")).to_contain_text("nationality")
    expect(desk.get_by_text("The lists were not kept.")).to_be_visible()


def test_the_keyboard_alone_is_enough(desk: Page):
    desk.goto("/matching/new/linking/")
    desk.get_by_label("What is it for?").focus()
    desk.keyboard.type("By keyboard")
    for _ in range(2):
        desk.keyboard.press("Tab")
    assert desk.locator(":focus").get_attribute("name") == "place"
    desk.keyboard.type("X09000043")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("By keyboard")


def test_names_written_from_right_to_left_stand_in_their_own_direction(desk: Page, tmp_path: Path):
    lists = matching.write(tmp_path)["linking"]
    schools = next(path for path in lists if path.name == "schools.csv")
    schools.write_text(
        schools.read_text("utf-8").replace("Alder Road Primary (invented)", "مدرسة الزيتون (invented)"), "utf-8"
    )
    bring(desk, "linking", "مدارس المدينة", lists)
    for place in (desk.locator("#lines bdi", has_text="مدرسة").first, desk.locator("bdi", has_text="مدارس").first):
        expect(place).to_be_visible()


@pytest.mark.parametrize("kind", PLACED)
def test_the_automatic_check_finds_no_barrier_on_any_page(
    browser: Browser, desk: Page, demo: str, axe: str, kind: str, tmp_path: Path
):
    bring(desk, kind, f"A look at {kind}", matching.write(tmp_path)[kind])
    expect(desk.locator("h1")).to_contain_text(PLACED[kind])
    address = desk.url
    line = str(desk.locator("#lines tbody a").first.get_attribute("href"))
    pages = ["/matching/", f"/matching/new/{kind}/", f"{address}?by=target", f"{address}fair/", line]
    before = [*pages, f"{address}rosters/", address]
    state = desk.context.storage_state()
    found = look(browser, demo, axe, state, before)
    desk.get_by_role("button", name="Accept it as it stands").click()
    found += look(browser, demo, axe, state, [address, line])
    desk.get_by_role("button", name="Throw the lists away; what was decided stays").click()
    found += look(browser, demo, axe, state, [address])
    assert found == []


def look(browser: Browser, demo: str, axe: str, state: object, addresses: list[str]) -> list[object]:
    """What the rules find on each page at each width, and which run off sideways."""
    found: list[object] = []
    for width in WIDTHS:
        context = browser.new_context(
            base_url=demo,
            viewport={"width": width, "height": 900},
            storage_state=state,  # type: ignore[arg-type]
        )
        page = context.new_page()
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((address, width, "runs off sideways"))
            page.evaluate(axe)
            seen = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            found += [(address, width, v["id"], v["nodes"][0]["html"][:200]) for v in seen["violations"]]
        context.close()
    return found
