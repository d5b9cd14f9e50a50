"""The pictures of the lessons. Their numbers are invented, and each says so where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from convive.core.disclosure import Column, Counted, sheet
from convive.reports.charts import dot_row
from convive.reports.drawing import EDGE, LIT, RULE, frame, number
from convive.reports.tables import select_columns, table_html

_LIGHT = "#7abec6"


def hundred(filled: int = 56) -> Markup:
    """A hundred people, ten by ten, some filled from the top left.

    >>> hundred(56).count(LIT)
    56
    """
    dots = []
    for i in range(100):
        at = f'cx="{number(10 + (i % 10) * 20)}" cy="{number(10 + (i // 10) * 20)}"'
        paint = f'fill="{LIT}"' if i < filled else f'fill="none" stroke="{EDGE}" stroke-width="1.4"'
        dots.append(f'<circle {at} r="{7.2 if i < filled else 6.5}" {paint}/>')
    drawing = frame("".join(dots), finding=f"{filled} of 100 people", how="One dot for each person.", view=(200, 200))
    return Markup('<figure class="lesson-hundred">{}<figcaption>{} in 100</figcaption></figure>').format(
        drawing, filled
    )


def interval_row(value: float, low: float, high: float, *, finding: str) -> Markup:
    """One estimate on the scale from 0 to 100: a dot, and a bar from the low to the high end of its interval."""
    body = [f'<line x1="0" x2="100%" y1="13" y2="13" stroke="{RULE}" stroke-width="1.4"/>']
    body += [f'<line x1="{t}%" x2="{t}%" y1="8" y2="18" stroke="{RULE}"/>' for t in (0, 25, 50, 75, 100)]
    body.append(
        f'<line x1="{number(low)}%" x2="{number(high)}%" y1="13" y2="13" stroke="{_LIGHT}" stroke-width="8" '
        f'stroke-linecap="round"/><circle cx="{number(value)}%" cy="13" r="5" fill="{LIT}"/>'
    )
    return frame("".join(body), finding=finding, height=26, css="strip")


def intervals() -> Markup:
    """The same share, asked of fewer and of more people: Wilson's interval at 95 %."""
    rows = []
    for people in (50, 200, 800):
        low, high = wilson(round(0.7 * people), people)
        said = f"70 in 100, between {100 * low:.0f} and {100 * high:.0f}"
        rows.append((f"{people} people", interval_row(70, 100 * low, 100 * high, finding=said), said))
    return _rows("The same answer from 50, 200 and 800 people (invented)", rows)


def wilson(yes: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's interval for a share: ``(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`` (E. B. Wilson, 1927).

    >>> [round(end, 3) for end in wilson(140, 200)]
    [0.633, 0.759]
    """
    share = yes / of
    middle = share + z * z / (2 * of)
    reach = z * float(np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)))
    return (middle - reach) / (1 + z * z / of), (middle + reach) / (1 + z * z / of)


def streets() -> Markup:
    """Six streets of ten homes, given out by lot: 18 homes of 60 are of one group, and no street was chosen."""
    drawn = np.random.default_rng(2).permutation(np.repeat([1, 0], [18, 42])).reshape(6, 10)
    rows = []
    for index, street in enumerate(drawn, 1):
        dots = "".join(
            f'<circle cx="{number(11 + 22 * i)}" cy="11" r="{8 if home else 7}" '
            + (f'fill="{LIT}"/>' if home else f'fill="none" stroke="{EDGE}" stroke-width="1.4"/>')
            for i, home in enumerate(street)
        )
        said = f"{int(street.sum())} of 10"
        rows.append((f"Street {index}", frame(dots, finding=said, view=(220, 22), css="homes"), said))
    return _rows("Homes given out by lot: three in ten are of one group (invented)", rows)


def withheld() -> Markup:
    """A table as it is published: the rule itself decides what is hidden."""
    groups = (("Asian", "Asian"), ("Black", "Black"), ("White", "White"))
    counts = np.array([[4, 38, 2100], [310, 52, 1900], [260, 41, 2050]])
    made = sheet(
        "lesson",
        "Residents by neighbourhood (invented)",
        [Column("name", "Neighbourhood", "label")],
        Counted([["Castle Mead"], ["Canal Side"], ["Dyers Green"]], counts, groups),
        source="invented",
        total_labels=["All three"],
    )
    kept = [column.id for column in made.columns if column.kind != "share"]
    return table_html(select_columns(made, kept), total=True)


def ages() -> Markup:
    """One town's pupils beside its residents of school age and of all ages."""
    rows = [
        (label, dot_row(value, finding=f"{label}: {value} in 100"), f"{value} in 100")
        for label, value in (("Pupils", 45), ("Residents of school age", 47), ("Residents of all ages", 61))
    ]
    return _rows("White people, in 100 (an invented town)", rows)


def _rows(caption: str, rows: Sequence[tuple[str, Markup, str]]) -> Markup:
    """The chart that is a table: a label, a picture, its words."""
    lines = Markup("").join(
        Markup(
            '<tr class="d line" role="row"><th scope="row" role="rowheader">{}</th>'
            '<td class="pic" role="cell">{}</td><td class="v r" role="cell">{}</td></tr>'
        ).format(label, picture, words)
        for label, picture, words in rows
    )
    return Markup(
        '<table class="rows fold" role="table"><caption>{}</caption><tbody role="rowgroup">{}</tbody></table>'
    ).format(escape(caption), lines)
