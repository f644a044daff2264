"""Draws: inputs frozen, then the seed published, then drawn; each act once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from campaigns.draw import digest, lots_of, replay
from campaigns.inspection_rules import may_draw
from campaigns.models import Campaign, Draw
from campaigns.queries.risk import inputs_on
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

NOT_OFFICE = "Chỉ cơ quan chủ trì phong trào bốc thăm đơn vị được kiểm tra."
SHORTEST_SEED = 4


@dataclass(frozen=True)
class DrawText:
    """What is said before a draw: how many units, and where its seed will come from."""

    title: str
    count: int
    seed_rule: str
    illustrative: bool = False


@transaction.atomic
def prepare_draw(*, campaign: Campaign, text: DrawText, actor: User) -> Draw:
    """Freeze the units of today's map with their risk and weights.

    Raises NotAllowed, Refused (`no_title`, `no_rule`, `count`).
    """
    _check(actor)
    title, rule = clean_text(text.title, 160), clean_text(text.seed_rule, 240)
    if not title:
        raise Refused("no_title", "Ghi tên lần bốc thăm.")
    if not rule:
        raise Refused("no_rule", "Ghi hạt giống sẽ lấy từ đâu, để ai cũng kiểm tra được.")
    inputs = inputs_on(clock.today(), count=text.count, within=campaign.unit_id)
    able = sum(1 for lot in lots_of(inputs) if lot.weight)
    if not 1 <= text.count <= able:
        raise Refused("count", f"Số đơn vị cần bốc phải từ 1 đến {able}.")
    row = Draw.objects.create(
        campaign=campaign,
        title=title,
        inputs=inputs,
        inputs_sha256=digest(inputs),
        seed_rule=rule,
        illustrative=text.illustrative,
        prepared_by=actor,
    )
    _tell(actor, row, "prepare", f"Khóa đầu vào của lần bốc thăm {title}", row.inputs_sha256)
    return row


@transaction.atomic
def publish_seed(*, draw: Draw, seed: str, actor: User) -> Draw:
    """Publish the seed; it cannot be changed. Raises NotAllowed, Refused (`no_seed`,
    `published`)."""
    _check(actor)
    row = _lock(draw)
    if row.seed_published_at is not None:
        raise Refused("published", "Hạt giống đã công bố nên không sửa được.")
    seed = clean_text(seed, 160)
    if len(seed) < SHORTEST_SEED:
        raise Refused("no_seed", f"Ghi hạt giống, ít nhất {SHORTEST_SEED} chữ số hoặc chữ cái.")
    row.seed, row.seed_published_at = seed, _after(row.prepared_at)
    row.save(update_fields=["seed", "seed_published_at"])
    _tell(actor, row, "seed", f"Công bố hạt giống «{seed}»", seed)
    return row


@transaction.atomic
def run_draw(*, draw: Draw, actor: User) -> Draw:
    """Draw by the frozen inputs and the published seed. Raises NotAllowed, Refused (`no_seed`,
    `drawn`)."""
    _check(actor)
    row = _lock(draw)
    if row.seed_published_at is None:
        raise Refused("no_seed", "Công bố hạt giống trước khi bốc thăm.")
    if row.drawn_at is not None:
        raise Refused("drawn", "Đã bốc thăm; kết quả giữ nguyên.")
    row.result = replay(row.inputs, row.seed)
    row.drawn_at, row.drawn_by = _after(row.seed_published_at), actor
    row.save(update_fields=["result", "drawn_at", "drawn_by"])
    _tell(actor, row, "run", f"Bốc thăm: {', '.join(names_drawn(row))}", row.result)
    return row


def names_drawn(row: Draw) -> list[str]:
    """Names of the units drawn, in order, as the frozen inputs write them."""
    names = {unit["key"]: unit["name"] for unit in row.inputs["units"]}
    return [names[key] for key in row.result or ()]


def problem_of(row: Draw) -> str:
    """What a replay of a stored draw finds wrong; "" when all is as stored."""
    if digest(row.inputs) != row.inputs_sha256:
        return "đầu vào không khớp mã đã khóa"
    if row.drawn_at is None:
        return ""
    if row.seed_published_at is None or row.seed_published_at >= row.drawn_at:
        return "bốc thăm trước khi công bố hạt giống"
    if replay(row.inputs, row.seed) != row.result:
        return "bốc lại ra kết quả khác"
    return ""


def _check(actor: User) -> None:
    if not may_draw(actor):
        raise NotAllowed("not_allowed", NOT_OFFICE)


def _lock(draw: Draw) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)


def _after(moment: datetime) -> datetime:
    """Now; refused where the clock has not gone on since (a portal that stands on one day)."""
    now = clock.now()
    if now <= moment:
        raise Refused("too_soon", "Làm bước này sau bước trước ít nhất một giây.")
    return now


def _tell(actor: User, row: Draw, act: str, summary: str, value: object) -> None:
    audit.record(
        actor=actor, action=f"draw.{act}", subject=row, summary=summary[:500],
        data={"value": value},
    )  # fmt: skip
