"""Frozen dataclasses to canonical JSON and back, exactly.

Canonical: sorted keys, NFC text (the nodes clean it themselves), no white space, fields equal to
their default left out - so a field added later does not change the hash of an older snapshot.
Decimals and dates are written as one-key objects, because JSON numbers lose digits.
"""

from __future__ import annotations

import functools
import json
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, ClassVar, TypeVar

from kbang_ntm.core.errors import Refused
from reports.documents.values import check_value, clean

UNREADABLE = "Không đọc được bản chụp của văn bản này. Lập lại văn bản từ số liệu."


class Node:
    """Base of every part of a document: cleans its text, takes lists where tuples are meant.

    `tag` names the class in JSON where parts of several classes may stand.
    """

    __slots__ = ()  # so that those there are thousands of need no dictionary
    tag: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            value = getattr(self, field.name)
            if isinstance(value, list):
                value = tuple(value)
            if isinstance(value, tuple):
                value = tuple(clean(item) if isinstance(item, str) else item for item in value)
            elif isinstance(value, str):
                value = clean(value)
            elif field.name == "value":
                value = check_value(value)
            object.__setattr__(self, field.name, value)


NodeType = TypeVar("NodeType", bound=Node)
Decoder = Callable[[Any], Any]


def dumps(node: Node, without: str = "") -> str:
    """Canonical JSON text of a node; the field `without` is left out."""
    return "".join(stream(node, without=without))


def stream(node: Node, depth: int = 3, without: str = "") -> Iterator[str]:
    """The same text in portions: what stands `depth` levels down (a row of a table of an annex of
    a document) is one of them, so that a long table is never held as JSON as a whole."""
    members = {name: value for name, value in _members(node).items() if name != without}
    for number, (name, value) in enumerate(sorted(members.items())):
        yield f"{',' if number else '{'}{_text(name)}:"
        if not depth or not (isinstance(value, tuple) and value and isinstance(value[0], Node)):
            yield _text(_encode(value))
            continue
        for place, item in enumerate(value):
            yield "," if place else "["
            yield from stream(item, depth - 1)
        yield "]"
    yield "}" if members else "{}"


def _text(data: Any) -> str:
    return json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _members(node: Node) -> dict[str, object]:
    """Fields that differ from their default, and the tag; not yet encoded."""
    held = {
        field.name: getattr(node, field.name)
        for field in fields(node)  # type: ignore[arg-type]  # every Node is a dataclass
        if not _is_default(field, getattr(node, field.name))
    }
    return {"tag": node.tag, **held} if node.tag else held


def loads(cls: type[NodeType], text: str, **kept_beside: object) -> NodeType:
    """The node whose canonical JSON is `text`, with fields that are kept beside it.

    Raises Refused ("document_unreadable") when the text is not such a node.
    """
    try:
        decode: Decoder = _node_decoder(cls)
        data = _expect(dict, json.loads(text, parse_float=_refuse_float))
        data |= {name: _encode(value) for name, value in kept_beside.items()}
        return typing.cast(NodeType, decode(data))
    except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError) as error:
        raise Refused("document_unreadable", UNREADABLE) from error


def _refuse_float(text: str) -> Any:
    raise ValueError(f"binary number {text}")


def _encode(value: object) -> Any:
    if isinstance(value, Node):
        return {name: _encode(held) for name, held in _members(value).items()}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _is_default(field: Field[Any], value: object) -> bool:
    # Type and value: 1 == True == Decimal(1), but they are not the same on paper.
    default = field.default
    return default is not MISSING and type(default) is type(value) and default == value


@functools.cache
def _decoder(hint: Any) -> Decoder:
    """The function that turns parsed JSON into a value of type `hint`."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return _tuple_decoder(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return _union_decoder(arguments)
    if is_dataclass(hint):
        return _node_decoder(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint in _WRAPPED:
        key, read = _WRAPPED[hint]
        return lambda data: read(_only(data, key))
    return functools.partial(_expect, hint)


def _tuple_decoder(item_hint: Any) -> Decoder:
    decode = _decoder(item_hint)

    def read(data: Any) -> tuple[Any, ...]:
        return tuple([decode(item) for item in _expect(list, data)])

    return read


def _node_decoder(cls: Any) -> Decoder:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in fields(cls)]

    def read(data: Any) -> Any:
        unknown = _expect(dict, data).keys() - {"tag", *names}
        if unknown or data.get("tag", "") != cls.tag:
            raise ValueError(f"not a {cls.__name__}: {sorted(unknown)}")
        return cls(**{name: _decoder(hints[name])(data[name]) for name in names if name in data})

    return read


def _union_decoder(members: tuple[Any, ...]) -> Decoder:
    tagged = {member.tag: member for member in members if getattr(member, "tag", "")}
    wrapped = {_WRAPPED[member][0]: member for member in members if member in _WRAPPED}
    plain = tuple(member for member in members if member in (str, int))
    rest = [
        member
        for member in members
        if member not in _WRAPPED
        and member not in (str, int, type(None))
        and not getattr(member, "tag", "")
    ]

    def read(data: Any) -> Any:
        if data is None and type(None) in members:
            return None
        if isinstance(data, dict):
            if "tag" in data:
                return _decoder(tagged[data["tag"]])(data)
            key = next(iter(data), "")
            if len(data) == 1 and key in wrapped:
                return _decoder(wrapped[key])(data)
        if type(data) in plain:
            return data
        if len(rest) == 1:
            return _decoder(rest[0])(data)
        raise ValueError("value of an unexpected kind")

    return read


def _expect(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise ValueError(f"{kind} expected, not {type(data).__name__}")
    return data


def _only(data: Any, key: str) -> str:
    if not isinstance(data, dict) or list(data) != [key] or not isinstance(data[key], str):
        raise ValueError(f"{key} expected")
    return str(data[key])


_WRAPPED: dict[Any, tuple[str, Callable[[str], Any]]] = {
    Decimal: ("decimal", Decimal),
    datetime: ("time", datetime.fromisoformat),
    date: ("date", date.fromisoformat),
}
