"""The components of the portal's pages: each is drawn in one way, here or in templates/components.

Words and colours follow the visual language: squares say how far a paper has gone, round chips
say what figures mean, marks say something about time or saving.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kbang_ntm.core import clock
from kbang_ntm.core.file_words import ASK, KINDS, PAGE_WORDS
from kbang_ntm.core.vietnamese import format_bytes, format_date, format_number, format_percent

register = template.Library()

SOON_DAYS = 5  # from here on a due date asks for attention
VERDICTS = {
    "met": ("met", "met", "Đạt"),
    "not_met": ("not", "not", "Chưa đạt"),
    "unknown": ("unk", "unk", "Chưa xác định"),
    "not_applicable": ("na", "na", "Không áp dụng"),
    "risk": ("risk", "warn", "Có nguy cơ không đạt"),
}
STATE_ICONS = {"back": "back", "done": "met", "draft": "", "moving": ""}
MARK_ICONS = {"late": "clock", "soon": "clock", "saved": "met", "unproved": ""}
NOTICE_ICONS = {"info": "info", "warn": "warn", "error": "not", "good": "met"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """One glyph of the page's sprite; always beside a word or a hidden word."""
    return format_html(
        '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><use href="#i-{}"/></svg>', name
    )


@register.simple_tag
def verdict(value: str, unverified: bool = False, label: str = "") -> SafeString:
    """The round chip of a verdict: met, not_met, unknown, not_applicable or risk.

    `unverified` adds the dotted mark of a threshold that nobody has checked.
    """
    css, glyph, words = VERDICTS[str(value)]
    chip = format_html('<span class="verdict {}">{}{}</span>', css, icon(glyph), label or words)
    return format_html("{} {}", chip, unproved()) if unverified else chip


@register.simple_tag
def unproved(words: str = "theo mức chưa kiểm chứng") -> SafeString:
    """The dotted mark for what nobody has checked yet."""
    return format_html('<span class="mark unproved">{}</span>', words)


@register.simple_tag
def state(label: str, kind: str = "moving") -> SafeString:
    """The square badge of a paper or task: kind is draft, moving, back or done."""
    glyph = STATE_ICONS[kind]
    return format_html(
        '<span class="state {}">{}{}</span>', kind, icon(glyph) if glyph else "", label
    )


@register.simple_tag
def mark(kind: str, text: str, glyph: str | None = None) -> SafeString:
    """A small sign: kind is late, soon, saved or unproved; `glyph` replaces its usual icon."""
    name = MARK_ICONS[kind] if glyph is None else glyph
    return format_html(
        '<span class="mark {}">{}<span>{}</span></span>', kind, icon(name) if name else "", text
    )


@register.simple_tag
def due(day: date | datetime | None) -> SafeString:
    """How long there is until a day: "Quá hạn 3 ngày", "Hôm nay", "Còn 2 ngày"; plain when far."""
    if day is None:
        return SafeString("")
    last = _local_day(day)
    left = (last - clock.today()).days
    if left < 0:
        return mark("late", f"Quá hạn {-left} ngày")
    if left > SOON_DAYS:
        return format_html("Còn {} ngày", left)
    return mark("soon", f"Còn {left} ngày" if left else "Hạn hôm nay")


@register.simple_tag
def progress(value: int, maximum: int, label: str = "") -> SafeString:
    """A bar for "x of y"; the page prints the count in words beside it."""
    return format_html(
        '<progress max="{}" value="{}" aria-label="{}"></progress>',
        max(int(maximum), 1),
        int(value),
        label or f"{value} trên {maximum}",
    )


@register.simple_block_tag
def notice(content: str, kind: str = "info", glyph: str = "", role: str = "") -> SafeString:
    """Something to know before acting here: kind is info, warn, error or good."""
    attribute = format_html(' role="{}"', role or "alert") if kind == "error" or role else ""
    css = "" if kind == "info" else f" {kind}"
    return format_html(
        '<div class="notice{}"{}>{}<div>{}</div></div>',
        css,
        attribute,
        icon(glyph or NOTICE_ICONS[kind]),
        mark_safe(content),  # rendered by the template engine, which has escaped it
    )


