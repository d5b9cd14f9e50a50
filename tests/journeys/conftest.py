"""A demo that really runs, and a browser that looks at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> Iterator[str]:
    """The address of ``convive demo``, started on an empty folder and stopped with Ctrl-C."""
    words = [sys.executable, "-m", "convive.cli.main", "demo", "--data", str(tmp_path_factory.mktemp("demo"))]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CONVIVE_", "DJANGO_"))}
    server = subprocess.Popen(
        [*words, "--port", str(free_port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in server.stdout:
        said.append(line)
        if line.startswith("Convive is ready: "):
            break
    else:
        pytest.fail("the demo did not start:\n" + "".join(said))
    yield line.split()[3]
    server.send_signal(2)
    rest, _ = server.communicate(timeout=20)
    assert server.returncode == 0, rest
    assert "Traceback" not in rest


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window; closed with the file, as its event loop must not run under the tests of the web."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 375, 320], ids=lambda width: f"{width}px")
def page(request: pytest.FixtureRequest, browser: Browser, demo: str) -> Iterator[Page]:
    """A page at each width that we promise; whatever the browser complains about fails the test."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 900}, base_url=demo, java_script_enabled=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith((demo, "data:")) else complaints.append(asked.url))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility rules; the test is skipped where they were not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not here: cd tests/journeys && npm ci")
    return AXE.read_text("utf-8")
