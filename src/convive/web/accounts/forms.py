"""The two forms of signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms

from convive.web.accounts import roles


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """Where to send the code."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send a code to it. There is no password.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your e-mail address.",
            "invalid": "Write an address like ann@example.org.",
        },
    )


class AddPerson(forms.Form):
    """Whom to open an account for."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="The code to sign in goes there each time.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Write their e-mail address.",
            "invalid": "Write an address like ann@example.org.",
        },
    )
    name = forms.CharField(
        label="The name that others see",
        help_text="It stands on the record beside what they publish. Leave it empty to show the role.",
        required=False,
        max_length=120,
    )
    role = forms.ChoiceField(
        label="Their role",
        choices=[(role.id, f"{role.title}: {role.says}") for role in roles.offered()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )


class GiveCode(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label="The code from the mail",
            help_text="It holds for 15 minutes.",
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
            error_messages={"required": "Type the code from the mail."},
        )
