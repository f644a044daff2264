"""With nothing in the database but the row itself a paper is printed, or refused in a sentence that
says what to do."""

from __future__ import annotations

import pytest

from campaigns.models import Campaign
from kbang_ntm.core.errors import Refused
from reports.documents.papers import Paper
from reports.papers.movement import PAPERS
from tests.reports.builders.movement.reading import text_of
from tests.reports.builders.movement.stage import make_stage
from tests.reports.checking.form import assert_keeps_the_form

pytestmark = pytest.mark.django_db
REFUSED = {
    "plan": "Bản kế hoạch chưa có mục nào. Thêm mục rồi in.",
    "reminder-letter": "Không có việc nào của phong trào quá hạn nên chưa cần đôn đốc.",
    "inspection-decision": "Đoàn chưa có thành viên nào. Thêm thành viên rồi in.",
    "inspection-conclusion": "Cuộc kiểm tra chưa xong nên chưa có kết luận. Kết thúc rồi in.",
    "petition-answer": "Kiến nghị chưa có quyết định nên chưa trả lời được. Quyết định rồi in.",
    "cluster-minutes": "Các thành viên chưa tự chấm xong nên chưa họp thống nhất điểm.",
    "review-notice": "Chưa ghi ngày họp. Ghi ngày họp của đợt sơ kết, tổng kết rồi in.",
}
SAID = {
    "targets-report": "Phong trào chưa ghi mục tiêu của đơn vị nào.",
    "tasks-by-agency": "Phong trào chưa giao nhiệm vụ nào.",
    "contributions-report": "Sổ huy động chưa có khoản nào.",
    "petition-list": "Danh sách không có kiến nghị nào.",
    "scoring-sheet": "Bảng chấm chưa có nội dung nào.",
    "meeting-notice": "Kết luận cuộc họp: ………",
    "guidance-letter": "Nội dung hướng dẫn: ………",
    "pledge-sheet": "Thi đua giảm nghèo.",
    "review-invitation": "Địa điểm: ........",
    "review-agenda": "Người chủ trì điều chỉnh chương trình khi cần.",
    "review-minutes": "Có 0/",
    "review-report": "Có 0/",
}
ROWS = [paper for paper in PAPERS if paper.about != "consultation"]  # is one of a nomination


@pytest.mark.parametrize("paper", ROWS, ids=lambda paper: paper.kind.code)
def test_an_empty_row_is_printed_or_refused_with_a_way_out(paper: Paper) -> None:
    row = make_stage().rows[paper.about]
    code = paper.kind.code
    if code in REFUSED:
        with pytest.raises(Refused) as refused:
            paper.kind.build(**{paper.about: row})
        assert refused.value.message == REFUSED[code]
        return
    document = paper.kind.build(**{paper.about: row})
    assert SAID[code] in text_of(document)
    assert_keeps_the_form(document, paper.kind)


@pytest.mark.parametrize("code", ["targets-report", "tasks-by-agency", "contributions-report"])
def test_a_campaign_of_a_unit_that_has_ended_is_still_printed(code: str) -> None:
    stage = make_stage()
    stage.world.district.versions.update(valid=("2000-01-01", "2024-01-01"))
    paper = next(one for one in PAPERS if one.kind.code == code)
    document = paper.kind.build(campaign=Campaign.objects.get())
    assert document.head is not None and document.head.issuing_body[-1] == "HUYỆN KBANG"
