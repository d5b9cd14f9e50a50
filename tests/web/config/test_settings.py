"""What the environment decides, each tried in a process of its own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys

import pytest

from convive.web.config import secret
from convive.web.config.options import OPTIONS, BadOption, Options


def read(tmp_path, *names: str, **environment: str) -> dict[str, object]:
    """Some settings as a fresh process sees them."""
    program = (
        "import json; from convive.web.config import settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {names!r}}}, default=str))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CONVIVE_")}
    words = [sys.executable, "-c", program]
    done = subprocess.run(
        words, env={**clean, "CONVIVE_DATA": str(tmp_path), **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_safe_unless_told_otherwise(tmp_path):
    found = read(tmp_path, "DEBUG", "CONVIVE_DEMO", "ALLOWED_HOSTS", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY")
    assert found == {
        "DEBUG": False,
        "CONVIVE_DEMO": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
    }


def test_reading_settings_writes_nothing(tmp_path):
    read(tmp_path, "DEBUG")
    assert list(tmp_path.iterdir()) == []


def test_https_switches_everything_that_goes_with_it(tmp_path):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    assert list(read(tmp_path, *names, CONVIVE_HTTPS="yes").values()) == [True, True, True, 31536000]
    assert list(read(tmp_path, *names).values()) == [False, False, False, 0]


def test_the_demo_answers_to_this_machine_only_whatever_hosts_were_named(tmp_path):
    found = read(tmp_path, "ALLOWED_HOSTS", CONVIVE_DEMO="1", CONVIVE_HOSTS="everybody.example")
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path):
    secret.keep(tmp_path)
    first = secret.read(tmp_path)
    secret.keep(tmp_path)
    assert secret.read(tmp_path) == first
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / secret.FILE).stat().st_mode) == 0o600
    assert read(tmp_path, "SECRET_KEY")["SECRET_KEY"] == first


def test_a_key_from_the_environment_wins(tmp_path):
    secret.keep(tmp_path)
    assert read(tmp_path, "SECRET_KEY", CONVIVE_SECRET_KEY="given")["SECRET_KEY"] == "given"


def test_two_folders_have_two_keys(tmp_path):
    for name in ("a", "b"):
        secret.keep(tmp_path / name)
    assert secret.read(tmp_path / "a") != secret.read(tmp_path / "b")


@pytest.mark.parametrize(("name", "value"), [("CONVIVE_DEMO", "perhaps"), ("CONVIVE_HTTPS", "maybe")])
def test_a_setting_that_is_neither_yes_nor_no_is_named(name, value):
    with pytest.raises(BadOption, match=f"{name} is “{value}”"):
        Options({name: value}).flag(name)


def test_every_option_says_what_it_does():
    for option in OPTIONS:
        assert option.name.startswith("CONVIVE_")
        assert option.says.endswith(".")
