"""The tree is frozen, exact and canonical: what is read back is what was written."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbang_ntm.core.errors import Refused
from reports.documents import codec
from reports.documents.tree import (
    Align,
    Annex,
    Banners,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    FigureState,
    Heading,
    LegalHead,
    ListItem,
    Mark,
    PageBreak,
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    SignOff,
    Table,
)
from tests.reports.documents import samples

texts = st.text(max_size=12)
words = st.text("abc đỗ Ắŏ-/<&>\"'", min_size=1, max_size=12)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-9999)
values = st.none() | st.integers() | numbers | st.dates() | texts
states = st.sampled_from(FigureState)
runs = st.builds(Run, text=words, bold=st.booleans(), italic=st.booleans())
paragraph_runs = st.lists(runs, max_size=3).map(tuple)
cells = st.one_of(
    st.builds(Cell, value=values, state=states, bold=st.booleans()),
    st.builds(Cell, mark=st.sampled_from(Mark), note=texts, align=st.sampled_from(Align)),
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    columns = tuple(draw(st.builds(Column, header=texts)) for _ in range(width))
    lines = draw(st.lists(st.tuples(*[cells] * width), max_size=3))
    kind = st.sampled_from([RowKind.BODY, RowKind.HEADING])
    return Table(columns, tuple(Row(line, draw(kind)) for line in lines), caption=draw(texts))


blocks = st.one_of(
    st.builds(Heading, level=st.integers(0, 3), text=texts),
    st.builds(Paragraph, runs=paragraph_runs, align=st.sampled_from(Align)),
    st.builds(ListItem, runs=paragraph_runs, marker=texts),
    st.builds(Chart, svg=texts, alt=texts, width=st.integers(1, 200)),
    st.builds(Picture, file=st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True), alt=texts),
    st.just(PageBreak()),
    tables(),
)
lines = st.lists(texts, max_size=2).map(tuple)
heads = st.builds(
    LegalHead, issuing_body=lines, sign=texts, place=texts, dated=st.none() | st.dates()
)
documents = st.builds(
    Document,
    kind=texts,
    title=texts,
    created=st.datetimes(timezones=st.just(UTC), min_value=datetime(1990, 1, 1)),
    abstract=lines,
    head=st.none() | heads,
    blocks=st.lists(blocks, max_size=4).map(tuple),
    signers=st.lists(st.builds(SignOff, authority=lines, name=texts), max_size=2).map(tuple),
    recipients=lines,
    annexes=st.lists(
        st.builds(
            Annex, title=texts, blocks=st.lists(blocks, max_size=2).map(tuple),
            landscape=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    banners=st.builds(Banners, draft=st.booleans(), illustrative=texts),
    figures=st.builds(Figure, key=st.just("k"), value=values, state=states).map(lambda f: (f,)),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(documents)
def test_what_is_read_back_equals_what_was_written(document: Document) -> None:
    text = document.to_json()

    again = Document.from_json(text)

    assert again == document
    assert again.to_json() == text
    assert again.sha256 == document.sha256


@settings(max_examples=60, deadline=None)
@given(documents)
def test_json_is_canonical_and_composed(document: Document) -> None:
    text = document.to_json()

    assert unicodedata.is_normalized("NFC", text)
    assert text == json.dumps(
        json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def test_the_sample_keeps_its_hash_when_read_back() -> None:
    document = samples.report()

    assert Document.from_json(document.to_json()).sha256 == document.sha256
    assert replace(document, title="TỜ TRÌNH").sha256 != document.sha256


def test_defaults_are_left_out_so_that_later_fields_keep_old_hashes() -> None:
    document = Document("k", "BÁO CÁO", samples.SNAPSHOT_TIME)

    assert json.loads(document.to_json()).keys() == {"kind", "title", "created"}


def test_decomposed_and_unprintable_text_is_cleaned_on_the_way_in() -> None:
    decomposed = unicodedata.normalize("NFD", "Kông Lơng Khơng")

    heading = Heading(1, f"{decomposed}\x00\u202e\ud800\r\nhai")

    assert heading.text == "Kông Lơng Khơng\nhai"


def test_the_same_instant_told_in_two_zones_is_one_document() -> None:
    there = datetime(2024, 10, 16, 14, 5, tzinfo=timezone(timedelta(hours=7)))

    assert Document("k", "t", there).sha256 == Document("k", "t", samples.SNAPSHOT_TIME).sha256
    late = datetime(2024, 10, 16, 20, 0, tzinfo=UTC)
    assert Document("k", "t", late).snapshot_day == date(2024, 10, 17)


def test_the_time_of_building_is_no_content() -> None:
    document = samples.report()
    later = replace(document, created=document.created + timedelta(hours=1))

    assert later != document
    assert later.content() == document.content()
    assert later.sha256 == document.sha256
    assert Document.of_content(document.content(), later.created) == later
    with pytest.raises(Refused, match="Không đọc được bản chụp"):
        Document.from_json(document.content())


def test_a_document_cannot_be_changed() -> None:
    document = samples.report()

    with pytest.raises(FrozenInstanceError):
        document.title = "khác"  # type: ignore[misc]  # what the test is about


@pytest.mark.parametrize("value", [1.5, True, datetime(2024, 1, 1, tzinfo=UTC), b"x"])
def test_values_that_are_not_exact_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not an exact value"):
        Cell(value)  # type: ignore[arg-type]  # what the test is about


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", '{"kind":1}', '{"kind":"a","title":"b"}', "{" * 5000,
        '{"kind":"a","title":"b","created":{"time":"2024-10-16T07:05:00+00:00"},"more":1}',
        '{"kind":"a","title":"b","created":{"time":"2024-10-16T07:05:00+00:00"},'
        '"blocks":[{"tag":"script"}]}',
        '{"kind":"a","title":"b","created":{"time":"2024-10-16T07:05:00+00:00"},'
        '"figures":[{"key":"a","value":1.5}]}',
    ],
)  # fmt: skip
def test_what_is_no_snapshot_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="Không đọc được bản chụp") as refusal:
        Document.from_json(text)

    assert refusal.value.code == "document_unreadable"


def test_digits_beside_a_bound_figure_are_refused() -> None:
    with pytest.raises(ValueError, match="digits beside"):
        Run("14,3", figure="average")
    assert Run("bốn trăm năm mươi nghìn", figure="average").text


def test_unknown_and_double_figures_are_refused() -> None:
    paragraph = Paragraph((Run(figure="gone"),))
    with pytest.raises(ValueError, match="unknown figures"):
        Document("k", "t", samples.SNAPSHOT_TIME, blocks=(paragraph,))
    figure = Figure("average", Decimal("14.3"))
    with pytest.raises(ValueError, match="bound twice"):
        Document("k", "t", samples.SNAPSHOT_TIME, figures=(figure, figure))


def test_tables_that_do_not_add_up_in_width_are_refused() -> None:
    with pytest.raises(ValueError, match="does not cover"):
        Table((Column("a"), Column("b")), (Row((Cell("x"),)),))
    with pytest.raises(ValueError, match="not the id"):
        Picture("../etc/passwd", "x")


def test_the_hash_is_that_of_the_canonical_text_though_it_is_never_whole() -> None:
    for document in (samples.report(), samples.issued(), Document("k", "", samples.SNAPSHOT_TIME)):
        text = document.content()
        again = json.dumps(
            json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        assert text == again
        assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    longest = max(len(part) for part in codec.stream(samples.report()))
    assert longest < len(samples.report().to_json()) / 10
