"""Papers of a dossier: built from the rows of the case, in the order the case goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from communes.models import OpinionMinutes, OpinionVillage, RecognitionCase, WorkLine
from communes.services import case_verification
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders.recognition import assessments, decision, memos, opinions
from reports.builders.recognition.certificate import drawn_certificate
from reports.checking.run import check_document
from reports.documents.registry import DocumentKind, Format
from reports.documents.renderers import render
from reports.documents.tree import Document
from reports.queries.commune_papers import cases_to_print
from tests.factories.cases import CaseWorld, make_case_world
from tests.reports.builders.words import headings_of, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db
ALL = (
    memos.COMMUNE_KIND,
    assessments.OWN_KIND,
    opinions.KIND,
    assessments.VERIFIED_KIND,
    memos.SUBMISSION_KIND,
)
MOST_QUERIES = 34


@pytest.fixture
def stage() -> CaseWorld:
    return make_case_world()


def village_verified(stage: CaseWorld) -> RecognitionCase:
    """The village's case, prepared, sent and verified."""
    return stage.verify(stage.send(stage.prepare(stage.open_village())))


def errors(document: Document, kind: DocumentKind) -> list[str]:
    return [
        finding.sentence(result.source)
        for format_ in (Format.PDF, Format.DOCX)
        if format_ in kind.formats
        for result in [check_document(render(document, format_).content)]
        for finding in result.errors
    ]


def test_the_memo_of_the_commune_asks_the_district(stage: CaseWorld) -> None:
    document = memos.build_commune(case=stage.sent())
    assert document.addressees == ("Ủy ban nhân dân huyện Kbang",)
    assert document.bases[0] == "Căn cứ Quyết định số 18/2022/QĐ-TTg ngày 02/8/2022"
    assert document.head is not None and document.head.number == "12"
    text = text_of(document)
    assert "đã tự đánh giá: xã Sơn Lang đạt 6/7 tiêu chí." in text
    assert (
        "Họp UBND xã ngày 20/06/2025, biên bản số 7/BB-UBND: 19/20 người dự họp tán thành, cần từ "
        "18 (90\u00a0%)." in text
    )
    assert "Biên bản họp đề nghị công nhận của xã (số 12/TTr-UBND ngày 20/06/2025)." in text
    assert "Tờ trình của UBND xã" not in text, "it does not enclose itself"
    assert not document.banners.draft


def test_before_it_is_sent_the_memo_is_a_draft_that_says_what_is_missing(
    stage: CaseWorld,
) -> None:
    document = memos.build_commune(case=stage.open())
    assert document.banners.draft
    assert document.head is not None and document.head.number == ""
    text = text_of(document)
    assert "Họp UBND xã: chưa có kết quả biểu quyết." in text
    assert "Biên bản họp lấy ý kiến ở các thôn, làng: chưa có." in text


def test_the_own_assessment_has_criteria_and_every_indicator(stage: CaseWorld) -> None:
    document = assessments.build_own(case=stage.open())
    text = text_of(document)
    assert "Theo số liệu quý II năm 2025, xã Sơn Lang tự đánh giá đạt 6/7 tiêu chí." in text
    assert "Chưa xác định: 17 Cây xanh." in text
    criteria, indicators = tables_of(document)
    assert [row[2] for row in rows_of(document, criteria)] == ["Đ"] * 6 + ["?"]
    assert sum(len(row) > 1 for row in rows_of(document, indicators)) == 8


def test_without_a_report_the_assessment_is_unknown(stage: CaseWorld) -> None:
    document = assessments.build_own(case=stage.open_village())
    assert "kết quả tự đánh giá từng tiêu chí là chưa xác định." in text_of(document)
    assert not document.annexes
    assert {row[2] for row in rows_of(document, tables_of(document)[0])} == {"?"}


