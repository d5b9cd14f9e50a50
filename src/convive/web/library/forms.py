"""The form that puts an action of the library into the plan."""

from __future__ import annotations

from typing import Any

from django import forms

from convive.planning.model import Objective


class Start(forms.Form):
    """Which objective it serves, who answers for it, and when it begins."""

    objective = forms.ChoiceField(
        label="Which objective does it serve?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the objective that it serves."},
    )
    owner = forms.CharField(
        label="Which post answers for it?",
        help_text="A post, such as Head of Communities, never a person’s name. Leave it empty while nobody has said.",
        required=False,
        max_length=120,
    )
    begins = forms.DateField(
        label="When does it begin?",
        help_text="For example 11/01/2027. Then every first step gets its own day. Leave it empty while it is open.",
        required=False,
        error_messages={"invalid": "Write the day like 11/01/2027."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, objectives: tuple[Objective, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["objective"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(objective.id, objective.title) for objective in objectives]
