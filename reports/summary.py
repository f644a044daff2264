"""What stands above and below the matrix: freshness, mean and its change, the map it counts on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from communes.queries.gaps import previous_period
from communes.rules import SENT
from kbang_ntm.core.templatetags.portal import vn_date, vn_datetime
from kbang_ntm.core.vietnamese import compare_words, format_number
from reports.filters import MatrixChoice
from reports.queries.matrix import Matrix, load_matrix
from reports.queries.periods import without_criteria_on
from reports.queries.thresholds import unproved_indicators


@dataclass(frozen=True)
class Summary:
    """Words about one matrix; `average` is rounded to one decimal, `change` tells it against the
    period before ("" where there was none)."""

    matrix: Matrix
    average: Decimal | None
    change: str
    towns: tuple[str, ...]
    unproved: int

    @property
    def full(self) -> int:
        """Units that meet every criterion."""
        return len(self.matrix.band(self.matrix.criteria_total, self.matrix.criteria_total))

    @property
    def unsent(self) -> int:
        """Units of the period's own map that have sent nothing yet."""
        return sum(row.state not in SENT for row in self.matrix.own_rows)

    @property
    def fresh(self) -> str:
        """ "Số liệu đến 14:05 ngày 16/10/2024, đã xác nhận 11/13 xã."."""
        found = self.matrix
        confirmed = f"đã xác nhận {found.confirmed_count}/{len(found.own_rows)} xã."
        if found.as_of is None:
            return f"Chưa xã nào gửi số liệu, {confirmed}"
        return f"Số liệu đến {vn_datetime(found.as_of)}, {confirmed}"

    @property
    def mean(self) -> str:
        """ "Bình quân 14,2 tiêu chí/xã (Quý II/2024: 13,8, tăng 0,4)."; "" without figures.

        While some have sent nothing it says of how many units the mean is.
        """
        if self.average is None:
            return ""
        change = f" ({self.change})" if self.change else ""
        counted, every = len(self.matrix.counted), len(self.matrix.rows)
        known = "xác định được" if self.matrix.carried else "có số liệu"
        of = f" của {counted} xã {known}" if counted < every else ""
        return f"Bình quân {format_number(self.average, 1)} tiêu chí/xã{of}{change}."

    @property
    def ground(self) -> str:
        """The map everything was counted on."""
        found = self.matrix
        day = vn_date(found.map_date)
        words = f"Tính trên bản đồ hành chính ngày {day} ({len(found.rows)} xã)."
        if found.carried:
            then = vn_date(found.period.ends)
            words = (
                f"{len(found.own_rows)} xã của bản đồ ngày {then} báo cáo; số liệu được tính "
                f"chuyển sang bản đồ ngày {day} ({len(found.rows)} xã) theo quy ước, không phải "
                "báo cáo của xã mới."
            )
        if self.towns:
            words += f" {', '.join(self.towns)} không xét {found.criteria_total} tiêu chí."
        return words


def summarise(matrix: Matrix, choice: MatrixChoice) -> Summary:
    """The words of a matrix, with the period before counted on the same basis.

    While some units are missing, the mean is set against the same units' mean of the period
    before: otherwise the late ones alone would make it rise or fall.
    """
    average = rounded(matrix.average)
    return Summary(
        matrix=matrix,
        average=average,
        change=_change(matrix, average, choice),
        towns=tuple(without_criteria_on(matrix.period.ends if matrix.carried else matrix.map_date)),
        unproved=unproved_indicators(matrix.criteria_set, matrix.period),
    )


def rounded(value: Decimal | None) -> Decimal | None:
    """To one decimal, half up, as it is printed."""
    return None if value is None else Decimal(format_number(value, 1).replace(",", "."))


def _change(matrix: Matrix, average: Decimal | None, choice: MatrixChoice) -> str:
    earlier = previous_period(choice.period)
    if earlier is None or average is None:
        return ""
    before = load_matrix(
        period=earlier,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
        area=matrix.area,
    )
    if before is None or not before.counted:
        return ""
    here = {row.unit_id for row in matrix.counted}
    partly = len(here) < len(matrix.rows)
    rows = [row for row in before.counted if not partly or row.unit_id in here]
    if not rows:
        return ""
    old = rounded(Decimal(sum(row.met for row in rows)) / len(rows))
    assert old is not None
    who = f"các xã này ở {earlier.label}" if partly else earlier.label
    return f"{who}: {format_number(old, 1)}, {compare_words(average, old)}"
