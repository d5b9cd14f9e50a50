"""Open an account from the server's own keyboard: the way to the first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from convive.web.accounts import actions, queries, roles


class Command(BaseCommand):
    """``python -m convive.web add_user ann@example.org --role administrator --name "Ann Prosser"``."""

    help = "Open an account. The person then signs in with a code by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, role and name."""
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=[r.id for r in roles.roles() if r.id != roles.VISITOR])
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it and say so."""
        user = actions.add_user(queries.OPERATOR, email=options["email"], name=options["name"], role=options["role"])
        self.stdout.write(f"{user.email} may now sign in as {user.role_title.lower()}.")
