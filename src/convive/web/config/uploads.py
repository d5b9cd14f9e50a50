"""Files that came from outside: their names are not trusted, and nothing is unpacked without a limit."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from convive.core.errors import RefusedInput
from convive.sources.files import peek, refuse_no_table

ENDINGS = (".csv", ".csv.gz", ".gz", ".xlsx", ".parquet", ".json", ".geojson")
MOST_FILES = 20
# A gzip file may grow so many times; the largest census tables grow about twelve times.
GROWS = 40
_LONGEST = 100
_NOT_TEXT = (".xlsx", ".parquet")


def folder(job: object) -> Path:
    """Where the files of a job lie: in the site's own data folder, under a name that nobody outside chose."""
    return Path(settings.CONVIVE_DATA) / "uploads" / str(job)


def forget(job: object) -> None:
    """Take the files of a job away."""
    shutil.rmtree(folder(job), ignore_errors=True)


def copy(job: object, into: object) -> None:
    """Give the files of a job to another one as well."""
    if folder(job).is_dir():
        shutil.copytree(folder(job), folder(into))


def safe_name(given: str) -> str:
    r"""A name under which a file can lie and be printed: its last part, in plain letters, with its ending.

    >>> safe_name("../../etc/Wahlkreis <b>.csv"), safe_name("C:\\data\\ts021.CSV")
    ('Wahlkreis-b-.csv', 'ts021.CSV')

    A name that is too long loses its middle: how it begins says what it is.

    >>> name = safe_name("census-2021-" + "x" * 200 + "-ward.csv")
    >>> len(name), name[:12], name[-9:]
    (100, 'census-2021-', '-ward.csv')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFKD", given))[-1]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", last).lstrip(".-")
    if len(plain) > _LONGEST:
        plain = f"{plain[: _LONGEST // 2]}--{plain[2 - _LONGEST // 2 :]}"
    return plain or "file"


def take_in(job: object, files: Iterable[UploadedFile[Any]]) -> list[str]:
    """Write uploaded files into the job's folder, and give their names. On any refusal nothing stays.

    Raises
    ------
    RefusedInput
        When there are none or too many, one has an ending that no kind of file has, is larger than the site allows,
        or is something else than its name says.
    """
    given = list(files)
    if not given:
        raise RefusedInput("No file was chosen.", rule="no-file", hint="Choose the file that you downloaded.")
    if len(given) > MOST_FILES:
        raise RefusedInput(f"At most {MOST_FILES} files at once.", rule="too-many")
    into = folder(job)
    into.mkdir(parents=True)
    try:
        return [_write(into, file) for file in given]
    except BaseException:
        forget(job)
        raise


def _write(into: Path, file: UploadedFile[Any]) -> str:
    name = safe_name(file.name or "")
    if not name.lower().endswith(ENDINGS):
        raise RefusedInput(
            "Files of this kind cannot be read.",
            file=name,
            rule="ending",
            hint=f"Files that can end in {', '.join(ENDINGS)}.",
        )
    if (into / name).exists():
        raise RefusedInput("Two files have the same name.", file=name, rule="same-name", hint="Rename one of them.")
    left = settings.CONVIVE_UPLOAD_MEGABYTES * 1_000_000
    path = into / name
    with path.open("xb") as stream:
        for chunk in file.chunks():
            left -= len(chunk)
            if left < 0:
                raise RefusedInput(
                    f"The file is larger than {settings.CONVIVE_UPLOAD_MEGABYTES} megabytes.",
                    file=name,
                    rule="too-large",
                )
            stream.write(chunk)
    if not name.lower().endswith(_NOT_TEXT):
        refuse_no_table(peek(path), name)
    _refuse_bomb(path)
    return name


def _refuse_bomb(path: Path) -> None:
    """A gzip file that grows beyond all reason is refused before anybody unpacks it into memory.

    Spreadsheets are looked at by the importer itself, from their list of contents.
    """
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return
        stream.seek(0)
        unpack, size = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), 0
        most = GROWS * max(path.stat().st_size, 100_000)
        try:
            while chunk := stream.read(65_536):
                waiting = chunk
                while waiting:
                    size += len(unpack.decompress(waiting, 1_000_000))
                    if size > most:
                        raise RefusedInput(
                            "The file unpacks to far more than a table of this size.", file=path.name, rule="too-large"
                        )
                    waiting = unpack.unconsumed_tail
        except zlib.error:
            raise RefusedInput(
                "The gzip file is broken or cut off.", file=path.name, rule="gzip", hint="Download it again."
            ) from None
