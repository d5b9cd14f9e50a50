"""``convive demo`` and ``convive serve`` before the server takes over."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from convive.cli import site


@pytest.fixture
def started(monkeypatch):
    """What would have been started: the words and the environment."""
    seen = {}

    def execve(program, words, environment):
        seen.update(program=program, words=words, environment=environment)

    monkeypatch.setattr(os, "execve", execve)
    return seen


@pytest.fixture
def taken():
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_demo_is_for_this_machine_only(started, free, tmp_path):
    site.demo(data=tmp_path, port=free)
    assert started["words"][1:] == ["-m", "convive.web", "serve", "--host", "127.0.0.1", "--port", str(free)]
    assert started["environment"]["CONVIVE_DEMO"] == "1"
    assert started["environment"]["CONVIVE_DATA"] == str(tmp_path)


def test_a_real_site_is_never_a_demo_whatever_the_environment_says(started, free, tmp_path, monkeypatch):
    monkeypatch.setenv("CONVIVE_DEMO", "1")
    site.serve(data=tmp_path, port=free, host="127.0.0.1")
    assert started["environment"]["CONVIVE_DEMO"] == "0"


def test_a_folder_is_made_whole_from_where_it_was_said(started, free, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    site.demo(data=Path("var/demo"), port=free)
    assert started["environment"]["CONVIVE_DATA"] == str(tmp_path / "var" / "demo")


def test_a_port_in_use_is_said_in_one_message(started, taken):
    with pytest.raises(site.PortInUse, match=f"Port {taken} on 127.0.0.1 cannot be used") as refused:
        site.demo(port=taken)
    assert f"--port {taken + 1}" in (refused.value.hint or "")
    assert started == {}


def test_starting_it_by_name_loads_no_django():
    program = "import sys, convive.cli.site; print([m for m in sys.modules if m.split('.')[0] in ('django', 'polars')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
