"""Photos: the moment is kept, the place only on consent, the picture byte by byte."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD, Base

from campaigns.photos import prepare
from kbang_ntm.core.errors import Refused
from tests.factories.campaigns_inspections import photo


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_without_consent_the_place_goes(kind: str) -> None:
    came = photo(kind=kind, tail=b"PHIM 14.1,108.6")
    made = prepare(came, keep_position=False)
    assert (made.taken_at, made.had_position, made.position_kept) == (
        "2025-06-20 08:15:00", True, False,
    )  # fmt: skip
    notes = opened(made.content).getexif()
    assert dict(notes.get_ifd(IFD.GPSInfo)) == {}
    assert notes[Base.Orientation] == 6
    assert notes.get_ifd(IFD.Exif)[Base.DateTimeOriginal] == "2025:06:20 08:15:00"
    for secret in (b"HieuMay", b"Nguyen", b"bi mat", b"PHIM", b"GPS"):
        assert secret not in made.content
    assert opened(made.content).tobytes() == opened(came).tobytes()
    assert made.original_sha256 == hashlib.sha256(came).hexdigest()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_with_consent_the_place_stays(kind: str) -> None:
    made = prepare(photo(kind=kind), keep_position=True)
    assert made.position_kept
    place = opened(made.content).getexif().get_ifd(IFD.GPSInfo)
    assert (place[1], tuple(place[2])) == ("N", (14.0, 8.0, 30.0))
    assert b"HieuMay" not in made.content


def test_a_photo_that_says_nothing() -> None:
    made = prepare(photo(gps=False, taken=False), keep_position=True)
    assert (made.taken_at, made.had_position, made.position_kept) == ("", False, False)


def test_a_cleaned_photo_stays_as_it_is() -> None:
    once = prepare(photo(), keep_position=False).content
    assert prepare(once, keep_position=False).content == once


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", photo()[:200], photo(kind="PNG")[:60]])
def test_what_is_no_photo(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        prepare(content, keep_position=False)
    assert refused.value.code == "not_photo"


@given(where=st.integers(6, 1200), byte=st.integers(0, 255))
@settings(max_examples=150)
def test_damage_is_refused_and_never_lets_a_place_through(where: int, byte: int) -> None:
    """From the first notes on: who changes the kind of a whole segment hides nothing of others'."""
    content = bytearray(photo())
    content[where % len(content)] = byte
    try:
        made = prepare(bytes(content), keep_position=False)
    except Refused:
        return
    assert b"HieuMay" not in made.content
    try:
        notes = opened(made.content).getexif()
    except OSError:
        return
    assert not notes.get_ifd(IFD.GPSInfo)
