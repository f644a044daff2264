"""Codes of awards and their Vietnamese words."""

from __future__ import annotations

from django.db.models import TextChoices


class AwardKind(TextChoices):
    """Danh hiệu or hình thức: other dossiers, other verbs (Luật TĐKT 2022, Điều 84)."""

    TITLE = "title", "danh hiệu thi đua"
    FORM = "form", "hình thức khen thưởng"


class AwardLevel(TextChoices):
    """Whose award it is. `BASE` is decided by the district or the commune, by the row's law."""

    COMMUNE = "commune", "cấp xã"
    BASE = "base", "cấp cơ sở"
    DISTRICT = "district", "cấp huyện"
    PROVINCE = "province", "cấp tỉnh"
    STATE = "state", "cấp Nhà nước"


class NomineeKind(TextChoices):
    """Who is honoured; an enterprise or a cooperative is a collective."""

    COLLECTIVE = "collective", "tập thể"
    HOUSEHOLD = "household", "hộ gia đình"
    INDIVIDUAL = "individual", "cá nhân"


class CollectiveForm(TextChoices):
    """What kind of collective."""

    AGENCY = "agency", "cơ quan, đơn vị"
    COMMUNE = "commune", "xã, thị trấn"
    VILLAGE = "village", "thôn, làng"
    ENTERPRISE = "enterprise", "doanh nghiệp"
    COOPERATIVE = "cooperative", "hợp tác xã"
    ORGANISATION = "organisation", "đoàn thể, hội"
    OTHER = "other", "tập thể khác"


class Gender(TextChoices):
    """Kept because equals are ordered by it (Luật TĐKT 2022, Điều 5)."""

    FEMALE = "female", "nữ"
    MALE = "male", "nam"


class MeritKind(TextChoices):
    """Loại hình khen thưởng (Luật TĐKT 2022, Điều 8)."""

    MERIT = "merit", "công trạng và thành tích đạt được"
    SUDDEN = "sudden", "đột xuất"
    MOVEMENT = "movement", "phong trào thi đua (theo đợt, chuyên đề)"
    DEDICATION = "dedication", "quá trình cống hiến"
    SENIORITY = "seniority", "niên hạn"
    FOREIGN = "foreign", "đối ngoại"


class Rounding(TextChoices):
    """How a prize is rounded."""

    CEIL = "CEIL_10000", "làm tròn lên hàng chục nghìn đồng"
    NEAREST = "NEAREST_10000", "làm tròn đến hàng chục nghìn đồng gần nhất"
    NONE = "NONE", "không làm tròn"


class RoundKind(TextChoices):
    """What a round (đợt xét khen thưởng) is about."""

    YEARLY = "yearly", "hằng năm"
    INTERIM = "interim", "sơ kết"
    FINAL = "final", "tổng kết"
    SUDDEN = "sudden", "đột xuất"
    THEMATIC = "thematic", "chuyên đề"


class RoundState(TextChoices):
    """How far a round is."""

    DRAFT = "draft", "đang soạn"
    OPEN = "open", "đang nhận hồ sơ"
    CLOSED = "closed", "đã khép"


class NominationState(TextChoices):
    """How far a nomination is; the acts stand in nomination_workflow.py."""

    DRAFT = "draft", "nháp"
    SENT = "sent", "đã gửi"
    APPRAISING = "appraising", "đang thẩm định"
    SUPPLEMENT = "supplement", "yêu cầu bổ sung"
    ELIGIBLE = "eligible", "đủ điều kiện"
    INELIGIBLE = "ineligible", "không đủ điều kiện"
    AT_COUNCIL = "at_council", "trình Hội đồng"
    RECOMMENDED = "recommended", "được đề nghị"
    NOT_RECOMMENDED = "not_recommended", "không được đề nghị"
    SUSPENDED = "suspended", "tạm dừng"
    DECIDED = "decided", "đã quyết định"
    SENT_UP = "sent_up", "trình cấp trên"
    ANSWERED = "answered", "cấp trên trả kết quả"
    WITHDRAWN = "withdrawn", "đã rút đề nghị"


class FactKind(TextChoices):
    """What must be clear of a nominee (Luật TĐKT 2022, Điều 5; section III of the plan)."""

    DISCIPLINE = "discipline", "kỷ luật"
    INVESTIGATION = "investigation", "khởi tố, điều tra"
    INSPECTION = "inspection", "thanh tra, kiểm tra đang tiến hành"
    COMPLAINT = "complaint", "khiếu nại, tố cáo đang xem xét"
    PRESS = "press", "báo chí nêu, đang xác minh"
    DEBT = "debt", "nợ đọng xây dựng cơ bản"


class ThreeState(TextChoices):
    """What is not known is never clear."""

    UNKNOWN = "unknown", "chưa xác minh"
    NO = "no", "không"
    YES = "yes", "có"


class Outcome(TextChoices):
    """What a check found."""

    PASSED = "passed", "đạt"
    FAILED = "failed", "không đạt"
    UNKNOWN = "unknown", "chưa xác định"
    NOT_APPLICABLE = "not_applicable", "không áp dụng"


class Effect(TextChoices):
    """What a check that is not passed does."""

    BLOCKS = "blocks", "chặn"
    WARNS = "warns", "cảnh báo"


