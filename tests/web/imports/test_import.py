"""A file comes in, is read, is kept; a release is drafted and published. Every step an action, on the record."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from convive.core.errors import RefusedInput
from convive.sources import DataFolder, read
from convive.web.audit.models import Event
from convive.web.config import jobs, uploads
from convive.web.config.errors import NotAllowed, Tampered
from convive.web.imports import actions, queries
from convive.web.imports.models import Job
from convive.web.place.models import Release

EVIL = b'2021 super output area - lower layer,mnemonic\n"=HYPERLINK(""http://x"")",X01000001\n<b>x</b>,2\n'


@pytest.fixture
def analyst(client, person):
    who = person("analyst")
    client.force_login(who)
    return client


def test_the_first_screen_lists_the_files_in_the_order_of_use(analyst, filled):
    page = analyst.get("/import/")
    order = [one.kind for one in page.context["wanted"]]
    assert order[:2] == ["lookups", "census-ts021"]
    assert [one.state for one in page.context["wanted"]][:2] == ["there", "there"]
    assert "one of the next to bring in" in page.text
    for one in page.context["wanted"]:
        assert one.title in page.text
        assert f'href="/import/?kind={one.kind}#bring-in"' in page.text


def test_without_a_place_it_asks_for_one(analyst, settings):
    settings.CONVIVE_PLACE = ""
    assert "Which place is this about?" in analyst.get("/import/").text
    assert "is not the code of an authority" in analyst.get("/import/?place=<b>").text
    assert "&lt;b&gt;" in analyst.get("/import/?place=<b>").text
    assert analyst.get("/import/?place=e08000032").context["code"] == "E08000032"


def test_a_file_is_taken_in_read_and_kept(analyst, filled, world, perform):
    data = world["census-ts021"][0].read_bytes()
    sent = analyst.post("/import/", {"source": "census-ts021", "given": SimpleUploadedFile("../ts021.csv", data)})
    job = Job.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/import/{job.pk}/")
    assert (job.state, job.files) == ("waiting", ["ts021.csv"])
    waiting = analyst.get(f"/import/{job.pk}/")
    assert waiting["Refresh"] == "3"
    assert "It is next." in waiting.text

    job = perform(job.pk)
    assert (job.state, job.report["rows_good"]) == ("ready", 433)
    page = analyst.get(f"/import/{job.pk}/")
    assert "Refresh" not in page
    assert "433 rows can be used, none was refused" in page.text
    assert "this takes the place of" in page.text

    before = filled.catalogue
    analyst.post(f"/import/{job.pk}/keep/")
    assert filled.catalogue == before  # not in the request
    job = perform(job.pk)
    assert job.state == "done"
    assert [source.file for entry in filled.catalogue.of("census-ts021") for source in entry.sources] == ["ts021.csv"]
    assert not uploads.folder(job.pk).exists()
    assert [(event.verb, event.object) for event in Event.objects.filter(object__contains="ts021")] == [
        ("kept", "files of kind census-ts021"),
        ("brought in", "files of kind census-ts021"),
    ]
    assert "Kept: 433 rows" in analyst.get(f"/import/{job.pk}/").text


def test_what_cannot_be_used_says_what_where_and_how_to_mend_it(analyst, bring, filled, world):
    lines = world["census-ts021"][0].read_text("utf-8-sig").splitlines()
    at = next(i for i, line in enumerate(lines) if "X01" in line)
    cells = next(csv.reader([lines[at]]))
    cells[-2] = "=1+1"
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    lines[at] = out.getvalue().strip()
    job = bring(content="\n".join(lines).encode())
    assert (job.state, job.report["rows_refused"]) == ("refused", 1)
    page = analyst.get(f"/import/{job.pk}/").text
    assert "1 row cannot be used; 432 can" in page
    assert 'href="#cell-1"' in page
    assert 'id="cell-1"' in page
    file = analyst.get(f"/import/{job.pk}/refused.csv")
    assert file["Content-Disposition"] == 'attachment; filename="rows-not-used.csv"'
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["File", "Row", "Column"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert str(uploads.folder(job.pk)) not in page


def test_nothing_of_a_file_runs_on_a_page(analyst, bring, filled):
    job = bring(content=EVIL, name="<img src=x>.csv")
    assert job.state == "refused"
    page = analyst.get(f"/import/{job.pk}/").text
    assert "<b>x</b>" not in page
    assert "<img" not in page


def test_a_report_that_begins_like_a_formula_is_defused():
    rows = queries.refused_csv({"refused": [{"file": "=a", "row": 1, "column": "@b", "says": "+c", "hint": "-d"}]})
    assert rows.decode("utf-8-sig").splitlines()[1] == "'=a,1,'@b,'+c,'-d"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"<!doctype html><html></html>", "ts021.csv", "This is a web page, not a table."),
        (b"a,b\n", "ts021.exe", "Files of this kind cannot be read."),
        (b"", "ts021.csv", "The file is empty."),
    ],
)
def test_what_cannot_be_taken_in_is_said_beside_the_field(analyst, content, name, says):
    page = analyst.post("/import/", {"source": "census-ts021", "given": SimpleUploadedFile(name, content)})
    assert page.status_code == 400
    assert f'<a href="#id_given">{says}' in page.text
    assert not Job.objects.exists()


def test_the_form_says_what_is_missing(analyst):
    page = analyst.post("/import/", {"source": "nonsense"})
    assert "Choose one of the kinds in the list." in page.text
    assert "Choose the file that you downloaded." in page.text


def test_a_waiting_job_can_be_cancelled_and_its_file_goes(analyst, person, world):
    data = world["census-ts021"][0].read_bytes()
    analyst.post("/import/", {"source": "census-ts021", "given": SimpleUploadedFile("t.csv", data)})
    job = Job.objects.get()
    assert uploads.folder(job.pk).exists()
    analyst.post(f"/import/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not uploads.folder(job.pk).exists()
    assert watch(str(job.pk), lambda: pytest.fail("a cancelled job was begun")) == "not waiting"
    assert "There is nothing to cancel any more." in analyst.post(f"/import/{job.pk}/cancel/", follow=True).text


def watch(job: str, start) -> str:
    """As the task watches it."""
    return jobs.watch(Job, job, start, step=Job.Step.KEEP)


class Process:
    """A process that runs until it is killed, or ends by itself after some looks."""

    def __init__(self, looks: int = 10**6, then=lambda: None) -> None:
        self.looks, self.then, self.killed = looks, then, False

    def poll(self):
        self.looks -= 1
        if self.killed or self.looks <= 0:
            if not self.killed:
                self.then()
            return 0
        return None

    def kill(self):
        self.killed = True

    def wait(self):
        return 0


@pytest.fixture
def waiting(person, world, monkeypatch):
    monkeypatch.setattr(jobs, "EVERY", 0.01)
    data = world["census-ts021"][0].read_bytes()
    made = actions.take_in(person("analyst"), "census-ts021", [SimpleUploadedFile("t.csv", data)])
    return Job.objects.get(pk=made)


def test_a_running_job_is_ended_when_somebody_asks(waiting):
    process = Process()

    def start():
        actions.cancel(waiting.made_by, waiting.pk)
        return process

    assert watch(str(waiting.pk), start) == "cancelled"
    assert process.killed
    assert not uploads.folder(waiting.pk).exists()


def test_a_job_that_takes_too_long_is_ended_and_says_so(waiting, settings):
    settings.CONVIVE_JOB_MINUTES = 0
    process = Process()
    assert watch(str(waiting.pk), lambda: process) == "stopped"
    assert process.killed
    assert "longer than 0 minutes" in Job.objects.get(pk=waiting.pk).progress


def test_a_job_that_breaks_is_stopped_and_never_half_written(waiting):
    assert watch(str(waiting.pk), lambda: Process(looks=3)) == "stopped"
    assert uploads.folder(waiting.pk).exists()
    assert DataFolder(queries.data_folder().path).catalogue.entries == ()


def test_a_job_whose_worker_has_gone_is_stopped_and_can_begin_once_more(client, waiting):
    client.force_login(waiting.made_by)
    long_ago = timezone.now() - jobs.SILENT - timedelta(seconds=1)
    Job.objects.filter(pk=waiting.pk).update(state="running", beat=long_ago, progress="Reading the file")
    page = client.get(f"/import/{waiting.pk}/")
    assert "Stopped half way; nothing was kept".lower() in page.text
    assert "Refresh" not in page
    client.post(f"/import/{waiting.pk}/again/")
    assert Job.objects.get(pk=waiting.pk).state == "waiting"
    assert "Refresh" in client.get(f"/import/{waiting.pk}/")


def test_the_second_waits_and_says_so(client, waiting, world):
    data = world["census-ts021"][0].read_bytes()
    second = actions.take_in(waiting.made_by, "census-ts021", [SimpleUploadedFile("t.csv", data)])
    client.force_login(waiting.made_by)
    assert "1 before it is not over yet." in client.get(f"/import/{second}/").text


def test_an_import_from_the_command_line_at_the_same_moment_is_waited_for_and_then_said(
    bring, filled, monkeypatch, perform
):
    from convive.sources.lock import only_one

    job = bring()
    monkeypatch.setattr(queries, "data_folder", lambda: DataFolder(filled.path, wait=0.05))
    Job.objects.filter(pk=job.pk).update(step="keep")
    with only_one(filled.path / ".importing", wait=1):
        job = perform(job.pk)
    assert job.state == "refused"
    assert job.report["rule"] == "one-at-a-time" or "import" in job.report["says"].lower()


def test_not_more_than_a_few_may_wait(waiting, monkeypatch):
    monkeypatch.setattr(jobs.refuse_crowd, "__defaults__", (1,))
    with pytest.raises(RefusedInput, match="waiting already"):
        actions.draft_release(waiting.made_by, "X09000043")


@pytest.mark.parametrize("role", ["plan-lead", "administrator", "evaluator"])
def test_only_the_analyst_brings_anything_in(person, waiting, role):
    other = person(role)
    for attempt in (
        lambda: actions.take_in(other, "census-ts021", []),
        lambda: actions.draft_release(other, "X09000043"),
        lambda: actions.keep(other, waiting.pk),
        lambda: actions.cancel(other, waiting.pk),
        lambda: actions.again(other, waiting.pk),
        lambda: actions.publish(other, waiting.pk),
        lambda: queries.newest(other),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_release_is_drafted_read_and_published(analyst, filled, perform):
    from convive.web.accounts.models import User

    sent = analyst.post("/import/release/", {"place": "X09000043"})
    job = perform(Job.objects.get().pk)
    assert job.state == "ready", job.report
    assert not Release.objects.exists()
    page = analyst.get(sent["Location"]).text
    assert "A draft release for Brackenford" in page
    assert "Publish this evidence" in page
    published = analyst.post(f"/import/{job.pk}/publish/", {"note": "Corrects the count of residents."}, follow=True)
    assert "Published: release 1." in published.text
    assert "Corrects the count of residents." in analyst.get("/about/numbers/").text
    assert "Published as release 1" in analyst.get(f"/import/{job.pk}/").text
    again = analyst.post(f"/import/{job.pk}/publish/", {"note": ""})
    assert "not waiting to be published" in again.text
    assert Release.objects.count() == 1
    assert queries.newest_draft().startswith("#")
    assert Event.objects.filter(actor=User.objects.get(role="analyst"), object="a release of X09000043").exists()


def test_a_draft_that_was_changed_is_not_published(person, filled, perform):
    who = person("analyst")
    job = perform(actions.draft_release(who, "X09000043"))
    job.report["evidence"] = job.report["evidence"].replace("200823", "200824")
    Job.objects.filter(pk=job.pk).update(report=job.report)
    with pytest.raises(Tampered):
        actions.publish(who, job.pk)
    assert not Release.objects.exists()


def test_without_files_the_draft_says_what_is_missing(analyst, here, perform):
    analyst.post("/import/release/", {"place": "X09000043"})
    job = perform(Job.objects.get().pk)
    assert job.state in {"refused", "ready"}
    assert analyst.get(f"/import/{job.pk}/").status_code == 200


def test_a_code_that_is_none_is_refused(analyst):
    assert analyst.post("/import/release/", {"place": "Brackenford"}).status_code == 400


def test_a_job_that_is_not_there(analyst):
    nowhere = "/import/00000000-0000-0000-0000-000000000000/"
    assert analyst.get(nowhere).status_code == 404
    assert analyst.post(f"{nowhere}keep/").status_code == 404


def test_a_second_release_has_something_new_and_says_what(analyst, filled, perform, world):
    def drafted() -> Job:
        analyst.post("/import/release/", {"place": "X09000043"})
        return perform(Job.objects.first().pk)

    analyst.post(f"/import/{drafted().pk}/publish/", {"note": ""})
    assert Release.objects.count() == 1
    same = drafted()
    page = analyst.post(f"/import/{same.pk}/publish/", {"note": "Nothing at all."})
    assert "Nothing is new: this is what release 1 says." in page.text

    filled.put(read("imd-2025", list(world["imd-2025"]), filled.places()), imported_on="2026-11-23")
    newer = drafted()
    page = analyst.post(f"/import/{newer.pk}/publish/", {"note": " "})
    assert page.status_code == 400
    assert "Say in one sentence what is new" in page.text
    analyst.post(f"/import/{newer.pk}/publish/", {"note": "Deprivation is in it."})
    assert [release.number for release in Release.objects.order_by("number")] == [1, 2]


def test_a_file_about_other_places_is_refused_in_one_sentence(analyst, bring, filled, world):
    elsewhere = world["census-ts021"][0].read_bytes().replace(b"X01", b"E01")
    job = bring(content=elsewhere)
    assert (job.state, job.report["rule"]) == ("refused", "other-places")
    page = analyst.get(f"/import/{job.pk}/").text
    assert "This file is about other places than the lookups here know." in page
    assert "Take a file about the same places" in page
    assert "Did you mean" not in page
    assert "Cell by cell" not in page


def test_a_running_job_that_somebody_cancels_says_so(client, waiting):
    client.force_login(waiting.made_by)
    Job.objects.filter(pk=waiting.pk).update(state="running", beat=timezone.now())
    assert "Cancel; keep nothing" in client.get(f"/import/{waiting.pk}/").text
    page = client.post(f"/import/{waiting.pk}/cancel/", follow=True).text
    assert "is being cancelled" in page
    assert "Cancel; keep nothing" not in page


def test_the_first_screen_knows_what_is_here_and_says_days_in_words(analyst, filled, here, settings):
    page = analyst.get("/import/").text
    assert "Files of 4 kinds are here already" in page
    assert "Nothing has been brought in yet" not in page
    assert "Brought in on 22 November 2026." in page
    assert "To try it" not in page
    settings.CONVIVE_DEMO = True
    (here / "files").mkdir()
    assert str(here / "files") in analyst.get("/import/").text


def test_a_short_file_about_other_places_is_refused_in_one_sentence_too(bring, filled, world):
    elsewhere = world["census-age"][0].read_bytes().replace(b"X0", b"E0")
    job = bring("census-age", content=elsewhere, name="age.csv")
    assert (job.state, job.report["rule"]) == ("refused", "other-places")
