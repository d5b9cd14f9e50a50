"""The mark, the wordmark and the symbols: shape first, then the word, then colour.

Every colour is literal: a PDF resolves neither ``var()`` nor ``currentColor`` inside a drawing. Every symbol carries
its word as ``<title>``, which the PDF takes as its alternative text.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from convive.core.errors import UnknownName, did_you_mean
from convive.reports.words import say

INK = "#14232a"
INK_2 = "#42535b"
PETROL_9 = "#062f38"
PETROL_7 = "#0b4a57"
PETROL_6 = "#0f5f6e"
MADDER = "#a3213c"
UNSURE = "#8a5a00"
WORSE = "#9a3412"
BETTER = "#1d4f91"

# kind: (colour, drawing on 18 × 18, where {c} is the colour); its word is a sentence of the reports
SYMBOLS: dict[str, tuple[str, str]] = {
    "worse": (
        WORSE,
        '<rect x="1" y="1" width="16" height="16" rx="2" fill="{c}"/>'
        '<path d="M5 9h8" stroke="#fff" stroke-width="2.6"/>',
    ),
    "better": (
        BETTER,
        '<circle cx="9" cy="9" r="8.2" fill="{c}"/><path d="M5 9h8M9 5v8" stroke="#fff" stroke-width="2.4"/>',
    ),
    "possible": (
        UNSURE,
        '<path d="M9 1.2L16.8 9L9 16.8L1.2 9Z" fill="#fff" stroke="{c}" stroke-width="1.8"/>'
        '<path d="M9 1.2V16.8L1.2 9Z" fill="{c}"/>',
    ),
    "none": (
        INK_2,
        '<circle cx="9" cy="9" r="7.4" fill="#fff" stroke="{c}" stroke-width="1.8"/>'
        '<path d="M5 7.4h8M5 10.8h8" stroke="{c}" stroke-width="1.8"/>',
    ),
    "few": (
        INK_2,
        '<g fill="{c}"><circle cx="3.4" cy="9" r="1.9"/><circle cx="9" cy="9" r="1.9"/>'
        '<circle cx="14.6" cy="9" r="1.9"/></g>',
    ),
    "not-comparable": (
        INK_2,
        '<path d="M2.5 6.4h13M2.5 11.6h13M12.4 2L5.6 16" stroke="{c}" stroke-width="1.9" fill="none"/>',
    ),
    "no-data": (
        INK_2,
        '<rect x="1.8" y="1.8" width="14.4" height="14.4" rx="2" fill="none" stroke="{c}" stroke-width="1.7" '
        'stroke-dasharray="3 2.4"/>',
    ),
    "done": (
        PETROL_9,
        '<circle cx="9" cy="9" r="8.2" fill="{c}"/>'
        '<path d="M4.8 9.4l3 3l5.6-6.4" fill="none" stroke="#fff" stroke-width="2.2"/>',
    ),
    "on-track": (PETROL_6, '<circle cx="9" cy="9" r="6.6" fill="{c}"/>'),
    "some-delay": (
        UNSURE,
        '<path d="M9 1.6a7.4 7.4 0 0 1 0 14.8Z" fill="{c}"/>'
        '<circle cx="9" cy="9" r="7.4" fill="none" stroke="{c}" stroke-width="1.8"/>',
    ),
    "late": (
        WORSE,
        '<path d="M9 1L17.4 16.4H.6Z" fill="{c}"/><path d="M9 6v5" stroke="#fff" stroke-width="2"/>'
        '<circle cx="9" cy="13.6" r="1.2" fill="#fff"/>',
    ),
    "not-started": (
        INK_2,
        '<circle cx="9" cy="9" r="7" fill="#fff" stroke="{c}" stroke-width="1.8"/>',
    ),
}


def mark(x: float = 0.0, y: float = 0.0, scale: float = 1.0, plain: str | None = None) -> Markup:
    """Six threads, over and under, as an SVG group: each keeps its own colour, the cloth is in the crossing."""
    weft, warp = (PETROL_7, "#e0a800", PETROL_7), (MADDER, PETROL_7, MADDER)
    parts = []
    for row in range(3):
        for column in range(3):
            over = (row + column) % 2 == 0
            width, height, fill = (14.6, 8.0, weft[row]) if over else (8.0, 14.6, warp[column])
            left, top = 12 * column + 8 - width / 2, 12 * row + 8 - height / 2
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:g}" height="{height:g}" rx="2.6" '
                f'fill="{plain or fill}"/>'
            )
    return Markup(f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{"".join(parts)}</g>')  # nosec B704


def logo(ink: str = INK, dot: str = MADDER, plain: str | None = None) -> Markup:
    """The mark and the drawn wordmark in lower case; ``plain`` gives the mark one colour.

    >>> "<title>Convive</title>" in logo()
    True
    """
    word = (
        "M41.6 22.4A22 22 0 1 0 41.6 53.6M106 38a22 22 0 1 1-44 0a22 22 0 1 1 44 0M127 60V16M127 38a18 22 0 0 1 36 0V60"
        "M178 16l17.5 44l17.5-44M230 17V60M247 16l17.5 44l17.5-44M297 38H340A22 22 0 1 0 334 53.6"
    )
    return Markup(  # nosec B704
        '<svg viewBox="0 0 452 88" width="226" height="44" role="img" aria-label="Convive"><title>Convive</title>'
        f'{mark(2, 9, 1.9, plain)}<g transform="translate(98 14)"><path d="{word}" fill="none" stroke="{ink}" '
        f'stroke-width="9.5" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<circle cx="230" cy="-4" r="7" fill="{dot}"/></g></svg>'
    )


def favicon() -> str:
    """The mark alone, as a whole SVG file."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{mark()}</svg>'


def symbol(kind: str, colour: str | None = None, word: str | None = None) -> Markup:
    """One of the twelve symbols; always set beside its word, which it also carries as its title.

    >>> "<title>Not started</title>" in symbol("not-started")
    True

    Raises
    ------
    UnknownName
        When there is no symbol of that kind.
    """
    if kind not in SYMBOLS:
        raise UnknownName(f"There is no symbol “{kind}”.", hint=did_you_mean(kind, SYMBOLS))
    own, drawing = SYMBOLS[kind]
    title = say(f"symbols.{kind}")
    return Markup(  # nosec B704
        '<svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" focusable="false">'
        f"<title>{escape(word or title)}</title>{drawing.replace('{c}', colour or own)}</svg>"
    )
