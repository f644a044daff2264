"""Raw material of the messy files: workbooks put together by hand where no library writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIXED = (2025, 6, 20, 8, 0, 0)


def zipped(parts: dict[str, str | bytes], *, first: str = "") -> bytes:
    """A zip with fixed dates, so that making it again gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda one: (one != first, one)):
            archive.writestr(zipfile.ZipInfo(name, FIXED), parts[name], zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def xlsx(
    sheets: dict[str, str],
    *,
    strings: str = "",
    styles: str = "",
    properties: str = "",
    states: dict[str, str] | None = None,
    extra: dict[str, str | bytes] | None = None,
) -> bytes:
    """An XLSX of hand-written sheets ({name: XML}), shared strings (<si>…) and cell formats."""
    states = states or {}
    listed, relations = "", ""
    parts: dict[str, str | bytes] = {}
    for number, (name, body) in enumerate(sheets.items(), 1):
        state = f' state="{states[name]}"' if name in states else ""
        listed += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
        relations += (
            f'<Relationship Id="rId{number}" Type="{RELATION}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        if body:
            parts[f"xl/worksheets/sheet{number}.xml"] = body
    if strings:
        relations += (
            f'<Relationship Id="rIdS" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>'
    if styles:
        relations += f'<Relationship Id="rIdT" Type="{RELATION}/styles" Target="styles.xml"/>'
        parts["xl/styles.xml"] = f'{HEAD}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    parts |= {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        **(extra or {}),
    }
    return zipped(parts, first="[Content_Types].xml")


def styles(fonts: list[str], formats: list[str]) -> str:
    """Cell formats: one for each font, then one for each number format."""
    listed = "".join(f'<font><name val="{font}"/></font>' for font in ["Arial", *fonts])
    codes = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)
    )
    forms = '<xf numFmtId="0" fontId="0"/>'
    forms += "".join(f'<xf numFmtId="0" fontId="{n}"/>' for n in range(1, len(fonts) + 1))
    forms += "".join(f'<xf numFmtId="{164 + n}" fontId="0"/>' for n in range(len(formats)))
    return f"<numFmts>{codes}</numFmts><fonts>{listed}</fonts><cellXfs>{forms}</cellXfs>"


def text(address: str, words: str, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t>{words}</t></is></c>'


def number(address: str, value: str, style: int = 0) -> str:
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'


def row(at: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{at}"{attributes}>{"".join(cells)}</row>'


def ods(tables: str, *, styles_: str = "", manifest: str = "") -> bytes:
    """An ODS of hand-written tables."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        )
    )  # fmt: skip
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles_}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts: dict[str, str | bytes] = {
        "mimetype": kind,
        "content.xml": content,
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
    }
    return zipped(parts, first="mimetype")


def ole(*names: str) -> bytes:
    """The beginning of an old container: header, and a directory with these names."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header = header.ljust(512, b"\0")
    entries = b""
    for name in ("Root Entry", *names):
        raw = name.encode("utf-16-le")
        entries += (raw + b"\0\0").ljust(64, b"\0") + struct.pack("<H", len(raw) + 2)
        entries = entries.ljust((len(entries) + 127) // 128 * 128, b"\0")
    return header + b"\xff" * 512 + entries.ljust(1024, b"\0")


Case = dict[str, Any]
