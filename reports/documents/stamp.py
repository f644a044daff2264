"""The code on a print: letters to type and a square to scan, by which a print tells what it is
today. Never on the copy that goes to the signer."""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import qrcode
from PIL import Image

SIDE = 17  # mm; a print at 200 dpi, copied once, still reads at 3 dots a module
_DOTS = 12  # of a picture, a module


@dataclass(frozen=True)
class Stamp:
    """What stands at the foot of the first page.

    `code` as it is shown ("ABCD-EFGH-JKLM"); `address` is what the square says: in capitals it
    takes a smaller square (ISO/IEC 18004, alphanumeric mode). `trail` is the root of the trail
    known when the document was frozen ("19/06/2025: 1a2b 3c4d 5e6f 7081"), "" before the first.
    """

    code: str
    address: str
    trail: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The lines beside the square."""
        trail = (f"Dấu nhật ký {self.trail}",) if self.trail else ()
        return (f"Mã bản in: {self.code}", "Kiểm tra tại trang công khai của cổng", *trail)

    @property
    def line(self) -> str:
        """The same in one line, where there is no room for a square."""
        return ". ".join(self.words)

    def modules(self) -> list[list[bool]]:
        """Rows of the square, dark is True, with the margin of four modules that readers need."""
        made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        made.add_data(self.address)
        made.make()
        return [list(row) for row in made.get_matrix()]

    def drawing(self) -> Element:
        """The square as SVG, each row of dark modules one path."""
        rows = self.modules()
        size = str(len(rows))
        root = Element(
            "svg",
            {"viewBox": f"0 0 {size} {size}", "width": f"{SIDE}mm", "height": f"{SIDE}mm"},
        )
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        SubElement(root, "path", {"d": path, "fill": "#000"})
        return root

    def picture(self) -> bytes:
        """The square as a PNG in black and white."""
        rows = self.modules()
        image = Image.new("1", (len(rows), len(rows)), 1)
        image.putdata([0 if dark else 1 for row in rows for dark in row])
        buffer = io.BytesIO()
        side = len(rows) * _DOTS
        image.resize((side, side), Image.Resampling.NEAREST).save(buffer, "PNG")
        return buffer.getvalue()
