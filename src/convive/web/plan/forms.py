"""The form in which the plan is changed."""

from __future__ import annotations

from django import forms

LONGEST = 400_000


class Change(forms.Form):
    """The plan as the text of its file, or the file itself."""

    text = forms.CharField(
        label="The plan as text",
        help_text="Text stands in “quotes”. Empty quotes mean: still to be decided. Owners are posts, never names.",
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": "This text is far longer than a plan. Choose the file plan.toml."},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true", "class": "source"}),
    )
    own = forms.FileField(
        label="Or a plan.toml of your own",
        help_text="It takes the place of the text above.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".toml"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
