"""XML read piece by piece: no entities, no documents from elsewhere, no piece that fills memory."""

from __future__ import annotations

from typing import IO, Any
from xml.parsers import expat

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets.book import Limits
from kbang_ntm.core.spreadsheets.notes import refusal, too_much
from kbang_ntm.core.uploads import BROKEN_ZIP

CHUNK = 256 * 1024


class Feeder:
    """Feeds a stream to an expat parser; `handlers` are set by the caller on `parser`.

    Names come with their prefix; `local` takes it off.
    """

    def __init__(self, stream: IO[bytes], name: str, limits: Limits) -> None:
        self.stream, self.name, self.limits = stream, name, limits
        self.parser: Any = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 64 * 1024
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._external
        self.fed = 0

    def _doctype(self, *_: object) -> None:
        raise Refused(
            "entities",
            f'Tệp "{self.name}" có khai báo lạ (DOCTYPE, ENTITY) mà bảng tính thật không có. '
            "Mở bằng Excel, lưu lại thành XLSX rồi tải lên lại.",
        )

    def _external(self, *_: object) -> int:
        self._doctype()
        return 0

    def step(self) -> bool:
        """Feed one chunk; False at the end. Raises Refused for what is not whole XML."""
        try:
            chunk = self.stream.read(CHUNK)
            self.parser.Parse(chunk, not chunk)
        except (expat.ExpatError, *BROKEN_ZIP) as error:
            raise refusal(
                "damaged",
                self.name,
                "bị hỏng giữa chừng nên không đọc được. Mở bằng Excel, lưu lại rồi tải lên lại.",
            ) from error
        self.fed += len(chunk)
        if self.fed > self.limits.unpacked:
            raise too_much(self.name, "giải nén ra quá lớn")
        if self.fed - self.parser.CurrentByteIndex > self.limits.token + CHUNK:
            raise too_much(self.name, "có một ô quá dài")
        return bool(chunk)

    def run(self) -> None:
        """Feed to the end."""
        while self.step():
            pass


def local(name: str) -> str:
    """The name without its prefix: "x:row" -> "row"."""
    return name.rpartition(":")[2]
