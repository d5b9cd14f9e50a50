"""Tags that the base template uses."""

from __future__ import annotations

from django import template
from markupsafe import Markup

from convive.reports import marks
from convive.reports.words import say_day

register = template.Library()


@register.simple_tag
def logo() -> Markup:
    """The wordmark: one drawing for pages and files."""
    return marks.logo()


@register.filter
def number(value: int) -> str:
    """A count with commas: 1,980."""
    return f"{value:,}"


@register.filter
def day(value: str) -> str:
    """A day in words: 2 June 2026."""
    return say_day(value)
