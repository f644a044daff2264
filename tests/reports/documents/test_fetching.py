"""No reference in any text of a person makes a renderer fetch anything."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pdfplumber
import pytest
from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reports.documents.renderers import Format, render
from reports.documents.renderers.fetching import ClosedFetcher, ForbiddenAddress
from reports.documents.tree import (
    Annex,
    Banners,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    HeaderGroup,
    Heading,
    LegalHead,
    ListItem,
    Paragraph,
    Picture,
    Row,
    Run,
    SignOff,
    Table,
)
from tests.reports.documents import samples


@dataclass
class Listener:
    port: int
    hits: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A real server on loopback that notes every request it gets."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Listener(server.server_address[1], heard)
    server.shutdown()
    server.server_close()


def test_the_listener_hears_a_real_fetch(listener: Listener) -> None:
    """Without this, no hits would prove nothing."""
    URLFetcher().fetch(f"http://127.0.0.1:{listener.port}/proof")

    assert listener.hits == ["/proof"]


def attacks(port: int) -> list[str]:
    http = f"http://127.0.0.1:{port}"
    return [
        f'<img src="{http}/img">',
        f'<link rel="stylesheet" href="{http}/css"><link rel=attachment href="{http}/att">',
        f'</style></title><style>@import url("{http}/import");</style>',
        f'"><object data="{http}/object"></object><embed src="{http}/embed">',
        f"url({http}/url) {http}/plain",
        f'<base href="{http}/"><img src="x"><iframe src="{http}/frame"></iframe>',
        '<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd">',
        "file:///etc/passwd",
        '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
        "data:text/html,<script>1</script>",
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{http}/svg"/></svg>',
        f"<?xml-stylesheet href='{http}/pi'?><!DOCTYPE x SYSTEM '{http}/dtd'>",
        f"javascript:fetch('{http}/js')",
        "=WEBSERVICE(\"http://127.0.0.1/ws\")",
    ]  # fmt: skip


def drawings(port: int) -> list[str]:
    http = f"http://127.0.0.1:{port}"
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    rect = '<rect width="9" height="9"'
    inner = [
        f'<image href="{http}/image" xlink:href="{http}/xlink" width="9" height="9"/>',
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
        f'<style>@import url("{http}/style"); rect {{ fill: url({http}/fill) }}</style>',
        f'{rect} style="fill:url({http}/inline)" fill="url({http}/fill)"/>',
        f'<use href="{http}/use#a"/><a href="{http}/a">{rect}/></a>',
        f'<foreignObject><img src="{http}/foreign"/></foreignObject><script href="{http}/s"/>',
        f'<g xml:base="{http}/">{rect} fill="\\75rl({http}/escape)"/></g>',
    ]
    entity = '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return [
        *(f'<svg {spaces} viewBox="0 0 9 9">{part}</svg>' for part in inner),
        f"{entity}<svg {spaces}><text>&e;</text></svg>",
    ]


def poisoned(text: str, port: int) -> Document:
    """A document with the text wherever a person's words can stand."""
    table = Table(
        (Column(text, note=text), Column(text, rotate=True)),
        (Row((Cell(text), Cell(figure="f"))), Row((Cell(text, note=text, span=2),))),
        caption=text, unit_line=text, mark_note=text, groups=(HeaderGroup(text, 2),),
    )  # fmt: skip
    blocks = (
        Heading(1, text), Paragraph((Run(text), Run(figure="f"))), ListItem((Run(text),), text),
        table, Table((Column(text),), empty_text=text), Picture("file-1", text, caption=text),
        *(Chart(svg, text, caption=text) for svg in (text, *drawings(port))),
    )  # fmt: skip
    return Document(
        text, text, samples.SNAPSHOT_TIME, abstract=(text,),
        head=LegalHead((text,), text, text, (text,), text, None, text, text),
        authority_title=text, addressees=(text, text), bases=(text,), blocks=blocks, ending=text,
        signers=(SignOff((text,), (text,), text),), recipients=(text,), notes=(text,),
        annexes=(Annex(text, blocks, text, landscape=True),), banners=Banners(True, text, text),
        figures=(Figure("f", text, text, unit=text, source=text),), subject=text,
    )  # fmt: skip


@pytest.mark.parametrize("number", range(14))
def test_no_text_of_a_person_is_fetched(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    asked: list[str] = []
    original = ClosedFetcher.fetch

    def noting(self: ClosedFetcher, url: str, headers: object = None) -> object:
        asked.append(url)
        return original(self, url, headers)

    monkeypatch.setattr(ClosedFetcher, "fetch", noting)
    text = attacks(listener.port)[number]
    document = poisoned(text, listener.port)

    for format_ in Format:
        content = render(document, format_, stored_file=lambda file: None).content
        assert b"root:x:0:0" not in content

    assert listener.hits == []
    # Not even asked for: the only picture is the stored one of the tree.
    assert {url for url in asked if not url.startswith("static:fonts/")} == {"stored:file-1"}


def test_the_text_of_the_attack_is_printed_as_text(listener: Listener) -> None:
    text = attacks(listener.port)[0]
    content = render(poisoned(text, listener.port), Format.PDF).content

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        flat = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert flat.count("".join(text.split())) > 10


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "https://example.org/", "ftp://example.org/", "file:///etc/passwd",
        "data:text/plain,x", "static:fonts/../../manage.py", "static:css/portal.css",
        "static:/etc/passwd", "static:fonts/LiberationSerif-Regular.ttf?x", "STATIC:fonts/a.ttf",
        "stored:../1", "stored:", "stored:unknown", "", "fonts/LiberationSerif-Regular.ttf",
    ],
)  # fmt: skip
def test_the_fetcher_refuses_everything_else(url: str) -> None:
    fetcher = ClosedFetcher(lambda file: b"secret text, no picture" if file == "unknown" else None)

    with pytest.raises(ForbiddenAddress):
        fetcher.fetch(url)
    with pytest.raises((ForbiddenAddress, FatalURLFetchingError)):
        fetcher(url)


def test_a_stored_picture_is_printed_and_nothing_of_another_kind() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "black").save(buffer, "PNG")
    files = {"logo-1": buffer.getvalue(), "logo-2": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    blocks = (Picture("logo-1", "Một"), Picture("logo-2", "Hai"))
    document = samples.report(blocks=blocks, annexes=())

    content = render(document, Format.PDF, stored_file=files.get).content

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        [image] = pdf.pages[0].images
        assert (image["x1"] - image["x0"]) / 72 * 25.4 == pytest.approx(80, abs=1)
        assert "Hai" in pdf.pages[0].extract_text()
