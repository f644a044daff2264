"""Addresses of the registers recognition rests on."""

from __future__ import annotations

from django.urls import path

from communes.views import opinions, registrations, surveys, works

ROUND, VILLAGE = "y-kien-nhan-dan/<uuid:uid>/", "y-kien-nhan-dan/thon/<uuid:uid>/"
SURVEY, GROUP = "hai-long/<uuid:uid>/", "hai-long/nhom/<uuid:uid>/"

urlpatterns = [
    path("dang-ky-nam/", registrations.registrations, name="registrations"),
    path("dang-ky-nam/moi/", registrations.begin, name="registration-new"),
    path("dang-ky-nam/<uuid:uid>/", registrations.registration, name="registration"),
    path("dang-ky-nam/<uuid:uid>/soan/", registrations.edit, name="registration-edit"),
    path("dang-ky-nam/<uuid:uid>/gui/", registrations.send, name="registration-send"),
    path("cong-trinh/", works.works, name="works"),
    path("cong-trinh/moi/", works.add, name="work-new"),
    path("cong-trinh/van-ban-no/", works.statement, name="debt-statement"),
    path("cong-trinh/<uuid:uid>/", works.work, name="work"),
    path("cong-trinh/<uuid:uid>/sua/", works.edit, name="work-edit"),
    path("cong-trinh/<uuid:uid>/dong/", works.line, name="work-line"),
    path("cong-trinh/<uuid:uid>/rut/", works.withdraw, name="work-withdraw"),
    path("cong-trinh/dong/<uuid:uid>/dao/", works.take_back, name="work-line-back"),
    path("y-kien-nhan-dan/", opinions.rounds, name="opinion-rounds"),
    path("y-kien-nhan-dan/moi/", opinions.open_round, name="opinion-open"),
    path(ROUND, opinions.round_page, name="opinion-round"),
    path(f"{ROUND}tong-so/", opinions.total, name="opinion-total"),
    path(f"{ROUND}them/", opinions.add_village, name="opinion-add"),
    path(f"{ROUND}chot/", opinions.close, name="opinion-close"),
    path(f"{ROUND}mo-lai/", opinions.reopen, name="opinion-reopen"),
    path(VILLAGE, opinions.village, name="opinion-village"),
    path(f"{VILLAGE}tra-loi/", opinions.answer, name="opinion-answer"),
    path(f"{VILLAGE}bo/", opinions.remove, name="opinion-remove"),
    path("hai-long/", surveys.surveys, name="surveys"),
    path("hai-long/mo/", surveys.open_survey, name="survey-open"),
    path(SURVEY, surveys.survey, name="survey"),
    path(f"{SURVEY}them/", surveys.add_group, name="survey-group"),
    path(f"{SURVEY}chot/", surveys.close, name="survey-close"),
    path(f"{SURVEY}mo-lai/", surveys.reopen, name="survey-reopen"),
    path(f"{SURVEY}cong-bo/", surveys.publish, name="survey-publish"),
    path(GROUP, surveys.count, name="survey-count"),
    path(f"{GROUP}bo/", surveys.remove_group, name="survey-group-remove"),
    path("cong-khai/hai-long/", surveys.public_surveys, name="survey-public"),
    path("cong-khai/hai-long/<uuid:uid>/", surveys.public_survey, name="survey-public-one"),
]