class ConsultedBody(TextChoices):
    """Who is asked about a nominee."""

    POLICE = "police", "Công an"
    TAX = "tax", "cơ quan thuế"
    INSURANCE = "insurance", "Bảo hiểm xã hội"
    ENVIRONMENT = "nature", "cơ quan môi trường"
    INSPECTORATE = "inspectors", "Thanh tra"
    PARTY = "party", "cấp ủy"
    HEALTH = "health", "cơ quan y tế"
    LABOUR = "labour", "cơ quan lao động, nội vụ"
    OTHER = "other", "cơ quan khác"


class ConsultationAnswer(TextChoices):
    """What the body that was asked said."""

    AGREES = "agrees", "đồng ý"
    OBJECTS = "objects", "không đồng ý"
    NO_OPINION = "no_opinion", "không có ý kiến"


class CommentState(TextChoices):
    """How far a comment on a posted list is."""

    WAITING = "waiting", "chờ xem"
    TAKEN = "taken", "đã tiếp nhận"
    ANSWERED = "answered", "đã trả lời"
    REFUSED = "refused", "không nhận"


class SeatRole(TextChoices):
    """In which capacity somebody sits in a council."""

    CHAIR = "chair", "Chủ tịch Hội đồng"
    STANDING_VICE = "standing_vice", "Phó Chủ tịch thường trực"
    VICE = "vice", "Phó Chủ tịch"
    SECRETARY = "secretary", "thành viên kiêm thư ký"
    MEMBER = "member", "thành viên"


class SessionState(TextChoices):
    """How far a session is; the acts stand in session_workflow.py."""

    PLANNED = "planned", "dự kiến"
    INVITED = "invited", "đã mời"
    OPEN = "open", "đang họp"
    CLOSED = "closed", "đã họp xong"
    SIGNED = "signed", "đã ký biên bản"
    CANCELLED = "cancelled", "không họp"


class Presence(TextChoices):
    """Whether a member is there; who has not been marked is absent."""

    PRESENT = "present", "có mặt"
    WRITTEN = "written", "vắng, có ý kiến bằng văn bản"
    ABSENT = "absent", "vắng"


class ItemState(TextChoices):
    """How far an item of the agenda is."""

    WAITING = "waiting", "chưa tới"
    OPEN = "open", "đang biểu quyết"
    CLOSED = "closed", "đã có kết quả"
    VOID = "void", "phải biểu quyết lại"
    REMOVED = "removed", "đưa khỏi nội dung"


class BallotMode(TextChoices):
    """Whether it is known who chose what."""

    OPEN = "open", "biểu quyết công khai"
    SECRET = "secret", "bỏ phiếu kín"


class BallotChannel(TextChoices):
    """How ballots are cast."""

    ELECTRONIC = "electronic", "trên cổng"
    PAPER = "paper", "phiếu giấy"
    MIXED = "mixed", "trên cổng và phiếu giấy"


class Choice(TextChoices):
    """What a ballot says. An invalid one is on paper only."""

    YES = "yes", "đồng ý"
    NO = "no", "không đồng ý"
    INVALID = "invalid", "không hợp lệ"


class RecusalGround(TextChoices):
    """Why a member does not vote on an item, still counted in the total."""

    OWN_UNIT = "own_unit", "thuộc tập thể được đề nghị"
    OWN_PROPOSAL = "own_proposal", "thuộc đơn vị đề nghị"
    SELF = "self", "là người được đề nghị"
    RELATION = "relation", "có quan hệ với người được đề nghị"


class ReviewsShown(TextChoices):
    """When members see one another's written views."""

    NEVER = "never", "không hiện"
    AFTER_OWN = "after_own", "sau khi đã ghi nhận xét của mình"
    AT_SESSION = "at_session", "khi phiên họp mở"


class DecisionKind(TextChoices):
    """What a decision does."""

    AWARD = "award", "khen thưởng"
    CORRECTION = "correction", "đính chính"
    REVOCATION = "revocation", "hủy bỏ"


class DecisionState(TextChoices):
    """How far a decision is; the acts stand in decision_workflow.py."""

    DRAFT = "draft", "dự thảo"
    DECIDED = "decided", "đã quyết định"
    ISSUED = "issued", "đã phát hành"
    DROPPED = "dropped", "đã bỏ dự thảo"


class Capacity(TextChoices):
    """In which capacity a decision is signed (document format, section 3)."""

    CHAIRMAN = "chairman", "CHỦ TỊCH"
    DEPUTY = "deputy", "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"


class AwardState(TextChoices):
    """Whether an award stands."""

    VALID = "valid", "còn hiệu lực"
    REVOKED = "revoked", "đã hủy bỏ"


class LineKind(TextChoices):
    """A line of the prize fund."""

    INCOME = "income", "thu vào quỹ"
    COMMITMENT = "commitment", "giữ để chi theo quyết định"
    RELEASE = "release", "thôi giữ"
    PAYMENT = "payment", "đã chi"
    RETURN = "return", "thu hồi"
    ORGANISING = "organising", "chi tổ chức"


class FundSource(TextChoices):
    """Where the money of a fund comes from."""

    BUDGET = "budget", "ngân sách (quỹ thi đua, khen thưởng)"
    PROGRAMME = "programme", "kinh phí Chương trình MTQG xây dựng nông thôn mới"
    DONATION = "donation", "tổ chức, cá nhân đóng góp"
    OTHER = "other", "nguồn khác"


class UpwardResult(TextChoices):
    """What the level above said."""

    AWARDED = "awarded", "đã khen thưởng"
    REFUSED = "refused", "không khen thưởng"
    RETURNED = "returned", "trả lại hồ sơ"
