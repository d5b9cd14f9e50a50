"""Fields that more than one app asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class SeveralFiles(forms.ClearableFileInput):
    """A field that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files as a list; each is looked at when it is taken in."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Every file on its own."""
        given = data if isinstance(data, list | tuple) and data else [data or None]
        if given == [None] and not self.required:
            return []
        return [super(FilesField, self).clean(one, initial) for one in given]
