"""Bytes to text: byte order marks and Windows-1252 are read, and the report says so."""

from __future__ import annotations

from convive.core.errors import RefusedInput
from convive.sources.report import ImportFinding

_MARK = b"\xef\xbb\xbf"


def as_utf8(data: bytes, name: str) -> tuple[bytes, list[ImportFinding]]:
    """The same text as UTF-8 without a byte order mark and with line feeds, and what had to be done for it.

    >>> as_utf8("Ynys Môn".encode("cp1252"), "a.csv")[0].decode()
    'Ynys Môn'

    Raises
    ------
    RefusedInput
        When the bytes are neither UTF-8 nor Windows-1252, or hold a zero byte.
    """
    findings: list[ImportFinding] = []
    if data.startswith(_MARK):
        data = data.removeprefix(_MARK)
        says = "The file begins with a byte order mark; it was read without it."
        findings.append(ImportFinding("note", says, name, rule="byte-order-mark"))
    if b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        raise RefusedInput("The file holds a zero byte and is no text.", file=name, row=row, rule="encoding")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        data = _from_windows(data, name, row)
        says = f"The file is in Windows-1252, not UTF-8 (first seen in row {row}); it was read as such."
        findings.append(ImportFinding("note", says, name, row, rule="windows-1252"))
    if b"\n" not in data and b"\r" in data:
        data = data.replace(b"\r", b"\n")
    return data, findings


def _from_windows(data: bytes, name: str, row: int) -> bytes:
    try:
        return data.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        raise RefusedInput(
            "The letters of this file are neither in UTF-8 nor in Windows-1252.",
            file=name,
            row=row,
            rule="encoding",
            hint="Save it again as “CSV UTF-8”.",
        ) from None


def head_text(head: bytes) -> str:
    """The first bytes of a file as text, good enough to read its header; never fails."""
    head = head.removeprefix(_MARK)
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter cut in two at the end of the head is no sign of another encoding.
        cut = error.start > len(head) - 4
        text = head[: error.start].decode("utf-8") if cut else head.decode("cp1252", errors="replace")
    return text if "\n" in text else text.replace("\r", "\n")