@register.inclusion_tag("components/empty.html")
def empty(title: str, hint: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """An empty list: says why it is empty and gives the one next act."""
    return {"title": title, "hint": hint, "url": url, "action": action}


@register.inclusion_tag("components/timeline.html")
def timeline(steps: Any) -> dict[str, Any]:
    """Dated states: each step has `label`, `detail` and `when` ("past", "now" or "")."""
    return {"steps": steps}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary of what is wrong in a form, with links to the fields. The form drawn below it
    (bootstrap5/errors.html) then does not say the same again."""
    form.summed_up = True
    return {"form": form, "wrong": [field for field in form if field.errors]}


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(
    context: dict[str, Any], form: Any, target: str = "danh-sach", label: str = "Lọc danh sách"
) -> dict[str, Any]:
    """The filter form of a list: values stand in the URL; with htmx only #`target` is renewed,
    and #dau-trang and #cuoi-trang of pages whose head or foot tells of what was asked."""
    return {"request": context["request"], "form": form, "target": target, "label": label}


@register.simple_tag(takes_context=True)
def exports(context: dict[str, Any], name: str = "danh-sach", answers: bool = False) -> SafeString:
    """The two links that give this list as files named `name`, with the filters of the address.

    The middleware answers them with the tables of the page; `answers` says that the view does.
    """
    request = context["request"]
    if not answers:
        request.exported_as = name
    query = request.GET.copy()
    for word in PAGE_WORDS:
        query.pop(word, None)
    links = []
    for kind, label in KINDS.items():
        query[ASK] = kind
        links.append((f"{request.path}?{query.urlencode()}", label))
    return format_html(
        '<p class="exports no-print"><span class="vh">Tải cả danh sách:</span>{}</p>',
        format_html_join("", '<a class="tap" href="{}" download>Tải {}</a>', links),
    )


@register.filter
def vn_number(value: Decimal | int | None, places: int | None = None) -> str:
    """ "1.234,5"; nothing for None."""
    return "" if value is None else format_number(value, places)


@register.filter
def vn_percent(value: Decimal | int | None, places: int = 2) -> str:
    """A value already in percent: "12,46 %"; nothing for None."""
    return "" if value is None else format_percent(value, places, trim=True)


@register.filter
def percent_of(part: Decimal | int, whole: Decimal | int) -> str:
    """What percentage `part` is of `whole`, half up; almost all is never shown as 100 %.

    A dash where there is no whole.
    """
    if not whole:
        return "–"
    share = Decimal(part) * 100 / Decimal(whole)
    if 99 < share < 100:
        share = share.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return format_percent(share, 2, trim=True)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(clock.LOCAL)


def _local_day(day: date | datetime) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


@register.filter
def vn_bytes(size: int) -> str:
    """Bytes as "1,2 GB"."""
    return format_bytes(size)


@register.filter
def vn_date(day: date | datetime | None) -> str:
    """dd/mm/yyyy, in local time for moments; nothing for None."""
    return "" if day is None else format_date(_local_day(day))


@register.filter
def vn_datetime(moment: datetime | None) -> str:
    """ "14:05 ngày 08/10/2024" in local time; nothing for None."""
    if moment is None:
        return ""
    local = _local(moment)
    return f"{local:%H:%M} ngày {format_date(local.date())}"


@register.filter
def vn_time(moment: datetime | None) -> str:
    """ "14:05:09" in local time; nothing for None."""
    return "" if moment is None else f"{_local(moment):%H:%M:%S}"


BROWSERS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
)
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "Mac"))


@register.filter
def device(agent: str) -> str:
    """A browser's long name in two words: "Chrome, Windows"; the first words when unknown."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part) or agent[:40] or "không rõ"
