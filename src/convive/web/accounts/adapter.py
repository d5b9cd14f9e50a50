"""What allauth asks us: no self sign-up, our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are opened by an administrator; every message is in plain words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code we sent. Check the newest mail, and type the code as it stands there.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then ask for a new code.",
        "rate_limited": "That was tried too often. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are added by an administrator."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is written, with no prefix."""
        return subject
