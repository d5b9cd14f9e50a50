"""Make the invented borough: its files go through the real importers, the real engines and the real actions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from convive.evidence.place import build
from convive.planning.lint import lint
from convive.planning.read import parse
from convive.sources import DataFolder, read
from convive.sources.pile import sort_out
from convive.web.accounts import actions as accounts
from convive.web.accounts import queries
from convive.web.config.errors import NotReady
from convive.web.place import actions as place
from convive.web.placements import actions as placements
from convive.web.plan import actions as plan
from convive.worlds import brackenford, matching


class Command(BaseCommand):
    """``python -m convive.web make_demo``: only in a demo, only once."""

    help = "Make Brackenford: evidence, plan and three invented people."

    def handle(self, *args: Any, **options: Any) -> None:
        """Files, evidence, release, plan, version; all or nothing in the database."""
        if not settings.CONVIVE_DEMO:
            raise NotReady("Brackenford is for the demo only.", rule="demo", hint="Start it with: convive demo")
        if queries.anybody():
            raise NotReady("There are people here already, so nothing was made.", rule="empty")
        today = timezone.localdate()
        folder = DataFolder(settings.CONVIVE_DATA / "data")
        # They stay, so that the page Import can be tried with them.
        files_here = settings.CONVIVE_DATA / "files"
        brackenford.write(files_here)
        lists = matching.write(files_here / "matching")["linking"]
        for kind, files in sort_out(files_here).kinds:
            folder.put(read(kind, files, folder.places()), imported_on=today.isoformat())
        evidence = build(brackenford.CODE, folder.tables(), folder.sources(brackenford.CODE), today=today)
        text = parse(brackenford.plan(), file="brackenford-plan.toml")
        with transaction.atomic():
            people = {
                person.role: accounts.add_user(
                    queries.OPERATOR, email=person.email, name=f"{person.title} (invented)", role=person.role
                )
                for person in queries.demo_people()
            }
            place.publish_release(people["analyst"], evidence)
            plan.publish_version(people["plan-lead"], text, lint(text, evidence))
            # Worked out by the worker once the site runs, so that the start takes no longer.
            given = [SimpleUploadedFile(path.name, path.read_bytes()) for path in lists]
            placements.begin(people["facilitator"], "linking", "Linking year 2026 to 2027 (invented)", given)
