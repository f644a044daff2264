"""Invented names of places and people, and words that stand in notes, as they look in reports."""

from __future__ import annotations

from random import Random

_FIRST = (
    "An", "Bình", "Cẩm", "Châu", "Diễn", "Đại", "Đông", "Đức", "Gia", "Hải", "Hòa", "Hưng", "Kim",
    "Lộc", "Long", "Minh", "Mỹ", "Nam", "Nghĩa", "Ngọc", "Phú", "Phước", "Quảng", "Quỳnh", "Sơn",
    "Tân", "Thạch", "Thanh", "Trung", "Vĩnh", "Xuân", "Yên",
)  # fmt: skip
_SECOND = (
    "Lập", "Thành", "Phong", "Giang", "Thủy", "Thịnh", "Tiến", "Thắng", "Lợi", "Khê", "Trạch",
    "Điền", "Hiệp", "Dương", "Lâm", "Quang", "Đồng", "Trị", "Thạnh", "Mỹ", "Hậu", "Khánh", "Nhơn",
    "Tường", "Viên", "Xá", "Cường", "Bằng", "Trường", "Định",
)  # fmt: skip
_FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Đinh", "Nông", "Hà", "Lò", "Siu", "Rơ Châm", "Ksor", "Rah Lan", "Kpă",
)  # fmt: skip
_MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Hữu", "Xuân", "Thu", "Công")
_GIVEN = (
    "Anh", "Bình", "Chi", "Dũng", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Hùng", "Hương",
    "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Phương", "Quang", "Sơn", "Tâm",
    "Thảo", "Thủy", "Toàn", "Trang", "Tuấn", "Vinh", "Yến",
)  # fmt: skip
_NOTES = (
    "Số liệu theo biên bản kiểm tra thực địa của Ban Phát triển thôn.",
    "Đã đối chiếu với sổ theo dõi của công chức địa chính, xây dựng.",
    "Còn vướng mặt bằng, dự kiến xong trong quý sau.",
    "Theo kết quả rà soát hộ nghèo, hộ cận nghèo đầu năm.",
    "Công trình đã nghiệm thu, đang hoàn thiện hồ sơ quyết toán.",
    "Số hộ tăng do tách hộ; tử số và mẫu số cùng lấy đến ngày chốt.",
)


def place_name(chance: Random) -> str:
    """A name of two words, such as "Tân Lập"."""
    return f"{chance.choice(_FIRST)} {chance.choice(_SECOND)}"


def person_name(chance: Random) -> str:
    """A full name, family name first; some are of minorities of the Central Highlands."""
    return f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"


def note(chance: Random) -> str:
    """A sentence beside a figure; most figures have none."""
    return chance.choice(_NOTES) if chance.random() < 0.08 else ""
