"""Nominees as lists and pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from awards.enums import FactKind, NomineeKind, ThreeState
from awards.models import AwardImport, DetailRead, Namesake, Nominee, NomineeFact, PastAward
from awards.nominee_rules import area, books_of, details_log, kept_area
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, format_date


@dataclass(frozen=True)
class AskedNominees:
    """What the list is narrowed to; empty fields ask for everything."""

    kind: str = ""
    unit_id: int | None = None
    words: str = ""


def nominee_rows(user: User, asked: AskedNominees) -> QuerySet[Nominee]:
    """Nominees the person may see, with how many valid awards the register holds of each and
    whether somebody still has to say who they are."""
    rows = Nominee.objects.visible_to(user).select_related("same_as", "agency")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.unit_id:
        rows = rows.filter(area(frozenset({asked.unit_id})))
    for word in fold(asked.words).split():
        rows = rows.filter(name_key__contains=word)
    open_pairs = Namesake.objects.filter(
        Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")), same__isnull=True
    )
    return rows.annotate(
        awards_known=Count("past_awards", filter=Q(past_awards__withdrawn_at__isnull=True)),
        doubtful=Exists(open_pairs),
    ).order_by("name_key", "id")


def current_facts(
    nominee_ids: Collection[int], on: date | None = None
) -> dict[int, dict[str, NomineeFact]]:
    """{nominee id: {kind: the newest confirmation up to the day that stands}}; what is missing is
    unknown. One query."""
    rows = NomineeFact.objects.filter(nominee__in=nominee_ids, withdrawn_at__isnull=True)
    if on is not None:
        rows = rows.filter(on__lte=on)
    found: dict[int, dict[str, NomineeFact]] = {}
    for row in rows.select_related("file").order_by("on", "id"):
        found.setdefault(row.nominee_id, {})[row.kind] = row
    return found


def state_of(facts: dict[str, NomineeFact], kind: str) -> str:
    """The state of one kind of fact; unknown where nobody has confirmed anything."""
    row = facts.get(kind)
    return row.state if row is not None else ThreeState.UNKNOWN


@dataclass(frozen=True)
class FactLine:
    """One kind of fact as the page of a nominee shows it: that it was confirmed, not what."""

    kind: str
    label: str
    fact: NomineeFact | None


def fact_lines(nominee: Nominee) -> list[FactLine]:
    """Every kind, confirmed or not. One query."""
    found = current_facts([nominee.pk]).get(nominee.pk, {})
    return [FactLine(code, str(label), found.get(code)) for code, label in FactKind.choices]


def all_facts(nominee: Nominee) -> list[NomineeFact]:
    """Everything confirmed of a nominee, withdrawn rows too, newest first. One query."""
    return list(nominee.facts.select_related("file", "by", "withdrawn_by"))


def awards_of(user: User, group: Collection[int]) -> list[PastAward]:
    """Past awards of a group of nominees, newest first, withdrawn ones too. One query."""
    rows = PastAward.objects.filter(nominee__in=group).select_related("nominee", "file")
    return list(rows.order_by("-decision_date", "-id"))


def namesakes_waiting(user: User) -> QuerySet[Namesake]:
    """Pairs of the person's area that nobody has judged yet, oldest first."""
    units = kept_area(user)
    mine = area(units, "one__unit_id") | area(units, "other__unit_id")
    return visible_namesakes(user).filter(mine, same__isnull=True)


def visible_namesakes(user: User) -> QuerySet[Namesake]:
    """Pairs of which the person sees at least one."""
    seen = Nominee.objects.visible_to(user).values("pk")
    return (
        Namesake.objects.filter(Q(one__in=seen) | Q(other__in=seen))
        .select_related("one", "other", "judged_by")
        .order_by("found_at", "id")
    )


def namesakes_of(nominee: Nominee) -> list[Namesake]:
    """All pairs of a nominee. One query."""
    rows = Namesake.objects.filter(Q(one=nominee) | Q(other=nominee))
    return list(rows.select_related("one", "other", "judged_by").order_by("found_at", "id"))


def detail_reads(user: User) -> QuerySet[DetailRead]:
    """Looks at sensitive details, newest first; for quản trị."""
    rows: QuerySet[DetailRead] = details_log(user)
    return rows


@dataclass(frozen=True)
class AskedAwards:
    """What the register is narrowed to; empty fields ask for everything."""

    unit_id: int | None = None
    year: int | None = None
    level: str = ""
    proof: str = ""
    words: str = ""


def past_award_rows(user: User, asked: AskedAwards) -> QuerySet[PastAward]:
    """The register as the person may see it, newest decision first."""
    rows = PastAward.objects.visible_to(user).select_related("nominee", "nominee__head")
    if asked.unit_id:
        rows = rows.filter(Q(unit_id=asked.unit_id) | area(
            frozenset({asked.unit_id}), "nominee__unit_id"
        ))  # fmt: skip
    if asked.year:
        rows = rows.filter(decision_date__year=asked.year)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.proof == "withdrawn":
        rows = rows.filter(withdrawn_at__isnull=False)
    else:
        rows = rows.filter(withdrawn_at__isnull=True)
    if asked.proof in ("yes", "no"):
        rows = rows.filter(verified=asked.proof == "yes")
    for word in fold(asked.words).split():
        rows = rows.filter(nominee__name_key__contains=word)
    return rows.order_by("-decision_date", "-id")


def award_imports(user: User) -> QuerySet[AwardImport]:
    """Files of the registers the person keeps, newest first."""
    rows = AwardImport.objects.filter(unit_id__in=books_of(user))
    return rows.select_related("file", "by", "unit").order_by("-id")


@dataclass(frozen=True)
class ImportLine:
    """A row of a file as its preview shows it."""

    row: int
    name: str
    kind: str
    about: str
    award: str
    decision: str
    known_type: bool


def import_lines(batch: AwardImport) -> list[ImportLine]:
    """What a file says, in words. No query."""
    kinds = dict(NomineeKind.choices)
    return [
        ImportLine(
            row=line["row"],
            name=line["name"],
            kind=str(kinds[line["kind"]]),
            about=", ".join(
                line[key] for key in ("birth_year", "village", "commune") if line.get(key)
            ),
            award=line["type_name"],
            decision=", ".join(
                [line.get("number", "chưa rõ số"), *_day_words(line.get("date", ""))]
            ),
            known_type=bool(line["type_code"]),
        )
        for line in batch.content["lines"]
    ]


def _day_words(text: str) -> list[str]:
    return [format_date(date.fromisoformat(text))] if text else []


def same_person(row: Nominee, group: Collection[int]) -> list[Nominee]:
    """The other rows of the nominee's own group. One query."""
    return list(Nominee.objects.filter(pk__in=set(group) - {row.pk}).order_by("name_key", "id"))


def detailed_in(unit_ids: Collection[int]) -> list[Nominee]:
    """Nominees of an area of whom details are kept. One query."""
    rows = Nominee.objects.filter(area(frozenset(unit_ids)), detail__isnull=False)
    return list(rows.order_by("name_key", "id"))
