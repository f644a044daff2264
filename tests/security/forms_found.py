"""The forms that stand on pages, as a browser would find and send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


@dataclass
class Field:
    """One name of a form: what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where a form leads, how, and its fields by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """Equal for forms that ask the same view for the same things."""
        return (self.method, *sorted(self.fields))


class Forms(HTMLParser):
    """Collects the forms of one page; `found` holds them in order."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._now: Form | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            whole = urljoin(self.address, given.get("action") or self.address)
            action = urlsplit(whole)._replace(query="", fragment="").geturl()
            self._now = Form(action, given.get("method", "get").lower())
            self.found.append(self._now)
            if given.get("id"):
                self._by_id[given["id"]] = self._now
        elif tag in ("input", "select", "textarea", "button") and given.get("name"):
            form = self._by_id.get(given.get("form", "")) or self._now
            if form is None:
                return
            one = form.fields.setdefault(
                given["name"], Field(given["name"], given.get("type", tag), given.get("value", ""))
            )
            if given.get("type") in ("radio", "checkbox"):
                one.choices.append(given.get("value", "on"))
            self._select = one if tag == "select" else None
        elif tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._now = None
        if tag == "select":
            self._select = None


def forms_on(address: str, page: str) -> list[Form]:
    """All forms of a page at that address."""
    parser = Forms(address)
    parser.feed(page)
    return parser.found
