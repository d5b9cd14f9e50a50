"""The form that puts an action of the library into the plan."""

from __future__ import annotations

from typing import Any

from django import forms

from convive.planning.model import Plan
from convive.playbooks import Playbook


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
        error_messages={"required": "The plan is adopted: write the post that answers for it."},
        required=False,
        max_length=120,
    )
    begins = forms.DateField(
        label="When does it begin?",
        help_text="For example 11/01/2027. Then every first step gets its own day. Leave it empty while it is open.",
        required=False,
        error_messages={
            "invalid": "Write the day like 11/01/2027.",
            "required": "The plan is adopted: write the day on which it begins.",
        },
    )
    again = forms.BooleanField(label="It is meant a second time, for another objective", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan | None, book: Playbook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        objectives = plan.objectives if plan else []
        if plan is None or all(action.playbook != book.slug for action in plan.actions):
            del self.fields["again"]
        if plan is not None and plan.plan.status == "adopted":
            for name in ("owner", "begins"):
                self.fields[name].required = True
                self.fields[name].help_text = str(self.fields[name].help_text).partition(" Leave it empty")[0]
        choices = self.fields["objective"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(objective.id, objective.title) for objective in objectives]
