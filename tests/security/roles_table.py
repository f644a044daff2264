"""Renders tests/security/rights.csv for people: `python -m tests.security.roles_table` writes it
between two marks in docs/roles.md."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from inspect import getdoc, unwrap
from pathlib import Path

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbang_ntm.settings")
    django.setup()

from tests.security.stage import ACCOUNTS, ANONYMOUS, url_names
from tests.security.test_rights import ABOUT, expected, portal_names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
BEGIN = "<!-- rendered from tests/security/rights.csv -->"
END = "<!-- end of what is rendered -->"
HEAD = """\
## Who opens and does what
Each address of the portal, asked by one account of each kind; the answers are those that
`tests/security/test_rights.py` gets. Accounts: `xa` officer and `ld` leader of Xã Sơn Lang,
`xa khác` officer of another commune, then one of each office of the district. "Opens" is reading,
"may do" is sending its form (a form that lacks something is answered with what it lacks). Everybody
else is refused with a sentence (403), or is told of no such thing (404) where even its existence is
not theirs to know; strangers are led to signing in. The column "about" names the thing asked for:
a report by its state, a row by whom it belongs to, `missing` for one that is not there (left out
where nobody finds it).
"""
NAMES = {
    "xa.sonlang": "xa", "ld.sonlang": "ld", "xa.dakrong": "xa khác", "nnptnt": "cơ quan",
    "dieuphoi": "điều phối", "noivu": "nội vụ", "chutich": "lãnh đạo huyện",
    "tv1": "thành viên HĐ", "vanthu": "văn thư", "bientap": "biên tập", "mattran": "mặt trận",
    "huyenuy": "người xem", "quantri": "quản trị",
}  # fmt: skip
AREAS = {
    "": "Signing in and machines", "core": "Work, notices, files, trail, accounts",
    "communes": "Figures, registers, recognition", "campaigns": "The movement",
    "awards": "Awards", "reports": "Views and documents", "admin": "Reference data",
}  # fmt: skip
MEMBERS = [name for name in ACCOUNTS if name != ANONYMOUS]
GOOD = {"GET": {200, 302, 304}, "POST": {200, 204, 302, 409, 422}}


def who(accounts: Iterable[str]) -> str:
    """Accounts in words; "all but …" where that is shorter."""
    given = set(accounts)
    members = [name for name in MEMBERS if name in given]
    if not given:
        return "nobody"
    if len(members) == len(MEMBERS):
        return "everybody" if ANONYMOUS in given else "all signed in"
    missing = [name for name in MEMBERS if name not in given]
    listed = [NAMES[name] for name in members]
    if ANONYMOUS in given:
        listed.append("strangers")
    if len(missing) < len(members):
        return f"all but {', '.join(NAMES[name] for name in missing)}"
    return ", ".join(listed)


def allowed(name: str, thing: str, method: str) -> list[str]:
    """The accounts that an address answers as asked, by the table."""
    found = []
    for account in ACCOUNTS:
        answer = expected(account, name, thing, method)
        led_away = answer == 302 and (
            name.startswith("admin:") or (account == ANONYMOUS and method == "GET")
        )
        if answer in GOOD[method] and not led_away:
            found.append(account)
    return found


def things(name: str) -> list[str]:
    """The objects that the lines about an address name."""
    named = {thing for line in ABOUT.get(name, []) for thing in line.columns[2]} - {"*"}
    return sorted(named) or ["*"]


def what(name: str) -> str:
    """The first sentence a view says about itself, and its address's name."""
    pattern = url_names()[name]
    doc = (getdoc(unwrap(pattern.callback)) or "").partition("\n\n")[0].replace("\n", " ").strip()
    own = getattr(pattern.callback, "__module__", "").split(".")[0]
    words = doc.partition(". ")[0].rstrip(".") if own in ("kbang_ntm", *AREAS) else ""
    code = f"`{name.removeprefix('admin:')}`"
    return f"{words.replace('|', '/')} {code}" if words else code


def table(names: Iterable[str]) -> list[str]:
    """The rows of one area; addresses that answer alike stand in one row."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        rows: dict[tuple[str, str], list[str]] = defaultdict(list)
        for thing in things(name):
            rows[who(allowed(name, thing, "GET")), who(allowed(name, thing, "POST"))].append(thing)
        for (opens, does), about in rows.items():
            if (opens, does) == ("nobody", "nobody") and about in (["missing"], ["*"]):
                continue
            shown = "" if about in (["none"], ["*"]) else ", ".join(about)
            alike[shown, opens, does].append(what(name))
    lines = ["| what | about | opens | may do |", "|---|---|---|---|"]
    for (shown, opens, does), found in alike.items():
        lines.append(f"| {'; '.join(found)} | {shown} | {opens} | {does} |")
    return lines


def render() -> str:
    """All areas as Markdown."""
    areas: dict[str, list[str]] = defaultdict(list)
    for name in portal_names():
        space = name.partition(":")[0] if ":" in name else ""
        areas[space].append(name)
    parts = [HEAD]
    for space, title in AREAS.items():
        parts += [f"### {title}", *table(areas[space]), ""]
    return "\n".join(parts)


def rendered_page(text: str) -> str:
    """The whole page with what is rendered put in anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before.rstrip()}\n\n{BEGIN}\n{render()}{END}\n{after.lstrip()}"


if __name__ == "__main__":
    PAGE.write_text(rendered_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
