"""Codes of the ledger of contributions and their Vietnamese words."""

from __future__ import annotations

from django.db.models import TextChoices


class ContributionSource(TextChoices):
    """Who gives. The first four are budgets of the NTM programme by level."""

    CENTRAL = "central", "ngân sách trung ương"
    PROVINCE = "province", "ngân sách tỉnh"
    DISTRICT = "district", "ngân sách huyện"
    COMMUNE = "commune", "ngân sách xã"
    COMBINED = "combined", "vốn lồng ghép"
    CREDIT = "credit", "vốn tín dụng"
    ENTERPRISE = "enterprise", "doanh nghiệp, hợp tác xã"
    PEOPLE = "people", "nhân dân đóng góp"


class ContributionKind(TextChoices):
    """What is given."""

    MONEY = "money", "tiền"
    LABOUR = "labour", "ngày công"
    LAND = "land", "đất"
    GOODS = "goods", "hiện vật"


AMOUNT_UNITS = {
    ContributionKind.MONEY.value: "đồng",
    ContributionKind.LABOUR.value: "ngày công",
    ContributionKind.LAND.value: "m²",
    ContributionKind.GOODS.value: "",
}
"""What an amount of each kind is counted in; goods say it in words of their own."""