def test_opinions_add_up_by_village(stage: CaseWorld) -> None:
    case = stage.open()
    round_ = stage.world.commune.opinion_rounds.get()
    for name, agree, disagree, words in (("Thôn 1", 40, 5, ""), ("Thôn 2", 30, 0, "Làm cầu.")):
        village = OpinionVillage.objects.create(round=round_, name=name)
        OpinionMinutes.objects.create(
            village=village, version=1, held_on=clock.today(), by=stage.world.officer,
            households=60, present=50, agree=agree, disagree=disagree,
            other=1 if words else 0, opinions=words,
        )  # fmt: skip
    document = opinions.build(case=case)
    text = text_of(document)
    assert (
        "100/120 hộ có đại diện dự họp. Đồng ý 70 hộ, bằng 70,00\u00a0% số hộ dự họp; không đồng ý "
        "5 hộ; ý kiến khác 1 hộ." in text
    )
    assert "Thôn 2: Làm cầu." in text and "Xã trả lời: chưa trả lời." in text
    assert rows_of(document, tables_of(document)[0])[-1] == ["Cộng", "120", "100", "70", "5", "1"]


def test_no_minutes_no_share_and_no_round_no_paper(stage: CaseWorld) -> None:
    case = stage.open()
    text = text_of(opinions.build(case=case))
    assert "Chưa có biên bản họp nào." in text
    assert "Mặt trận chưa chốt kết quả lấy ý kiến sự hài lòng" in text
    with pytest.raises(Refused, match="Chưa có đợt lấy ý kiến"):
        opinions.build(case=stage.open_village())


def test_a_verification_tells_words_gates_and_conclusion(stage: CaseWorld) -> None:
    case = stage.sent()
    draft = assessments.build_verified(case=case)
    assert draft.banners.draft
    text = text_of(draft)
    assert "Hồ sơ của xã Sơn Lang nhận ngày 20/06/2025." in text
    assert "Đã thẩm tra 0/7 tiêu chí; đạt 0/7 tiêu chí." in text
    assert "Chưa thẩm tra tiêu chí nào." in text
    done = assessments.build_verified(case=stage.verify(case))
    text = text_of(done)
    assert not done.banners.draft
    assert "Đã thẩm tra 7/7 tiêu chí; đạt 7/7 tiêu chí." in text
    assert "Chưa đủ điều kiện đề nghị công nhận:" in text, "the gates are not known yet"
    assert "Không phức tạp về an ninh, trật tự theo quy định của Bộ Công an: chưa xác định." in text


def test_a_word_against_a_criterion_stands_with_its_reason(stage: CaseWorld) -> None:
    case = stage.sent()
    words = stage.words(case)
    first = case.criteria_set.criteria.order_by("order")[0]
    words[first.pk] = case_verification.Word("not_met", "Chưa có đồ án.")
    case_verification.judge(case=case, words=words, actor=stage.world.coordinator)
    document = assessments.build_verified(case=stage.fresh(case))
    assert "Chưa đạt: 1 Quy hoạch chung." in text_of(document)
    assert "Tiêu chí chưa được thẩm tra là đạt: 1 Quy hoạch chung." in text_of(document)
    assert rows_of(document, tables_of(document)[0])[0][3:] == ["C", "Chưa có đồ án."]


def test_no_submission_before_the_verification(stage: CaseWorld) -> None:
    with pytest.raises(Refused, match="chưa thẩm tra xong"):
        memos.build_submission(case=stage.sent())


def test_a_submission_asks_the_province_and_keeps_the_gates_as_they_were(stage: CaseWorld) -> None:
    case = stage.submitted()
    document = memos.build_submission(case=case)
    assert document.addressees == ("Ủy ban nhân dân tỉnh Gia Lai",)
    assert document.head is not None and document.head.number == "88"
    assert "đã thẩm tra: xã Sơn Lang đạt 7/7 tiêu chí." in text_of(document)
    gates = [row[2] for row in rows_of(document, tables_of(document)[1])]
    assert gates == ["Đ"] * 4
    owed = {"kind": "accepted", "amount": 900, "on": clock.today(), "by": stage.world.officer}
    WorkLine.objects.create(work=stage.world.commune.works.get(), **owed)
    again = memos.build_submission(case=stage.fresh(case))
    assert rows_of(again, tables_of(again)[1]) == rows_of(document, tables_of(document)[1])


