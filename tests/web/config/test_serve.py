"""Making ready: the demo's door, the database, Brackenford."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from convive.web.accounts.models import User
from convive.web.audit.models import Event
from convive.web.config import gunicorn
from convive.web.config.checks import demo_stays_at_home
from convive.web.config.errors import NotReady
from convive.web.config.management.commands import serve
from convive.web.place import queries as place
from convive.web.place.models import Release
from convive.web.placements.models import Run
from convive.web.plan import queries as plan


@pytest.fixture
def demo(settings, tmp_path):
    settings.CONVIVE_DEMO = True
    settings.CONVIVE_DATA = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    return settings


class Server:
    """What gunicorn hands to its hooks."""

    def __init__(self, *addresses: tuple[str, int]) -> None:
        self.cfg = type("Cfg", (), {"address": list(addresses)})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org"])
def test_the_demo_is_refused_on_any_other_address(demo, host, monkeypatch):
    monkeypatch.setenv("CONVIVE_DEMO", "1")
    with pytest.raises(NotReady, match="your own machine only"):
        call_command("serve", host=host)
    with pytest.raises(SystemExit, match="your own machine only"):
        gunicorn.on_starting(Server((host, 8000)))


def test_the_demo_is_refused_under_any_other_name(demo):
    assert demo_stays_at_home(None) == []
    demo.ALLOWED_HOSTS = ["127.0.0.1", "convive.example"]
    assert [error.id for error in demo_stays_at_home(None)] == ["convive.E001"]


@pytest.fixture
def started(monkeypatch):
    """The workers that were started, none of them for real."""
    started: list[str] = []
    monkeypatch.setattr(gunicorn, "start_worker", lambda: started.append("worker"))
    return started


def test_a_worker_starts_with_the_server_unless_one_runs_by_itself(started, monkeypatch):
    gunicorn.when_ready(Server(("127.0.0.1", 8000)))
    assert started == ["worker"]
    monkeypatch.setenv("CONVIVE_WORKER", "no")
    gunicorn.when_ready(Server(("127.0.0.1", 8000)))
    assert started == ["worker"]


def test_the_address_is_printed_in_one_line(capsys, started):
    gunicorn.when_ready(Server(("127.0.0.1", 8000)))
    assert capsys.readouterr().out == "Convive is ready: http://127.0.0.1:8000 (stop it with Ctrl-C)\n"


def test_no_worker_is_forked_after_the_engines_have_run():
    assert gunicorn.preload_app is False


def test_brackenford_is_made_by_the_real_importers_and_engines(demo, db):
    call_command("make_demo")
    release = place.latest()
    assert (release.place_code, release.place_name, release.number, release.invented) == (
        "X09000043",
        "Brackenford",
        1,
        True,
    )
    evidence = place.evidence(release.digest)
    assert len(evidence.neighbourhoods) == 28
    tables = {table.id for table in place.tables(release.digest)}
    assert tables > {"people", "neighbourhoods", "separation", "standings", "english", "tenure", "schools-primary"}
    assert plan.latest().number == 1
    assert (demo.CONVIVE_DATA / "files" / "README.txt").is_file()
    assert sorted(User.objects.values_list("role", flat=True)) == [
        "administrator",
        "analyst",
        "facilitator",
        "plan-lead",
    ]
    assert [(event.actor.role, event.verb) for event in Event.objects.filter(actor__isnull=False)] == [
        ("facilitator", "asked for"),
        ("plan-lead", "published"),
        ("analyst", "published"),
    ]
    assert Run.objects.get().state == "waiting"  # the worker does it, so that the start is quick
    assert len(list((demo.CONVIVE_DATA / "files" / "matching" / "linking").iterdir())) == 5


def test_it_is_made_all_or_not_at_all(demo, db, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("convive.web.plan.actions.publish_version", fail)
    with pytest.raises(OSError, match="disk full"):
        call_command("make_demo")
    assert not User.objects.exists()
    assert not Release.objects.exists()


def test_it_is_made_once_and_only_in_a_demo(demo, db, person):
    person("administrator")
    with pytest.raises(NotReady, match="people here already"):
        call_command("make_demo")
    demo.CONVIVE_DEMO = False
    with pytest.raises(NotReady, match="for the demo only"):
        call_command("make_demo")


def test_a_real_site_starts_empty(settings, db, tmp_path, monkeypatch):
    settings.CONVIVE_DATA = tmp_path
    asked = []
    monkeypatch.setattr(serve, "_become_server", lambda host, port: asked.append((host, port)))
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    call_command("serve", port=8001)
    assert asked == [("127.0.0.1", 8001)]
    assert (tmp_path / "secret.key").stat().st_size > 50
    assert not User.objects.exists()
