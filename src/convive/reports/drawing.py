"""What every picture shares: one frame with its finding, literal colours, and text that cannot break out."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

INK = "#14232a"
INK_2 = "#42535b"
INK_3 = "#566870"
RULE = "#cbd6d9"
EDGE = "#7c8c93"
LIT = "#0b4a57"
UNLIT = "#6b7d84"
PETROL_6 = "#0f5f6e"
TEXT_FONT = "Source Sans 3 Variable,Source Sans 3,system-ui,sans-serif"


def frame(
    body: str,
    *,
    finding: str,
    how: str = "",
    view: tuple[float, float] | None = None,
    height: float | None = None,
    css: str = "",
    beside_words: bool = False,
) -> Markup:
    """A whole drawing with role, label, title and description.

    ``finding`` is read out and becomes the alternative text on paper; ``how`` says how to read the picture. With
    ``view`` (width, height) the drawing scales; with ``height`` alone it is drawn in per cent of the width, so that
    nothing shrinks on a phone. ``beside_words`` hides it from screen readers, because the same words stand beside it.
    ``body`` must be finished SVG whose texts went through :func:`text`.

    >>> frame("", finding="58 in 100", view=(10, 10))
    Markup('<svg viewBox="0 0 10 10" role="img" aria-label="58 in 100"><title>58 in 100</title></svg>')
    """
    size = f'viewBox="0 0 {number(view[0])} {number(view[1])}" ' if view else f'width="100%" height="{height:g}" '
    role = 'aria-hidden="true"' if beside_words else f'role="img" aria-label="{escape(finding)}"'
    return Markup(  # nosec B704
        f"<svg {f'class={chr(34)}{css}{chr(34)} ' if css else ''}{size}{role}><title>{escape(finding)}</title>"
        f"{f'<desc>{escape(how)}</desc>' if how else ''}{body}</svg>"
    )


def number(value: float) -> str:
    """A co-ordinate with at most one decimal.

    >>> number(3.04), number(2.26), number(-0.01)
    ('3', '2.3', '0')
    """
    short = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def text(words: str) -> str:
    """Words for a drawing: escaped, and set apart by isolates when they run from right to left.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    safe = str(escape(words))
    return f"\u2068{safe}\u2069" if any(unicodedata.bidirectional(c) in ("R", "AL") for c in words) else safe


def width_of(words: str, size: float) -> float:
    """About how wide words are in the text family, bold, at a size: the sum of rough letter widths.

    >>> width_of("ill", 10) < width_of("wow", 10)
    True
    """
    narrow, wide = "iljtfrI.,:;'’()| ", "mwMWQOGD@%"
    return size * sum(0.32 if c in narrow else 0.86 if c in wide else 0.68 if c.isupper() else 0.55 for c in words)
