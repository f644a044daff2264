"""Codes of the communes app and the Vietnamese words the screens use for them."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does, by dated membership of a unit or an agency."""

    ADMINISTRATOR = "quantri", "quản trị"
    COORDINATION = "dieuphoi", "Văn phòng Điều phối"
    HOME_AFFAIRS = "noivu", "Phòng Nội vụ"
    AGENCY_OFFICER = "coquan", "cơ quan phụ trách tiêu chí"
    AGENCY_HEAD = "thutruong", "thủ trưởng cơ quan"
    COMMUNE_OFFICER = "congchuc", "công chức phụ trách"
    COMMUNE_LEADER = "lanhdao_xa", "lãnh đạo UBND xã"
    COUNCIL_CHAIR = "chutich_hd", "Chủ tịch Hội đồng"
    COUNCIL_SECRETARY = "thuky_hd", "thư ký Hội đồng"
    COUNCIL_MEMBER = "thanhvien_hd", "thành viên Hội đồng"
    DISTRICT_LEADER = "lanhdao_huyen", "lãnh đạo UBND huyện"
    CLERK = "vanthu", "văn thư"
    EDITOR = "bientap", "biên tập"
    FRONT = "mattran", "Mặt trận"
    READER = "nguoixem", "người xem"


class UnitKind(TextChoices):
    PROVINCE = "province", "tỉnh"
    DISTRICT = "district", "huyện"
    COMMUNE = "commune", "xã"
    TOWNSHIP = "township", "thị trấn"
    VILLAGE = "village", "thôn, làng"


class SuccessionKind(TextChoices):
    MERGE = "merge", "sáp nhập"
    SPLIT = "split", "chia tách"
    RENAME = "rename", "đổi tên, giữ nguyên"


class ChangeKind(TextChoices):
    """What a step of a change does to the units or agencies it names."""

    MERGE = "merge", "sáp nhập"
    SPLIT = "split", "chia tách"
    RENAME = "rename", "đổi tên, mã hoặc cấp trên"
    END = "end", "kết thúc hoạt động"


class HandoverState(TextChoices):
    """How far one item of a handover is; the pairs stand in workflow.py."""

    PLANNED = "planned", "chờ đến ngày hiệu lực"
    OPEN = "open", "chờ chọn nơi nhận"
    PASSED = "passed", "đã chuyển"
    CLOSED = "closed", "khép lại, giữ nguyên hiện trạng"


class CarryMethod(TextChoices):
    """How a figure goes onto another map; the code recorded with each indicator."""

    SUM = "sum", "cộng số của các đơn vị cũ"
    RATIO_OF_SUMS = "ratio_of_sums", "cộng tử số, cộng mẫu số rồi tính lại tỷ lệ"
    WEIGHTED = "weighted", "bình quân theo dân số"
    ALL = "all", "đạt khi mọi đơn vị cũ đạt"
    ASK = "ask", "người có trách nhiệm xác định"
    UNKNOWN = "unknown", "chưa có cách tính"


class Divided(TextChoices):
    """What of a divided unit's figure goes with each of its parts."""

    POPULATION = "population", "chia theo tỷ lệ dân số"
    AREA = "area", "chia theo tỷ lệ diện tích"
    SAME = "same", "mỗi phần giữ kết quả của cả đơn vị"
    ASK = "ask", "người có trách nhiệm xác định"
    UNKNOWN = "unknown", "chưa xác định"


class CarryScope(TextChoices):
    """What a rule of carrying is about."""

    METHOD = "method", "mọi chỉ tiêu ghi cách tính này"
    INDICATOR = "indicator", "một chỉ tiêu"
    RECOGNITION = "recognition", "công nhận đạt chuẩn"


class Provenance(TextChoices):
    SOURCED = "sourced", "có nguồn"
    RECALLED = "recalled", "nhập theo trí nhớ, chưa đối chiếu văn bản"
    ENTERED = "entered", "do cơ quan nhập"
    ILLUSTRATIVE = "illustrative", "số liệu minh họa"


class RegionColumn(TextChoices):
    """Columns of a set's annex: a region until 2025, a group of communes from 2026 on."""

    TAY_NGUYEN = "tay_nguyen", "Tây Nguyên"
    NORTH = "tdmnpb", "Trung du miền núi phía Bắc"
    GROUP_1 = "1", "xã nhóm 1"
    GROUP_2 = "2", "xã nhóm 2"
    GROUP_3 = "3", "xã nhóm 3"


class Standard(TextChoices):
    NTM = "ntm", "đạt chuẩn nông thôn mới"
    ADVANCED = "advanced", "nông thôn mới nâng cao"
    MODEL = "model", "nông thôn mới kiểu mẫu"
    DISTRICT = "district", "huyện nông thôn mới"
    VILLAGE = "village", "làng nông thôn mới"


