"""What stands in the head and the foot of every page; apps register their items."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import registry


def everybody(user: User) -> bool:
    """The test of an item that every signed-in person sees."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One link of the portal's navigation.

    `url_name` needs no arguments; `visible(user)` decides for signed-in people, `public` shows
    the item to strangers too; `foot_only` keeps it out of the head, which has room for six words.
    """

    label: str
    url_name: str
    order: int = 50
    visible: Callable[[User], bool] = everybody
    public: bool = False
    foot_only: bool = False


@dataclass(frozen=True)
class Link:
    """An item as one request sees it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class LinkGroup:
    """The links of one part of the portal, under its name."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Links:
    """All links in order, the same by part of the portal, and those of the head."""

    all: tuple[Link, ...]
    groups: tuple[LinkGroup, ...]
    top: tuple[Link, ...]

    @property
    def rest(self) -> LinkGroup:
        """The last part, to which the foot adds the person's own account."""
        return self.groups[-1]

    @cached_property
    def parts(self) -> SafeString:
        """All parts but the last, as they stand at the foot."""
        return render_to_string("components/foot_parts.html", {"groups": self.groups[:-1]})

    @cached_property
    def own(self) -> SafeString:
        """The links of the last one."""
        return render_to_string("components/foot_links.html", {"group": self.rest})


@dataclass(frozen=True)
class Navigation:
    """The links, and the person's post for the right of the head."""

    links: Links
    post: str


MOST_KEPT = 1000  # sets of links: one for each role and part of the portal
REST = "Chung"  # what no part claims
_items: dict[str, NavItem] = {}
_groups: dict[str, str] = {}  # namespace of addresses -> name of the part


def name_group(namespace: str, label: str) -> None:
    """Under which name the foot lists an app's items, from AppConfig.ready()."""
    _groups[namespace] = label


def register(item: NavItem) -> None:
    """Add an item, from AppConfig.ready(); a second one of the same URL name replaces it."""
    _items[item.url_name] = item


def items() -> list[NavItem]:
    """All registered items in their order."""
    return sorted(_items.values(), key=lambda item: (item.order, item.label))


def _shown(item: NavItem, user: User | None) -> bool:
    return item.public if user is None else item.visible(user)


@cache
def _reversed(url_name: str, urls: str, prefix: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def address_of(url_name: str) -> str:
    """The address of that name; "" for one that no URL carries, so that an item is left out rather
    than breaking all pages.

    Asked sixty times a page, and always the same for one table of addresses at one place.
    """
    return _reversed(url_name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


Shown = tuple[str, str, str, bool]  # part, label, address, only at the foot


def build(path: str, user: User | None) -> Navigation:
    """The navigation of one request: the longest address that begins `path` is the current one,
    among all links in the list at the foot, among its own in the head."""
    shown = tuple(
        (
            _groups.get(item.url_name.partition(":")[0], REST),
            item.label,
            address,
            item.foot_only,
        )
        for item in items()
        if _shown(item, user) and (address := address_of(item.url_name))
    )
    whole = _longest(path, (address for _part, _label, address, _foot in shown))
    head = _longest(path, (address for _part, _label, address, foot in shown if not foot))
    return Navigation(_links(shown, whole, head), registry.post_label(user) if user else "")


def _longest(path: str, addresses: Iterable[str]) -> str:
    """The longest that begins the path, "" for none; "/" is the first page only."""
    holding = (a for a in addresses if path == a or (a != "/" and path.startswith(a)))
    return max(holding, key=len, default="")


@lru_cache(maxsize=MOST_KEPT)
def _links(shown: tuple[Shown, ...], whole: str, head: str) -> Links:
    """The same for all who see the same items on pages of one part: sixty links are not made and
    drawn anew for each page."""
    links = tuple(Link(label, a, a == whole) for _part, label, a, _foot in shown)
    groups: dict[str, list[Link]] = {}
    for (part, *_), link in zip(shown, links, strict=True):
        groups.setdefault(part, []).append(link)
    groups |= {REST: groups.pop(REST, [])}  # last, also when empty: own account and signing out
    return Links(
        all=links,
        groups=tuple(LinkGroup(label, tuple(of)) for label, of in groups.items()),
        top=tuple(Link(label, a, a == head) for _part, label, a, foot in shown if not foot),
    )


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation` (computed only when a page prints it) and the demo day."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    day = clock.demo_date()
    return {
        "navigation": SimpleLazyObject(lambda: build(request.path, person)),
        "is_demo": day is not None,
        "demo_date": day,
    }
