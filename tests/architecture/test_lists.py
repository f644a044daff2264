"""Every list can be taken along: a page with a table offers it as XLSX and as CSV."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import APPS, ROOT

TEMPLATES = ROOT / "templates"
# Tables that are no lists of their own.
NO_LISTS = {
    "awards/decisions/annex.html": "inside awards/decisions/one.html, which offers it",
    "account/my_sessions.html": "the machines of one's own account, with their button",
    "awards/nominations/regime.html": "two laws side by side, before one is chosen",
    "awards/nominees/awards.html": "inside the pages of nominees, which offer it",
    "awards/nominees/details.html": "sensitive details of one nominee; a file of them is logged",
    "campaigns/clusters/pledge_form.html": "a form",
    "campaigns/clusters/score.html": "a form",
    "campaigns/support/grid.html": "a form",
    "campaigns/support/visits_table.html": "inside the pages of support, which offer it",
    "campaigns/petitions/list.html": "its list is offered by the view; times are a summary",
    "communes/admin/history.html": "a row's history inside the administration",
    "communes/cases/case.html": "the parts of one case",
    "communes/cases/judge.html": "a form",
    "communes/changes/_effects.html": "what is about to be applied",
    "communes/changes/_moves.html": "what is about to be applied",
    "communes/entry/assignments.html": "a form",
    "communes/entry/sign_off.html": "what is about to be signed",
    "communes/registers/count.html": "a form",
    "communes/registers/groups_shown.html": "inside the pages of one survey, which offer it",
    "communes/registers/survey_result.html": "inside the pages of one survey, which offer it",
    "communes/review/_earlier.html": "beside the entry that is judged",
    "communes/review/_units.html": "inside communes/review/outstanding.html, which offers it",
    "core/condition.html": "how the portal is doing right now, to read; /metrics has the numbers",
    "django_tables2/portal.html": "offers them wherever a view shows a list",
    "campaigns/contributions/public.html": "inside reports/public.html, which offers it",
    "reports/carried.html": "the derivation of one cell, one page to print",
    "reports/checks/answer.html": "what has changed since one print, to read",
    "reports/forms/names.html": "what may be written into a template, to read",
    "reports/matrix_table.html": "inside reports/matrix.html, which offers them",
    "reports/packages.html": "files to take along, each a row",
    "reports/village_targets.html": "inside the pages of targets, which offer it",
    "reports/villages_table.html": "inside reports/villages.html, which offers it",
}


def with_tables() -> list[str]:
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        if name.split("/")[1:2] in (["documents"], ["help"]):
            continue  # papers and pictures of pages
        if "<table" in path.read_text(encoding="utf-8"):
            found.append(name)
    return found


@pytest.mark.parametrize("name", [name for name in with_tables() if name not in NO_LISTS])
def test_a_page_with_a_table_offers_it_as_files(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "{% exports" in text, f'{name}: put {{% exports "ten-tep" %}} below its tables'


def test_no_exception_is_left_over() -> None:
    assert set(NO_LISTS) - set(with_tables()) == set()


def test_a_page_that_says_its_view_answers_has_such_a_view() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for app in APPS
        for path in (ROOT / app.replace(".", "/")).rglob("views/**/*.py")
    )
    for path in sorted(TEMPLATES.rglob("*.html")):
        if "{% exports answers=True %}" not in path.read_text(encoding="utf-8"):
            continue
        name = str(path.relative_to(TEMPLATES))
        if name in NO_LISTS:
            continue
        view = re.search(rf'"{re.escape(name)}"', sources)
        assert view is not None, name
        # From its module's first line to there: the view or what it calls asks for the kind.
        assert re.search(r"\b(asked|listed|show_list)\(", sources[: view.start()]), name


@pytest.mark.parametrize("app", APPS)
def test_lists_are_shown_by_the_one_door(app: str) -> None:
    inside = ROOT / app.replace(".", "/")
    direct = [
        str(path.relative_to(ROOT))
        for path in inside.rglob("*.py")
        if "RequestConfig" in path.read_text(encoding="utf-8") and path.name != "exports.py"
    ]
    assert direct == [], "show_list of kbang_ntm/core/exports.py pages, sorts and gives files"
