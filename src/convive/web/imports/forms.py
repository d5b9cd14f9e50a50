"""The forms of the import."""

from __future__ import annotations

from typing import Any

from django import forms

from convive.web.config import uploads
from convive.web.imports import queries
from convive.web.ui.fields import FilesField


class BringIn(forms.Form):
    """Which kind of file it is, and the file."""

    source = forms.ChoiceField(
        label="What kind of file is it?",
        error_messages={
            "required": "Choose the kind of file.",
            "invalid_choice": "Choose one of the kinds in the list.",
        },
    )
    given = FilesField(
        label="The file",
        error_messages={"required": "Choose the file that you downloaded.", "empty": "The file is empty."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source, given = self.fields["source"], self.fields["given"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = [("", "Choose one"), *queries.kind_titles().items()]
        endings = ", ".join(uploads.ENDINGS)
        given.help_text = (
            f"As the publisher gives it: {endings}. Some kinds come in several files: choose them all at once."
        )
        given.widget.attrs["accept"] = ",".join(uploads.ENDINGS)


class Publish(forms.Form):
    """What stands beside the release in the list."""

    note = forms.CharField(
        label="What is new, or what does it correct?",
        help_text="One sentence that everybody can read. Leave it empty for the first release.",
        required=False,
        max_length=300,
    )
