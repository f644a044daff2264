"""Ballots. Open ones name the member; secret ones leave no way from member to choice.

The threat model stands in `docs/secret-ballots.md`. Nothing here is tracked, audited with values,
counted by a receipt or ordered by time; see `awards/services/ballots.py`.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from awards.enums import Choice
from awards.models.agenda import AgendaItem
from awards.models.council import SessionSeat
from awards.models.fields import Kept, append_only, owner
from kbang_ntm.core import clock

NOT_OPEN = "ballots are cast while an item is open, by members who may"


def only_while_open(name: str, states: str = "'open'") -> pgtrigger.Trigger:
    """Rows come only while the item is open, from a member that is there and not recused. The
    item is locked for the rest of the transaction: nothing slips in behind its closing."""
    return pgtrigger.Trigger(
        name=f"{name}_only_while_open",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NOT EXISTS (SELECT 1 FROM awards_agendaitem i "
            "JOIN awards_sessionseat s ON s.id = NEW.seat_id AND s.session_id = i.session_id "
            f"WHERE i.id = NEW.item_id AND i.state IN ({states}) "
            "AND s.presence IN ('present', 'written') AND NOT s.former "
            "AND NOT EXISTS (SELECT 1 FROM awards_recusal r "
            "WHERE r.item_id = i.id AND r.seat_id = s.id) FOR SHARE OF i) THEN "
            f"RAISE EXCEPTION '{NOT_OPEN}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW;"
        ),
    )


class OpenBallot(models.Model):
    """A vote in the open: who chose what. By hand in the room or from a written opinion too."""

    item = owner(AgendaItem, "nội dung", "open_ballots")
    seat = owner(SessionSeat, "thành viên", "open_ballots")
    choice = models.CharField("biểu quyết", max_length=7, choices=Choice.choices)
    on_paper = models.BooleanField("ghi từ giấy", default=False)
    at = models.DateTimeField("lúc biểu quyết", default=clock.now)

    class Meta:
        verbose_name = "biểu quyết công khai"
        verbose_name_plural = "biểu quyết công khai"
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="open_ballot_once")]
        triggers = [append_only("open_ballot"), only_while_open("open_ballot")]


class SealedBallot(models.Model):
    """A secret vote while its item is open: a ciphertext of fixed length, gone at closing.

    The key is random: no counter, no time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(SessionSeat, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(max_length=128)

    class Meta:
        verbose_name = "phiếu kín đang giữ"
        verbose_name_plural = "phiếu kín đang giữ"
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="sealed_ballot_once")]
        triggers = [
            pgtrigger.Protect(name="sealed_ballot_not_changed", operation=pgtrigger.Update),
            only_while_open("sealed_ballot"),
        ]


class BallotMark(models.Model):
    """That a member has cast its secret vote on an item; says nothing of what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(SessionSeat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đã bỏ phiếu kín"
        verbose_name_plural = "đã bỏ phiếu kín"
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="ballot_mark_once")]
        triggers = [append_only("ballot_mark"), only_while_open("ballot_mark")]


class SecretBallot(models.Model):
    """An opened secret vote: a choice, written sorted by choice, without name or time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField("thứ tự sau khi xếp theo lựa chọn")
    choice = models.CharField("lựa chọn", max_length=7, choices=Choice.choices)

    class Meta:
        verbose_name = "phiếu kín đã mở"
        verbose_name_plural = "phiếu kín đã mở"
        constraints = [models.UniqueConstraint(fields=["item", "place"], name="secret_ballot_once")]
        triggers = [append_only("secret_ballot")]


class PaperCount(Kept):
    """What the counters found in the box: ballots given out, taken in, and what they say.

    Where the portal took secret ballots of the same item too, only given and taken are kept: the
    choices go among the `SecretBallot` rows, for a single sealed paper would tell who chose what.
    """

    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, related_name="paper_count", verbose_name="nội dung"
    )
    given = models.PositiveSmallIntegerField("số phiếu phát ra")
    taken = models.PositiveSmallIntegerField("số phiếu thu về")
    yes = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    no = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
    counters = models.CharField("tổ kiểm phiếu", max_length=300)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "kiểm phiếu giấy"
        verbose_name_plural = "kiểm phiếu giấy"
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=models.F("given")),
                name="paper_count_taken_of_given",
                violation_error_message="Số phiếu thu về không được nhiều hơn số phát ra.",
            ),
            models.CheckConstraint(
                condition=Q(taken=models.F("yes") + models.F("no") + models.F("invalid"))
                | Q(yes__isnull=True, no__isnull=True, invalid__isnull=True),
                name="paper_count_adds_up",
                violation_error_message="Đồng ý, không đồng ý và không hợp lệ cộng lại phải bằng "
                "số phiếu thu về.",
            ),
        ]
        triggers = [append_only("paper_count")]
