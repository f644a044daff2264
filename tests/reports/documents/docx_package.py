"""What is wrong with the package of a DOCX: parts, relationships, ids, order of elements, faces."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BOXES = ("txbxContent", "textbox", "wsp", "pict", "AlternateContent")
# The order that the schema of WordprocessingML asks for, of what we write.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
    " suppressLineNumbers pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc"
    " textDirection textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps color spacing kern sz szCs u lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd"
    " tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection"
    " tcFitText vAlign",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar paperSrc pgBorders"
    " lnNumType pgNumType cols vAlign titlePg textDirection docGrid",
}


def faults(content: bytes) -> list[str]:
    """Everything found, in words."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    trees = {
        name: etree.fromstring(body)
        for name, body in parts.items()
        if name.endswith((".xml", ".rels"))
    }
    return [
        *(f"{name} stands twice" for name, count in Counter(names).items() if count > 1),
        *_untyped(trees, names),
        *_relations(trees, names),
        *_body(trees),
        *_faces(trees),
    ]


def _untyped(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    endings = {one.get("Extension") for one in types.iter(f"{_TYPES}Default")}
    given = {one.get("PartName").lstrip("/") for one in types.iter(f"{_TYPES}Override")}
    for name in names:
        if name not in given and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
    for name in given - set(names):
        yield f"{name} has a content type and is not there"


def _relations(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("/")
        base = posixpath.dirname(folder)
        relations = list(tree.iter(_RELATIONS))
        ids = [one.get("Id") for one in relations]
        if len(ids) != len(set(ids)):
            yield f"{name}: an id stands twice"
        for one in relations:
            target = one.get("Target")
            if one.get("TargetMode") == "External":
                yield f"{name}: leads out to {target}"
            elif posixpath.normpath(posixpath.join("/", base, target)).lstrip("/") not in names:
                yield f"{name}: {target} is not there"
        owner = trees.get(posixpath.join(base, file.removesuffix(".rels")))
        used = set() if owner is None else {
            value for element in owner.iter() for key, value in element.attrib.items()
            if key.startswith(_R)
        }  # fmt: skip
        for missing in sorted(used - set(ids)):
            yield f"{name}: {missing} is used and not there"


def _body(trees: dict[str, Any]) -> Iterator[str]:
    styles = {style.get(qn("w:styleId")) for style in trees["word/styles.xml"].iter(qn("w:style"))}
    for name, tree in trees.items():
        if not name.startswith("word/"):
            continue
        for element in tree.iter(etree.Element):
            tag = etree.QName(element).localname
            if tag in _BOXES:
                yield f"{name}: <{tag}>"
            if tag in ("pStyle", "tblStyle", "rStyle") and element.get(qn("w:val")) not in styles:
                yield f"{name}: style {element.get(qn('w:val'))} is not there"
            if tag in _ORDER and element.tag == qn(f"w:{tag}"):
                yield from _order(name, tag, element)
        for kind in ("wp:docPr", "w:bookmarkStart"):
            key = "id" if kind == "wp:docPr" else qn("w:id")
            ids = [element.get(key) for element in tree.iter(qn(kind))]
            if len(ids) != len(set(ids)):
                yield f"{name}: ids of {kind} stand twice"
    for table in trees["word/document.xml"].iter(qn("w:tbl")):
        rows = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
                for row in table.findall(qn("w:tr"))]  # fmt: skip
        bordered = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}") is not None
        if bordered and not rows[0]:
            yield "a table does not repeat its head"
        if sorted(rows, reverse=True) != rows:
            yield "a row in the middle of a table repeats"


def _order(name: str, tag: str, element: Any) -> Iterator[str]:
    order = _ORDER[tag].split()
    children = [etree.QName(child).localname for child in element]
    for child in children:
        if child not in order:
            yield f"{name}: <{child}> in <{tag}>"
            return
    places = [order.index(child) for child in children]
    if places != sorted(places):
        yield f"{name}: <{tag}> holds {children} in this order"


def _faces(trees: dict[str, Any]) -> Iterator[str]:
    for name, tree in trees.items():
        for face in tree.iter(qn("w:rFonts")):
            for key, value in face.attrib.items():
                if value != "Times New Roman":
                    yield f"{name}: {etree.QName(key).localname} is {value}"
