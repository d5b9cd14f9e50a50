"""Files from outside: names that are not trusted, sizes that are looked at first, types that are what they say."""

from __future__ import annotations

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convive.core.errors import RefusedInput
from convive.web.config import uploads


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.CONVIVE_DATA = tmp_path
    return tmp_path


def given(name: str, content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.csv", content)
    file._name = name  # Django itself takes only the last part; a client can send anything
    return file


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("C:\\data\\table.csv", "table.csv"),
        ("..csv", "csv"),
        (".hidden.csv", "hidden.csv"),
        ("<script>alert(1)</script>.csv", "script-.csv"),
        ("=cmd|' /C calc'!A0.csv", "C-calc-A0.csv"),
        ("tab\x00le\n.csv", "tab-le-.csv"),
        ("ŵ" * 300 + ".csv", None),
        ("", "file"),
    ],
)
def test_a_name_is_its_last_part_in_plain_letters(name, kept):
    made = uploads.safe_name(name)
    assert len(made) <= 100
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    if kept is not None:
        assert made == kept


def test_a_file_lies_in_the_jobs_own_folder_and_nowhere_else(here):
    assert uploads.take_in("job", [given("../../evil.csv")]) == ["evil.csv"]
    assert [str(path.relative_to(here)) for path in here.rglob("*") if path.is_file()] == ["uploads/job/evil.csv"]


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        (given("page.html"), "ending"),
        (given("program.exe"), "ending"),
        (given("table.csv", b"<!DOCTYPE html><html><body>Not found</body></html>"), "web-page"),
        (given("table.csv", b"%PDF-1.7"), "not-csv"),
        (given("table.csv", b"\xd0\xcf\x11\xe0 an old spreadsheet"), "not-csv"),
        (given("table.csv", b""), "empty"),
        (given("table.csv.gz", gzip.compress(b"a,b\n" * 10)[:-20]), "gzip"),
        (given("table.csv.gz", gzip.compress(b"0" * 60_000_000)), "too-large"),
    ],
)
def test_what_is_not_as_it_says_is_refused_and_nothing_stays(here, file, rule):
    if rule == "gzip":
        file = given("table.csv.gz", b"\x1f\x8b\x08broken")
    with pytest.raises(RefusedInput) as refused:
        uploads.take_in("job", [file])
    assert refused.value.rule == rule
    assert not (here / "uploads" / "job").exists()


def test_a_file_that_is_too_large_is_refused_while_it_is_written(here, settings):
    settings.CONVIVE_UPLOAD_MEGABYTES = 1
    with pytest.raises(RefusedInput, match="larger than 1 megabytes"):
        uploads.take_in("job", [given("table.csv", b"a" * 1_200_000)])
    assert not (here / "uploads" / "job").exists()


def test_no_file_too_many_and_two_of_one_name():
    with pytest.raises(RefusedInput, match="No file was chosen"):
        uploads.take_in("job", [])
    with pytest.raises(RefusedInput, match="At most"):
        uploads.take_in("job", [given(f"{n}.csv") for n in range(uploads.MOST_FILES + 1)])
    with pytest.raises(RefusedInput, match="the same name"):
        uploads.take_in("other", [given("a/t.csv"), given("b/t.csv")])
