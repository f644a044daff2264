"""Living docs: no setting, command, role, state or kind of document without its line."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands

from awards.enums import AwardState, DecisionState, ItemState, SessionState
from campaigns.cluster_enums import PledgeState, SheetState
from campaigns.petition_enums import PetitionState, VoiceState
from campaigns.story_enums import StoryState
from communes.enums import (
    EntryReview,
    EvidenceState,
    ImportState,
    RecognitionState,
    ReportState,
    Role,
)
from communes.recognition_enums import CaseState, GateVerdict
from kbang_ntm.core.models import Job
from reports.documents import registry as document_kinds
from tests.architecture.sources import APPS, ROOT

DOCS = ROOT / "docs"
OWN_COMMANDS = sorted(name for name, app in get_commands().items() if app.split(".")[0] in APPS)


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def variables() -> list[str]:
    """Every environment variable that settings or `make run` reads."""
    found: set[str] = set()
    for path in [ROOT / "kbang_ntm" / "settings.py", *(ROOT / "kbang_ntm" / "run").glob("*.py")]:
        found |= set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', path.read_text()))
    return sorted(found)


@pytest.mark.parametrize("name", variables())
def test_setting_is_described(name: str) -> None:
    assert f"`{name}`" in read("operations.md")


def test_no_setting_is_described_that_is_gone() -> None:
    described = set(
        re.findall(
            r"^\| `((?:PORTAL_|DATABASE_|REDIS_|PORT)[A-Z0-9_]*)`",
            read("operations.md"),
            flags=re.M,
        )
    )
    assert described - set(variables()) == set()


@pytest.mark.parametrize("name", OWN_COMMANDS)
def test_command_is_described(name: str) -> None:
    assert f"`{name}" in read("operations.md") or f"manage.py {name}" in read("operations.md")


@pytest.mark.parametrize("role", list(Role))
def test_role_is_described(role: Role) -> None:
    assert f"| `{role.value}` | {role.label} |" in read("roles.md")


@pytest.mark.parametrize(
    "state",
    [
        *ReportState,
        *EntryReview,
        *EvidenceState,
        *RecognitionState,
        *ImportState,
        *CaseState,
        *GateVerdict,
        *PledgeState,
        *SheetState,
        *Job.State,
        *PetitionState,
        *VoiceState,
        *StoryState,
        *SessionState,
        *ItemState,
        *DecisionState,
        *AwardState,
    ],
    ids=lambda state: f"{type(state).__qualname__}-{state.value}",
)
def test_state_is_described(state: ReportState) -> None:
    assert f"`{state.value}`" in read("roles.md")


def test_every_kind_of_document_is_described() -> None:
    text = read("documents.md")
    kinds = list(document_kinds.all())
    assert kinds
    for kind in kinds:
        assert f"| `{kind.code}` |" in text
        for offered in kind.formats:
            if offered.value != "html":
                assert offered.value.upper() in text


def test_every_choice_hard_to_take_back_has_a_page() -> None:
    pages = sorted((DOCS / "adr").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]


PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted(DOCS.glob("*.md")))]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:\s]+)\)", text)
    folder = (ROOT / page).parent
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_two_commands_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), flags=re.M)
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")
