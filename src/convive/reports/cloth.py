"""The cloth: a woven strip for every place, drawn by lot from its area code. Ornament, never data."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from functools import lru_cache

THREADS = 40
COLOURS = {
    "p": (11, 74, 87),
    "n": (6, 47, 56),
    "m": (163, 33, 60),
    "s": (255, 207, 77),
    "w": (255, 255, 255),
    "t": (63, 152, 162),
}
# Warp and weft are drawn apart and from different threads, so that no clan, flag or club is imitated.
WARP, WEFT = "pnwm", "pstw"


def draw_threads(code: str, part: str, palette: str) -> str:
    """One repeat of ``THREADS`` threads, a letter each, drawn by lot from the code; every colour at least three times.

    >>> line = draw_threads("E08000032", "warp", WARP)
    >>> len(line), line == draw_threads("E08000032", "warp", WARP), line == draw_threads("E07000114", "warp", WARP)
    (40, True, False)
    """
    # An ornament, seeded by the code: nothing secret hangs on it.
    lot = random.Random(code + part)  # nosec B311
    while True:
        line = ""
        while len(line) < THREADS:
            colour = lot.choice([c for c in palette if not line.endswith(c)])
            line += colour * lot.choice((2, 4, 6, 10) if colour in "pnt" else (2, 2, 4, 6))
        line = line[:THREADS]
        if all(line.count(c) >= 3 for c in palette) and line[0] != line[-1]:
            return line


@lru_cache(maxsize=64)
def weave(code: str) -> bytes:
    """The cloth of a place as PNG bytes: 40 × 40 pixels, a 2/2 twill, about a kilobyte; it repeats in both directions.

    >>> weave("X09000043")[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10])
    True
    """
    warp, weft = draw_threads(code, "warp", WARP), draw_threads(code, "weft", WEFT)
    raw = b"".join(
        b"\0" + b"".join(bytes(COLOURS[warp[x] if (x + y) % 4 < 2 else weft[y]]) for x in range(THREADS))
        for y in range(THREADS)
    )
    header = struct.pack(">IIBBBBB", THREADS, THREADS, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(tag: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))


def cloth_png(code: str) -> str:
    """The cloth of a place as a data URI, ready for ``--cloth:url(…)``.

    >>> cloth_png("X09000043")[:22]
    'data:image/png;base64,'
    """
    return "data:image/png;base64," + base64.b64encode(weave(code)).decode("ascii")
