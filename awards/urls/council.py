"""Addresses of councils, their sessions and votes."""

from __future__ import annotations

from django.urls import URLPattern, path

from awards.views import ballots, councils, session_acts, sessions

SESSION, ITEM = "phien-hop/<uuid:uid>", "phien-hop/noi-dung/<uuid:uid>"

urlpatterns: list[URLPattern] = [
    path("hoi-dong/", councils.councils, name="councils"),
    path("hoi-dong/moi/", councils.add, name="council-new"),
    path("hoi-dong/<uuid:uid>/", councils.council, name="council"),
    path("hoi-dong/<uuid:uid>/thanh-vien/", councils.add_seat, name="council-seat"),
    path("hoi-dong/<uuid:uid>/het-hieu-luc/", councils.end, name="council-end"),
    path("hoi-dong/thanh-vien/<uuid:uid>/thoi/", councils.end_seat, name="council-seat-end"),
    path("phien-hop/", sessions.sessions, name="sessions"),
    path("phien-hop/moi/<uuid:uid>/", session_acts.add, name="session-new"),
    path(f"{SESSION}/", sessions.session, name="session"),
    path(f"{SESSION}/dieu-hanh/", sessions.desk, name="session-desk"),
    path(f"{SESSION}/bien-ban/", sessions.minutes, name="session-minutes"),
    path(f"{SESSION}/sua/", session_acts.change, name="session-change"),
    path(f"{SESSION}/noi-dung/", session_acts.agenda, name="session-agenda"),
    path(f"{SESSION}/moi-hop/", session_acts.invite, name="session-invite"),
    path(f"{SESSION}/tra-loi/", session_acts.reply, name="session-reply"),
    path(f"{SESSION}/thanh-phan/", session_acts.attendance, name="session-attendance"),
    path(f"{SESSION}/khai-mac/", session_acts.begin, name="session-open"),
    path(f"{SESSION}/khoa/", session_acts.key, name="session-key"),
    path(f"{SESSION}/dien-bien/", session_acts.proceedings, name="session-proceedings"),
    path(f"{SESSION}/xep-thu/", session_acts.rank, name="session-rank"),
    path(f"{SESSION}/ket-thuc/", session_acts.close, name="session-close"),
    path(f"{SESSION}/ky/", session_acts.sign, name="session-sign"),
    path(f"{SESSION}/so/", session_acts.number, name="session-number"),
    path(f"{SESSION}/khong-hop/", session_acts.cancel, name="session-cancel"),
    path(f"{ITEM}/", ballots.item, name="agenda-item"),
    path(f"{ITEM}/dem/", ballots.count, name="agenda-item-count"),
    path(f"{ITEM}/bo-phieu/", ballots.cast, name="agenda-item-cast"),
    path(f"{ITEM}/nhan-xet/", ballots.review, name="agenda-item-review"),
    path(f"{ITEM}/quan-he/", ballots.relation, name="agenda-item-relation"),
    path(f"{ITEM}/sua/", ballots.change, name="agenda-item-change"),
    path(f"{ITEM}/ghi-ho/", ballots.enter, name="agenda-item-enter"),
    path(f"{ITEM}/nhac/", ballots.remind, name="agenda-item-remind"),
    path(f"{ITEM}/mo/", ballots.begin, name="agenda-item-open"),
    path(f"{ITEM}/dong/", ballots.close, name="agenda-item-close"),
    path(f"{ITEM}/lam-lai/", ballots.void, name="agenda-item-void"),
    path(f"{ITEM}/dua-ra/", ballots.remove, name="agenda-item-remove"),
    path(f"{ITEM}/vong-hai/", ballots.second, name="agenda-item-second"),
    path(f"{ITEM}/chon/", ballots.choose, name="agenda-item-choose"),
]
