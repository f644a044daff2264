"""Values of columns as JSON in a file and as text of PostgreSQL's COPY, exact both ways.

Numbers with decimals are JSON strings, because readers of JSON make binary fractions of them;
moments are ISO 8601 in UTC; ranges are {"lower", "upper", "bounds"} or {"empty": true}.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, ForeignKey

TEXT = frozenset(
    {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "FilePathField"}
)
WHOLE = frozenset(
    {
        "AutoField",
        "BigAutoField",
        "SmallAutoField",
        "IntegerField",
        "BigIntegerField",
        "SmallIntegerField",
        "PositiveIntegerField",
        "PositiveBigIntegerField",
        "PositiveSmallIntegerField",
    }
)
RANGES = {
    "DateRangeField": "date",
    "DateTimeRangeField": "moment",
    "IntegerRangeField": "integer",
    "BigIntegerRangeField": "integer",
    "DecimalRangeField": "decimal",
}
SIMPLE = {
    "BooleanField": "boolean",
    "DecimalField": "decimal",
    "FloatField": "float",
    "DateField": "date",
    "DateTimeField": "moment",
    "TimeField": "time",
    "UUIDField": "uuid",
    "JSONField": "json",
    "BinaryField": "binary",
    "GenericIPAddressField": "text",
}


@dataclass(frozen=True)
class Kind:
    """What a column holds: `name` as in the schema, `of` what a range or list is made of."""

    name: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name} of {self.of}" if self.of else self.name


def kind_of(column: Field[Any, Any]) -> Kind:
    """The kind of a model's column; a reference has the kind of the key it points at.

    Raises TypeError for a column nobody has taught this module.
    """
    if isinstance(column, ForeignKey):
        return kind_of(column.target_field)
    if isinstance(column, ArrayField):
        return Kind("list", kind_of(column.base_field).name)
    name = column.get_internal_type()
    if name in TEXT:
        return Kind("text")
    if name in WHOLE:
        return Kind("integer")
    if name in RANGES:
        return Kind("range", RANGES[name])
    if name in SIMPLE:
        return Kind(SIMPLE[name])
    raise TypeError(f"{column}: no rule to export a {name}")


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def canonical(value: Any) -> str:
    """One JSON text for equal values: sorted keys, no blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# From a value as the database driver gives it, never None, to a plain value for JSON.
PLAIN: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "integer": int,
    "boolean": bool,
    "decimal": lambda value: format(value, "f"),
    "float": float,
    "date": lambda value: value.isoformat(),
    "time": lambda value: value.isoformat(),
    "moment": _moment,
    "uuid": str,
    "json": lambda value: json.loads(value) if isinstance(value, str) else value,
    "binary": lambda value: base64.b64encode(bytes(value)).decode(),
}


def _range(value: Any, of: str) -> dict[str, Any]:
    if value.isempty:
        return {"empty": True}
    plain = PLAIN[of]
    return {
        "bounds": value._bounds,
        "lower": None if value.lower is None else plain(value.lower),
        "upper": None if value.upper is None else plain(value.upper),
    }


def plain(value: Any, kind: Kind) -> Any:
    """A driver's value as a plain value for JSON."""
    if value is None:
        return None
    if kind.name == "range":
        return _range(value, kind.of)
    if kind.name == "list":
        return [None if one is None else PLAIN[kind.of](one) for one in value]
    return PLAIN[kind.name](value)


def to_json(kind: Kind) -> Callable[[Any], str]:
    """The function that writes a driver's value as JSON; quick for the common kinds."""
    if kind.name == "text":
        return lambda value: "null" if value is None else encode_basestring(value)
    if kind.name == "integer":
        return lambda value: "null" if value is None else str(value)
    if kind.name == "boolean":
        return lambda value: "null" if value is None else ("true" if value else "false")
    if kind.name in ("decimal", "date", "time", "moment", "uuid", "binary"):
        write = PLAIN[kind.name]
        return lambda value: "null" if value is None else f'"{write(value)}"'
    return lambda value: "null" if value is None else canonical(plain(value, kind))


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def _quoted(text: str) -> str:
    """An element of a list or a bound of a range, in PostgreSQL's double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    return _quoted(canonical(value) if isinstance(value, dict | list) else _literal(value))


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def _range_text(value: dict[str, Any]) -> str:
    if value.get("empty"):
        return "empty"
    lower, upper = ("" if value[end] is None else str(value[end]) for end in ("lower", "upper"))
    first, last = value["bounds"]
    return f"{first}{lower},{upper}{last}"


def to_copy(kind: Kind) -> Callable[[Any], str]:
    """The function that writes a plain value from JSON as a field of COPY's text format."""
    if kind.name in ("text", "integer", "decimal", "date", "time", "moment", "uuid", "boolean"):
        return lambda value: NULL if value is None else _literal(value).translate(ESCAPES)
    turn: Callable[[Any], str]
    if kind.name == "json":
        turn = canonical
    elif kind.name == "range":
        turn = _range_text
    elif kind.name == "list":

        def turn(value: Any) -> str:
            return "{" + ",".join(map(_element, value)) + "}"
    elif kind.name == "binary":

        def turn(value: Any) -> str:
            return "\\x" + base64.b64decode(value).hex()
    else:
        turn = repr
    return lambda value: NULL if value is None else turn(value).translate(ESCAPES)
