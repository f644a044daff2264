"""The names a form of province or ministry may use, in words: what staff write into a template.

`{so}` stands for the number of a criterion ("11"), `{ma}` for the code of an indicator with "_" for
"." ("17_1"). The values come from `reports/queries/form_figures.py`, which gives exactly these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class FormName:
    """A name or a family of names: `pattern` as shown, what it gives, whether of one commune."""

    pattern: str
    gives: str
    of_commune: bool = False

    def holds(self, name: str) -> bool:
        """Whether a name of a template is one of these."""
        wanted = re.escape(self.pattern).replace(r"\{so\}", r"\d{1,2}")
        wanted = wanted.replace(r"\{ma\}", r"\d{1,2}(_\d{1,2})?")
        return re.fullmatch(wanted, name.lower()) is not None


NAMES = (
    FormName("ky", "kỳ báo cáo, ví dụ “Quý III/2024”"),
    FormName("nam", "năm của kỳ, là số"),
    FormName("tu_ngay", "ngày đầu kỳ"),
    FormName("den_ngay", "ngày cuối kỳ"),
    FormName("ngay_chot", "ngày chốt số liệu"),
    FormName("huyen", "tên huyện vào ngày cuối kỳ"),
    FormName("bo_tieu_chi", "tên bộ tiêu chí của kỳ"),
    FormName("so_xa", "số xã báo cáo bộ tiêu chí"),
    FormName("so_xa_da_gui", "số xã đã gửi báo cáo"),
    FormName("so_xa_da_xac_nhan", "số xã có số liệu đã xác nhận"),
    FormName("luot_tieu_chi_dat", "tổng số lượt tiêu chí đạt của các xã có số liệu"),
    FormName("binh_quan_tieu_chi", "số tiêu chí đạt bình quân một xã, một chữ số lẻ"),
    FormName("so_xa_dat_19", "số xã đạt 19/19 tiêu chí"),
    FormName("so_xa_dat_15_18", "số xã đạt 15-18 tiêu chí"),
    FormName("so_xa_dat_10_14", "số xã đạt 10-14 tiêu chí"),
    FormName("so_xa_dat_duoi_10", "số xã đạt dưới 10 tiêu chí"),
    FormName("so_xa_dat_tc_{so}", "số xã đạt tiêu chí đó, ví dụ so_xa_dat_tc_11"),
    FormName("xa", "tên xã vào ngày cuối kỳ", True),
    FormName("xa_trang_thai", "trạng thái báo cáo của xã", True),
    FormName("xa_tong_tieu_chi", "tổng số tiêu chí của bộ", True),
    FormName("xa_tieu_chi_dat", "số tiêu chí xã đạt", True),
    FormName("xa_tieu_chi_chua_dat", "số tiêu chí xã chưa đạt", True),
    FormName("xa_tieu_chi_chua_xac_dinh", "số tiêu chí chưa xác định", True),
    FormName("xa_chi_tieu_dat", "số chỉ tiêu xã đạt", True),
    FormName("xa_tc_{so}", "kết quả một tiêu chí: đạt, chưa đạt, chưa xác định", True),
    FormName("xa_ct_{ma}", "số liệu một chỉ tiêu, ví dụ xa_ct_17_1; tỷ lệ tính bằng %", True),
    FormName("xa_ct_{ma}_tu", "tử số của chỉ tiêu tính bằng tỷ lệ", True),
    FormName("xa_ct_{ma}_mau", "mẫu số của chỉ tiêu tính bằng tỷ lệ", True),
    FormName("xa_ct_{ma}_ket_qua", "kết quả một chỉ tiêu: đạt, chưa đạt...", True),
)


def name_of(name: str) -> FormName | None:
    """What a name of a template means; None where the dictionary has none."""
    return next((row for row in NAMES if row.holds(name)), None)
