"""What the parts of the movement give to a review: each list counted within its time and place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from campaigns.cluster_enums import PledgeState
from campaigns.contribution_enums import ContributionKind, ContributionSource
from campaigns.inspection_enums import FindingState, InspectionKind, InspectionState
from campaigns.models import (
    Contribution,
    Finding,
    Inspection,
    Petition,
    Pledge,
    Story,
    SupportVisit,
    Task,
)
from campaigns.petition_enums import PetitionState
from campaigns.queries.review_facts import Fact, Scope
from campaigns.story_enums import StoryState
from campaigns.task_enums import TaskState
from kbang_ntm.core import clock

LOOKED = (InspectionState.FINISHED, InspectionState.CONCLUDED)


def place(scope: Scope, path: str = "unit_id") -> Q:
    """Rows of the scope's unit; all where the review is that of the whole campaign."""
    return Q() if scope.whole else Q(**{path: scope.unit_id})


def task_facts(scope: Scope) -> Iterator[Fact]:
    """Tasks that were due: done on time, late, not done. One query."""
    handed = Q(handed_on__isnull=False)
    found = (
        Task.objects.filter(
            place(scope), campaign_id=scope.campaign_id, due__range=(scope.first, scope.last)
        )
        .exclude(state=TaskState.WITHDRAWN)
        .aggregate(
            all=Count("pk"),
            done=Count("pk", filter=Q(state=TaskState.DONE)),
            on_time=Count("pk", filter=handed & Q(handed_on__lte=F("due"))),
            late=Count("pk", filter=handed & Q(handed_on__gt=F("due"))),
            open=Count("pk", filter=Q(handed_on__isnull=True, due__lt=clock.today())),
        )
    )
    source = reverse("campaigns:tasks")
    yield Fact("Nhiệm vụ đến hạn", found["all"], "nhiệm vụ", source=source)
    yield Fact("đã xác nhận hoàn thành", found["done"], "nhiệm vụ", source=source)
    yield Fact("báo cáo kết quả đúng hạn", found["on_time"], "nhiệm vụ", source=source)
    yield Fact("báo cáo kết quả sau hạn", found["late"], "nhiệm vụ", source=source)
    yield Fact("quá hạn, chưa có kết quả", found["open"], "nhiệm vụ", source=source)


def support_facts(scope: Scope) -> Iterator[Fact]:
    """Visits of agencies to communes and villages. One query."""
    here = place(scope) if scope.whole else place(scope) | Q(within_id=scope.unit_id)
    found = SupportVisit.objects.filter(
        here, on__range=(scope.first, scope.last), withdrawn_at__isnull=True
    ).aggregate(visits=Count("pk"), agencies=Count("agency", distinct=True))
    yield Fact(
        "Chuyến làm việc của cơ quan phụ trách",
        found["visits"],
        "chuyến",
        note=f"{found['agencies']} cơ quan.",
        source=reverse("campaigns:support"),
    )


def pledge_facts(scope: Scope) -> Iterator[Fact]:
    """Pledges signed for the years of the scope. One query."""
    rows = Pledge.objects.filter(
        place(scope, "member__unit_id"),
        year__range=(scope.first.year, scope.last.year),
        state=PledgeState.SIGNED,
    )
    yield Fact("Giao ước thi đua đã ký", rows.count(), "bản", source=reverse("campaigns:clusters"))


def contribution_facts(scope: Scope) -> Iterator[Fact]:
    """The ledger by source, converted to đồng; what has no value in đồng is told apart. Two
    queries."""
    rows = Contribution.objects.filter(
        place(scope), campaign_id=scope.campaign_id, on__range=(scope.first, scope.last)
    )
    source = reverse("campaigns:contributions")
    sums = {
        row["source"]: row["total"] or Decimal(0)
        for row in rows.order_by().values("source").annotate(total=Sum("value"))
    }
    yield Fact("Tổng nguồn lực huy động", sum(sums.values(), Decimal(0)), "đồng", source=source)
    for code, label in ContributionSource.choices:
        if code in sums:
            yield Fact(f"trong đó {label}", sums[code], "đồng", source=source)
    units = {ContributionKind.LABOUR: "ngày công", ContributionKind.LAND: "m²"}
    for row in (
        rows.filter(kind__in=list(units))
        .order_by()
        .values("kind")
        .annotate(total=Sum("amount"))
        .order_by("kind")
    ):
        kind = ContributionKind(row["kind"])
        yield Fact(f"{kind.label.capitalize()} đã góp", row["total"], units[kind], source=source)


def inspection_facts(scope: Scope) -> Iterator[Fact]:
    """Inspections and supervisions that were held, and what became of the findings. Two queries."""
    held = Inspection.objects.filter(
        place(scope),
        campaign_id=scope.campaign_id,
        state__in=LOOKED,
        days__startswith__range=(scope.first, scope.last),
    ).aggregate(
        all=Count("pk"),
        supervised=Count("pk", filter=Q(kind=InspectionKind.SUPERVISION)),
    )
    found = (
        Finding.objects.filter(
            place(scope, "inspection__unit_id"),
            inspection__campaign_id=scope.campaign_id,
            inspection__days__startswith__range=(scope.first, scope.last),
        )
        .exclude(state=FindingState.WITHDRAWN)
        .aggregate(
            all=Count("pk"),
            closed=Count("pk", filter=Q(state=FindingState.CLOSED)),
            overdue=Count(
                "pk",
                filter=~Q(state=FindingState.CLOSED) & Q(deadline__lt=clock.today()),
            ),
        )
    )
    source, lacks = reverse("campaigns:inspections"), reverse("campaigns:findings")
    yield Fact(
        "Cuộc kiểm tra của chính quyền", held["all"] - held["supervised"], "cuộc", source=source
    )
    yield Fact("Cuộc giám sát của Mặt trận, đoàn thể", held["supervised"], "cuộc", source=source)
    yield Fact("Tồn tại, hạn chế đã nêu", found["all"], source=lacks)
    yield Fact("đã khép", found["closed"], source=lacks)
    yield Fact("quá hạn khắc phục", found["overdue"], source=lacks)


def petition_facts(scope: Scope) -> Iterator[Fact]:
    """Petitions that came in, and how many were answered. One query."""
    found = Petition.objects.filter(
        place(scope),
        received_at__date__range=(scope.first, scope.last),
    ).aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(state=PetitionState.ANSWERED)),
        plans=Count("pk", filter=~Q(amended_plan="")),
    )
    source = reverse("campaigns:petitions")
    yield Fact("Kiến nghị đã tiếp nhận", found["all"], "kiến nghị", source=source)
    yield Fact("đã trả lời", found["answered"], "kiến nghị", source=source)
    yield Fact("dẫn đến điều chỉnh kế hoạch", found["plans"], "kiến nghị", source=source)


def story_facts(scope: Scope) -> Iterator[Fact]:
    """Stories that were published. One query."""
    rows = Story.objects.filter(
        place(scope),
        state=StoryState.PUBLISHED,
        published_at__date__range=(scope.first, scope.last),
    )
    yield Fact(
        "Gương điển hình, mô hình hay đã đăng",
        rows.count(),
        "bài",
        source=reverse("campaigns:stories"),
    )
