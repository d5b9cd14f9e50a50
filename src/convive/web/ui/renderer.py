"""How forms look: label, hint, error, field, in the order a screen reader says them."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Our templates for a whole form and for one field; Django's own for the controls."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
