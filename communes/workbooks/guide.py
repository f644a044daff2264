"""The words of the workbook's first sheet."""

from __future__ import annotations

STEPS = (
    "Mở từng trang số liệu. Chỉ nhập vào ô nền trắng; ô xám đã khóa, lý do ở cột Vì sao khóa.",
    "Chỉ tiêu tính theo tỷ lệ: nhập tử số và mẫu số, cổng tự tính phần trăm. Chỉ tiêu khác: nhập "
    "số hoặc chọn trong danh sách ở cột Số hoặc lựa chọn.",
    "Viết 12,5 hay 12.5 đều được. Không ghi đơn vị tính vào ô, không dùng ô để tính nháp.",
    "Chỉ tiêu xã không có đối tượng: để trống số, ghi lý do ở cột Lý do không áp dụng.",
    "Được chuyển chỗ cột, đổi tên trang, đổi tên tệp. Không xóa dòng tên cột và cột Mã.",
    "Lưu tệp, mở lại cổng, vào báo cáo của kỳ, bấm «Nhập từ tệp» và chọn tệp này.",
    "Cổng cho xem trước từng thay đổi, từng chỗ cần sửa; bấm «Xác nhận nhập» thì số mới được lưu.",
    "Nhập nhầm thì bấm «Hủy lần nhập này» khi chưa ai sửa tiếp, trình hay gửi báo cáo.",
    "Mức đạt ghi «chưa kiểm chứng» là mức chưa đối chiếu với văn bản gốc.",
)