def test_the_decision_is_for_verified_villages_only(stage: CaseWorld) -> None:
    with pytest.raises(Refused, match="do Chủ tịch UBND tỉnh ban hành"):
        decision.build(case=stage.open())
    with pytest.raises(Refused, match="chưa thẩm tra xong"):
        decision.build(case=stage.open_village())


def test_a_village_is_recognised_by_the_chairman(stage: CaseWorld) -> None:
    case = village_verified(stage)
    draft = decision.build(case=case)
    assert draft.banners.draft
    assert draft.authority_title == "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN KBANG"
    assert draft.signers[0].authority == () and draft.signers[0].position == ("CHỦ TỊCH",)
    assert (
        "Điều 1. Công nhận làng Lợt, xã Sơn Lang đạt chuẩn làng nông thôn mới năm 2025."
        in text_of(draft)
    )
    assert not errors(draft, decision.KIND)
    with pytest.raises(Refused, match="Chưa có số, ngày quyết định"):
        drawn_certificate(case)
    done = stage.decide(case, "31/QĐ-UBND")
    paper = decision.build(case=done)
    assert not paper.banners.draft
    assert paper.head is not None and paper.head.number == "31"


def test_the_certificate_carries_the_number_of_the_decision(stage: CaseWorld) -> None:
    case = stage.decide(village_verified(stage), "31/QĐ-UBND")
    words = {slot.code: " ".join(line for _, line in lines) for slot, lines in
             drawn_certificate(case)}  # fmt: skip
    assert words["name"] == "Làng Lợt"
    assert words["place"] == "Xã Sơn Lang, huyện Kbang"
    assert words["decision"] == "Quyết định số: 31/QĐ-UBND ngày 20 tháng 6 năm 2025"
    client = Client()
    client.force_login(stage.world.neighbour_officer)
    address = reverse("reports:village-certificate", args=[case.uid])
    assert client.get(address).status_code == 404
    client.force_login(stage.world.officer)
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")


def test_no_body_that_ended_writes_a_paper(stage: CaseWorld) -> None:
    case = stage.sent()
    RecognitionCase.objects.filter(pk=case.pk).update(verifier=None)
    with pytest.raises(Refused, match="Chưa xác định cơ quan thẩm tra"):
        assessments.build_verified(case=stage.fresh(case))


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.code)
def test_each_keeps_the_form_and_takes_few_queries(
    stage: CaseWorld, kind: DocumentKind, django_assert_max_num_queries: Callable[..., object]
) -> None:
    pk = stage.submitted().pk
    case = cases_to_print(stage.world.officer).get(pk=pk)
    clock.today()
    with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[attr-defined]  # a fixture
        document = kind.build(case=case)
    assert not errors(document, kind)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.code)
def test_the_neighbour_finds_none_of_them(stage: CaseWorld, kind: DocumentKind) -> None:
    case = stage.open()
    address = reverse("reports:paper", args=[kind.code, case.uid])
    client = Client()
    client.force_login(stage.world.neighbour_officer)
    assert client.get(address).status_code == 404
    client.force_login(stage.world.officer)
    assert client.get(address).status_code == 200


def test_the_page_of_a_case_leads_to_its_papers(stage: CaseWorld) -> None:
    case = stage.open()
    client = Client()
    client.force_login(stage.world.officer)
    page = client.get(reverse("communes:case", args=[case.uid])).content.decode()
    for kind in ALL:
        assert reverse("reports:paper", args=[kind.code, case.uid]) in page
    assert "village-decision" not in page
    assert headings_of(assessments.build_verified(case=stage.send(stage.prepare(case))))[0] == (
        "I. Hồ sơ"
    )
