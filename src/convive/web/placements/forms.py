"""The forms of proposals."""

from __future__ import annotations

from typing import Any

from django import forms

from convive.web.config import uploads
from convive.web.placements.actions import LONGEST_REASON
from convive.web.placements.kinds import KINDS, Kind
from convive.web.ui.fields import FilesField


class Begin(forms.Form):
    """What is to be matched, and the lists."""

    title = forms.CharField(
        label="What is it for?",
        help_text="So that you find it again: Linking year 2026 to 2027, North and West.",
        max_length=80,
        error_messages={"required": "Give it a name, so that you find it again."},
    )
    given = FilesField(label="The lists", required=False)

    def __init__(self, *args: Any, kind: Kind, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.fields["given"]
        given.help_text = f"{' and '.join(kind.files)}. If you have them: {kind.also}. Choose all the files at once."
        given.widget.attrs["accept"] = ",".join(uploads.ENDINGS)
        if kind.id == "linking":
            here = f"The code of your place is {place}." if place else "The authority’s code, like E08000032."
            self.fields["place"] = forms.CharField(
                label="Or begin with the published schools of a place",
                help_text=f"{here} Leave it empty when you bring your own lists.",
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if kind.switch:
            self.fields["switch"] = forms.BooleanField(label=kind.switch_says, required=False)


class Decide(forms.Form):
    """Where somebody goes instead, and why."""

    decided = forms.CharField(
        label="Instead",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "choices", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        error_messages={"required": "A decision needs its reason. One sentence is enough."},
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided"].help_text = f"The {kind.where}, as it stands on your list. Leave it empty for none."
        self.fields["reason"].help_text = (
            "It stays beside the suggestion. Never write why two people are kept apart, and nothing of their health, "
            "faith or papers."
        )


class GoOn(forms.Form):
    """Who dropped out, or which pair is to be kept apart."""

    without = forms.CharField(
        label="Who dropped out?",
        help_text="Their ids, one on a line. The others stay as they are as far as possible.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=20_000,
    )
    forbid = forms.CharField(
        label="Or: what if these two may not meet?",
        help_text="Two ids with a comma between.",
        required=False,
        max_length=200,
    )

    def clean_without(self) -> list[str]:
        """The ids."""
        words = self.cleaned_data["without"].replace(",", "\n").splitlines()
        return [word.strip() for word in words if word.strip()]

    def clean_forbid(self) -> list[tuple[str, str]]:
        """The pair, if there is one."""
        ends = [word.strip() for word in self.cleaned_data["forbid"].split(",") if word.strip()]
        if len(ends) not in (0, 2):
            raise forms.ValidationError("Write two ids with a comma between.")
        return [(ends[0], ends[1])] if ends else []


def kinds() -> tuple[Kind, ...]:
    """The kinds that can be begun, in their order."""
    return tuple(KINDS.values())
