"""A proposal: begun, worked out, read, decided otherwise with a reason, accepted, gone on with, thrown away."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.core.errors import RefusedInput
from convive.web.audit.models import Event
from convive.web.config import jobs, uploads
from convive.web.config.errors import NotAllowed, Tampered, Unchangeable
from convive.web.config.published import digest_of
from convive.web.placements import actions, frames, queries
from convive.web.placements.models import Decided, Overrule, Run


def test_lists_are_brought_and_worked_out_in_the_background(page, perform, lists):
    assert "You decide; this works it out" in page.get("/matching/").text
    assert "Which" not in page.get("/matching/new/linking/").text
    sent = page.post(
        "/matching/new/linking/",
        {"title": "North and West", "given": lists},
    )
    run = Run.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/matching/{run.pk}/")
    waiting = page.get(f"/matching/{run.pk}/")
    assert waiting["Refresh"] == "3"
    assert "It is next." in waiting.text
    run = perform(run.pk)
    assert run.state == "ready", run.report
    ready = page.get(f"/matching/{run.pk}/")
    assert "Refresh" not in ready
    assert "Alder Primary (invented), Year 4" in ready.text
    assert "Could it be better? No" in ready.text
    assert "One class has no partner yet" in ready.text
    assert "North and West" in page.get("/matching/").text


def test_the_form_says_what_is_missing(page):
    sent = page.post("/matching/new/teams/", {"title": ""})
    assert sent.status_code == 400
    assert "Give it a name, so that you find it again." in sent.text
    sent = page.post("/matching/new/teams/", {"title": "Summer"})
    assert "Nothing was given." in sent.text
    sent = page.post("/matching/new/linking/", {"title": "Summer", "place": "Brackenford"})
    assert "is not the code of an authority" in sent.text
    assert page.get("/matching/new/nonsense/").status_code == 404
    assert not Run.objects.exists()


def test_lists_that_cannot_be_used_are_refused_with_their_place_and_do_not_stay(
    page, facilitator, perform, monkeypatch
):
    def refuse(kind, folder, place):
        raise RefusedInput(
            "The column “nationality” is never read.",
            file=str(folder / "participants.csv"),
            column="nationality",
            rule="status-column",
            hint="Take the column out.",
        )

    monkeypatch.setattr(frames, "problem", refuse)
    run = perform(
        actions.begin(facilitator, "teams", "Summer", [SimpleUploadedFile("participants.csv", b"a,b\n1,2\n")])
    )
    assert run.state == "refused"
    assert not uploads.folder(run.pk).exists()
    text = page.get(f"/matching/{run.pk}/").text
    assert "participants.csv, column nationality: The column “nationality” is never read." in text
    assert "Take the column out." in text
    assert str(uploads.folder(run.pk)) not in text


def test_a_person_decides_a_line_otherwise_and_the_reason_stays_beside_the_suggestion(page, proposal):
    before = page.get(f"/matching/{proposal.pk}/line/C1/")
    assert "For schools and parents" in before.text
    sent = page.post(f"/matching/{proposal.pk}/line/C1/", {"decided": "C5", "reason": "They share a bus."}, follow=True)
    assert "Decided. The suggestion and your reason stay beside it." in sent.text
    assert "They share a bus." in sent.text
    stands = {line.subject: (line.target, line.suggested, line.freed) for line in queries.lines(proposal)}
    assert stands == {
        "C1": ("C5", "C2", False),
        "C2": ("", "C1", True),
        "C3": ("C4", "C3"[:0] or "C4", False),
        "C4": ("C3", "C3", False),
        "C5": ("C1", "", False),
    }
    line = page.get(f"/matching/{proposal.pk}/line/C5/").text
    assert "A person decided this." in line
    page.post(f"/matching/{proposal.pk}/line/C5/back/")
    assert {line.subject: line.target for line in queries.lines(proposal)}["C1"] == "C2"
    assert Overrule.objects.count() == 2  # nothing is taken out of the history


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"decided": "C9", "reason": "Because of it."}, "“C9” is not on the lists."),
        ({"decided": "C2", "reason": "Because of it."}, "This is how it stands already."),
        ({"decided": "C5", "reason": ""}, "A decision needs its reason."),
        ({"decided": "C5", "reason": "x"}, "A decision needs its reason."),
    ],
)
def test_a_decision_that_cannot_stand_says_why(page, proposal, sent, says):
    answer = page.post(f"/matching/{proposal.pk}/line/C1/", sent)
    assert answer.status_code == 400
    assert says in answer.text
    assert not Overrule.objects.exists()


def test_an_accepted_proposal_keeps_its_lines_and_reasons_and_never_changes(page, facilitator, proposal):
    actions.overrule(facilitator, proposal.pk, "C3", "", "The teacher leaves in spring.")
    accepted = page.post(f"/matching/{proposal.pk}/accept/", follow=True)
    assert "Accepted. It stands as it is now, with the reasons." in accepted.text
    row = Decided.objects.get()
    content = json.loads(row.content)
    assert row.digest == digest_of(row.content)
    by = {line["subject"]: line for line in content["lines"]}
    assert by["C3"]["overruled"]["reason"] == "The teacher leaves in spring."
    assert (by["C4"]["target"], by["C4"]["freed"]) == ("", True)
    assert content["quality"]["status"] == "optimal"
    with pytest.raises(Unchangeable):
        row.save()
    assert (
        "cannot be done with the proposal as it is now"
        in page.post(f"/matching/{proposal.pk}/accept/", follow=True).text
    )
    with pytest.raises(RefusedInput):
        actions.overrule(facilitator, proposal.pk, "C1", "C5", "Too late for this.")
    assert Decided.objects.count() == 1
    # SQLite itself refuses; whoever gets round that is found out by the digest.
    event = Event.objects.filter(verb="accepted").get()
    assert (event.digest, event.facts["otherwise"]) == (row.digest, 1)
    assert "spring" not in json.dumps(event.facts)


def test_what_was_accepted_is_known_by_its_digest(facilitator, proposal, monkeypatch):
    actions.accept(facilitator, proposal.pk)
    row = Decided.objects.get()
    monkeypatch.setattr(
        Decided.objects.__class__, "filter", lambda self, **k: _One(Decided(content="{}", digest=row.digest))
    )
    with pytest.raises(Tampered):
        queries.decided(facilitator, proposal.pk)


class _One:
    def __init__(self, row):
        self.row = row

    def first(self):
        return self.row


def test_after_drop_outs_a_new_proposal_keeps_what_can_be_kept(page, facilitator, proposal, perform):
    actions.overrule(facilitator, proposal.pk, "C3", "C5", "They share a bus.")
    sent = page.post(f"/matching/{proposal.pk}/go-on/", {"without": "C2\n", "forbid": ""})
    new = Run.objects.exclude(pk=proposal.pk).get()
    assert sent["Location"] == f"/matching/{new.pk}/"
    assert uploads.folder(new.pk).exists()
    new = perform(new.pk)
    assert new.state == "ready", new.report
    # The engine does not allow the pair, whose schools are alike: it stands all the same, and nobody else gets either.
    pairs = [{one["class_a"], one["class_b"]} for one in new.report["answer"]["assignments"]]
    assert not any(pair & {"C3", "C5"} for pair in pairs)
    stands = {line.subject: line for line in queries.lines(new)}
    assert (stands["C3"].target, stands["C5"].target) == ("C5", "C3")
    assert stands["C3"].overruled.reason == "They share a bus."
    assert "C2" not in new.report["names"]
    text = page.get(f"/matching/{new.pk}/").text
    assert "made from an earlier one" in text
    assert "earlier lines stay" in text or "earlier line" in text
    proposal.refresh_from_db()
    assert proposal.state == "ready"


def test_what_if_two_may_not_meet(page, proposal, perform):
    page.post(f"/matching/{proposal.pk}/go-on/", {"without": "", "forbid": "C1, C2"})
    new = perform(Run.objects.exclude(pk=proposal.pk).get().pk)
    assert frozenset(("C1", "C2")) not in {
        frozenset((r["class_a"], r["class_b"])) for r in new.report["answer"]["assignments"]
    }


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"without": "", "forbid": ""}, "Nothing would change."),
        ({"without": "C77", "forbid": ""}, "“C77” is not on the lists."),
        ({"without": "", "forbid": "C1"}, "Write two ids with a comma between."),
    ],
)
def test_going_on_without_a_change_is_refused(page, proposal, sent, says):
    answer = page.post(f"/matching/{proposal.pk}/go-on/", sent)
    assert answer.status_code == 400
    assert says in answer.text
    assert Run.objects.count() == 1


def test_lists_are_thrown_away_and_what_was_decided_stays(page, facilitator, proposal):
    actions.accept(facilitator, proposal.pk)
    page.post(f"/matching/{proposal.pk}/throw-away/")
    assert not uploads.folder(proposal.pk).exists()
    text = page.get(f"/matching/{proposal.pk}/").text
    assert "Its lists are gone. What was decided stands below." in text
    assert "C1" in text
    assert "Alder" not in text


def test_a_proposal_that_was_not_accepted_goes_with_everything(page, proposal):
    gone = page.post(f"/matching/{proposal.pk}/throw-away/", follow=True)
    assert "The lists are gone." in gone.text
    assert not Run.objects.exists()
    assert not uploads.folder(proposal.pk).exists()
    assert Event.objects.filter(verb="threw away").exists()


def test_the_lines_leave_as_a_file_that_no_spreadsheet_runs(page, facilitator, proposal):
    actions.overrule(facilitator, proposal.pk, "C1", "C5", "=HYPERLINK(1)")
    file = page.get(f"/matching/{proposal.pk}/lines.csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["class", "partner class", "suggested", "decided otherwise", "reason"]
    assert rows[1] == ["C1", "C5", "C2", "yes", "'=HYPERLINK(1)"]


def test_the_fairness_page(page, proposal):
    text = page.get(f"/matching/{proposal.pk}/fair/").text
    assert "Is this fair to every school?" in text
    assert "Ask before you decide" in text


def test_a_waiting_proposal_can_be_cancelled(page, facilitator):
    run = actions.begin(facilitator, "linking", "", [SimpleUploadedFile("schools.csv", b"a,b\n1,2\n")])
    page.post(f"/matching/{run}/cancel/")
    assert Run.objects.get().state == "cancelled"
    assert not uploads.folder(run).exists()
    assert jobs.watch(Run, str(run), lambda: pytest.fail("a cancelled proposal was begun")) == "not waiting"


@pytest.mark.parametrize("role", ["analyst", "plan-lead", "administrator", "evaluator"])
def test_only_a_facilitator_matches(person, proposal, role):
    other = person(role)
    for attempt in (
        lambda: actions.begin(other, "linking", "x", [], place="E08000032"),
        lambda: actions.go_on(other, proposal.pk, without=["C1"]),
        lambda: actions.overrule(other, proposal.pk, "C1", "C5", "Because."),
        lambda: actions.take_back(other, proposal.pk, "C1"),
        lambda: actions.accept(other, proposal.pk),
        lambda: actions.cancel(other, proposal.pk),
        lambda: actions.again(other, proposal.pk),
        lambda: actions.throw_away(other, proposal.pk),
        lambda: queries.newest(other),
        lambda: queries.proposal(other, proposal.pk),
        lambda: queries.decided(other, proposal.pk),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_proposal_that_is_not_there(page):
    nowhere = "/matching/00000000-0000-0000-0000-000000000000/"
    assert page.get(nowhere).status_code == 404
    assert page.get(f"{nowhere}line/C1/").status_code == 404
    assert page.post(f"{nowhere}accept/").status_code == 404


def test_nothing_that_people_wrote_runs_on_a_page(page, facilitator, proposal):
    actions.overrule(facilitator, proposal.pk, "C1", "C5", "<script>alert(1)</script>")
    Run.objects.update(title="<b>x</b>")
    for address in ("", "line/C1/", "fair/"):
        text = page.get(f"/matching/{proposal.pk}/{address}").text
        assert "<script>" not in text
        assert "<b>x</b>" not in text


def test_the_lists_to_hand_on_have_each_school_with_its_partners_and_what_a_person_decided(page, facilitator, proposal):
    actions.overrule(facilitator, proposal.pk, "C1", "C5", "They share a bus.")
    made = {roster.title: roster.members for roster in queries.rosters(queries.proposal(facilitator, proposal.pk))}
    assert made["Alder Primary (invented)"] == ("Year 4: Elm Primary (invented), Year 4",)
    assert made["Cedar Primary (invented)"] == ("Year 5: Dogwood Primary (invented), Year 5",)
    assert "Birch Primary (invented)" not in made
    shown = page.get(f"/matching/{proposal.pk}/rosters/").text
    assert "A proposal, not yet accepted" in shown
    assert "They share a bus" not in shown
    actions.accept(facilitator, proposal.pk)
    assert "as it was accepted" in page.get(f"/matching/{proposal.pk}/rosters/").text
    after = page.get(f"/matching/{proposal.pk}/").text
    assert "What comes next" in after
    assert "Ask both heads" in after


def test_teams_are_listed_by_team_and_put_in_order_of_team(page, facilitator, perform):
    rows = "".join(f"P{i:02},{'ab'[i % 2]}\n" for i in range(24))
    given = SimpleUploadedFile("participants.csv", f"person_id,school\n{rows}".encode())
    run = perform(actions.begin(facilitator, "teams", "Summer", [given]))
    assert run.state == "ready", run.report
    found = queries.proposal(facilitator, run.pk)
    rosters = queries.rosters(found)
    assert sorted(one for roster in rosters for one in roster.members) == [line.subject for line in found.lines]
    assert [roster.title for roster in rosters] == sorted({line.target for line in found.lines})
    text = page.get(f"/matching/{run.pk}/?by=target").text
    order = [text.index(f"<bdi>{one}</bdi></th>") for roster in rosters for one in roster.members]
    assert order == sorted(order)
    assert "12 people" in page.get(f"/matching/{run.pk}/rosters/").text


def test_lists_of_schools_and_a_place_at_once_are_refused(page, lists):
    sent = page.post("/matching/new/linking/", {"title": "Both", "given": lists, "place": "X09000043"})
    assert sent.status_code == 400
    assert "There are lists of your own and a place as well." in sent.text


def test_who_has_no_partner_is_not_called_suggested(page, proposal):
    text = page.get(f"/matching/{proposal.pk}/").text
    assert "<span>Left out</span>" in text
    assert text.count("<span>Suggested</span>") == 4


def test_the_page_says_where_the_demo_has_lists_and_no_other_site_does(page, settings, here):
    folder = here / "files" / "matching" / "teams"
    folder.mkdir(parents=True)
    settings.CONVIVE_DEMO = True
    assert str(folder) in page.get("/matching/new/teams/").text
    settings.CONVIVE_DEMO = False
    assert str(folder) not in page.get("/matching/new/teams/").text


def test_an_unknown_id_is_told_at_the_field_it_stands_in(page, proposal):
    sent = page.post(f"/matching/{proposal.pk}/go-on/", {"without": "", "forbid": "C1, C99"})
    assert sent.status_code == 400
    assert '<a href="#id_forbid">“C99” is not on the lists.' in sent.text
    sent = page.post(f"/matching/{proposal.pk}/go-on/", {"without": "C98", "forbid": ""})
    assert '<a href="#id_without">“C98” is not on the lists.' in sent.text


def test_a_place_without_published_schools_is_refused_in_words_about_a_place(page, facilitator, perform):
    run = perform(actions.begin(facilitator, "linking", "Bradford", place="E08000032"))
    assert run.state == "refused"
    text = page.get(f"/matching/{run.pk}/").text
    assert "The data folder has no" in text
    assert "schools-spc" in text
    assert "Name another place, or bring lists" in text
