"""Addresses of incoming letters, meetings' conclusions and steering boards."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import boards, letters

LETTER = "van-ban-den/<uuid:uid>/"
MEETING = "ket-luan/<uuid:uid>/"
BOARD = "ban/<uuid:uid>/"
urlpatterns: list[URLPattern] = [
    path("van-ban-den/", letters.letters, name="letters"),
    path("van-ban-den/vao-so/", letters.letter_new, name="letter-new"),
    path(LETTER, letters.letter, name="letter"),
    path(f"{LETTER}giao/", letters.letter_assign, name="letter-assign"),
    path(f"{LETTER}tra-loi/", letters.letter_answer, name="letter-answer"),
    path(f"{LETTER}rut/", letters.letter_withdraw, name="letter-withdraw"),
    path("don-doc/<slug:kind>/", letters.late_letter, name="late-letter"),
    path("ket-luan/", letters.meetings_list, name="meetings"),
    path("ket-luan/ghi/", letters.meeting_new, name="meeting-new"),
    path(MEETING, letters.meeting, name="meeting"),
    path(f"{MEETING}so/", letters.meeting_number, name="meeting-number"),
    path("ban/", boards.boards, name="boards"),
    path("ban/them/", boards.board_new, name="board-new"),
    path(BOARD, boards.board, name="board"),
    path(f"{BOARD}ket-thuc/", boards.board_end, name="board-end"),
    path(f"{BOARD}thanh-vien/", boards.member_new, name="board-member-new"),
    path("ban/thanh-vien/<uuid:uid>/thoi/", boards.member_end, name="board-member-end"),
]