class PeriodKind(TextChoices):
    QUARTER = "quarter", "quý"
    HALF = "half", "sáu tháng"
    YEAR = "year", "năm"


class ReportState(TextChoices):
    """How far a report has gone; the table of acts stands in workflow.py."""

    DRAFT = "draft", "nháp"
    HANDED = "handed", "đã trình lãnh đạo"
    SUBMITTED = "submitted", "đã gửi"
    IN_REVIEW = "in_review", "đang rà soát"
    RETURNED = "returned", "trả lại"
    RESUBMITTED = "resubmitted", "đã gửi lại"
    CONFIRMED = "confirmed", "đã xác nhận"


class EntryReview(TextChoices):
    """What the agency in duty has said of one entry in its present version."""

    NONE = "none", "chưa rà soát"
    ACCEPTED = "accepted", "đã chấp nhận"
    RETURNED = "returned", "trả lại"
    SETTLED = "settled", "theo kết luận họp liên ngành"


class ReviewResult(TextChoices):
    ACCEPT = "accept", "chấp nhận"
    RETURN = "return", "trả lại để sửa"
    COMMENT = "comment", "góp ý"
    ANSWER = "answer", "xã trả lời"
    SETTLE = "settle", "kết luận họp liên ngành"


class DutyRole(TextChoices):
    LEAD = "lead", "chủ trì"
    CO = "co", "phối hợp"


class Origin(TextChoices):
    """Through which door a revision came."""

    CELL = "cell", "nhập từng ô"
    GROUP = "group", "lưu theo nhóm"
    CARRIED = "carried", "giữ nguyên kỳ trước"
    IMPORT = "import", "nhập từ tệp"
    OFFLINE = "offline", "nhập khi mất mạng"
    CORRECTION = "correction", "sửa số đã xác nhận"
    SETTLEMENT = "settlement", "theo kết luận họp liên ngành"
    DEMO = "demo", "số liệu minh họa"
    CANCELLED = "cancelled", "hủy lần nhập từ tệp"


class ImportState(TextChoices):
    """How far one commune's part of an uploaded file has gone; the acts stand in workflow.py."""

    PREVIEWED = "previewed", "xem trước, chưa nhập"
    CONFIRMED = "confirmed", "đã nhập"
    CANCELLED = "cancelled", "đã hủy lần nhập"
    DROPPED = "dropped", "đã bỏ, không nhập"


class Basis(TextChoices):
    SELF_ASSESSED = "self", "xã tự đánh giá"
    CONFIRMED = "confirmed", "đã xác nhận"


class RecognitionState(TextChoices):
    RECOGNISED = "recognised", "đã công nhận"
    WITHDRAWN = "withdrawn", "đã thu hồi"


class EvidenceState(TextChoices):
    PROMISED = "promised", "tệp chưa tới nơi"
    STORED = "stored", "đã nhận đủ"
    REMOVED = "removed", "đã gỡ"


class RegistrationState(TextChoices):
    """A version of a yearly registration; the table of acts stands in register_workflow.py."""

    DRAFT = "draft", "đang soạn"
    SENT = "sent", "đã gửi"


class Programme(TextChoices):
    """Which programme pays for a work; only the debt of the first counts for recognition."""

    NTM = "ntm", "Chương trình MTQG xây dựng nông thôn mới"
    OTHER = "other", "nguồn khác"


class WorkLineKind(TextChoices):
    GIVEN = "given", "vốn đã giao"
    ACCEPTED = "accepted", "giá trị khối lượng nghiệm thu"
    PAID = "paid", "đã thanh toán"


class CapitalSource(TextChoices):
    CENTRAL = "central", "ngân sách trung ương"
    PROVINCE = "province", "ngân sách tỉnh"
    DISTRICT = "district", "ngân sách huyện"
    COMMUNE = "commune", "ngân sách xã"
    COMBINED = "combined", "lồng ghép"
    CREDIT = "credit", "tín dụng"
    ENTERPRISE = "enterprise", "doanh nghiệp"
    PEOPLE = "people", "nhân dân đóng góp"


class OpinionState(TextChoices):
    """A round of opinions of the people by village."""

    OPEN = "open", "đang lấy ý kiến"
    CLOSED = "closed", "đã chốt"


class SurveyState(TextChoices):
    """A survey of the people's satisfaction by the Front."""

    OPEN = "open", "đang kiểm phiếu"
    CLOSED = "closed", "đã chốt"
    PUBLISHED = "published", "đã công bố"
