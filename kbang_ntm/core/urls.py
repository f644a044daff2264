"""Addresses that name no domain noun."""

from __future__ import annotations

from django.urls import include, path

from kbang_ntm.core import account_urls
from kbang_ntm.core.views import audit, condition, files, help, inbox, jobs, notices, seals

app_name = "core"
urlpatterns = [
    path("", inbox.home, name="home"),
    path("tai-khoan/", include(account_urls.portal_patterns)),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.read_all, name="notices_read"),
    path("thong-bao/lua-chon/", notices.choose, name="notices_choose"),
    path("thong-bao/<uuid:uid>/", notices.notice, name="notice"),
    path("viec-nen/", jobs.job_list, name="jobs"),
    path("viec-nen/<uuid:uid>/", jobs.job, name="job"),
    path("viec-nen/<uuid:uid>/dung/", jobs.cancel, name="job_cancel"),
    path("viec-nen/<uuid:uid>/lam-lai/", jobs.retry, name="job_retry"),
    path("tep/<uuid:uid>/", files.stored_file, name="file"),
    path("dau-nhat-ky/", seals.roots, name="trail-roots"),
    path("tinh-trang/", condition.condition, name="condition"),
    path("lich-su/", audit.audit, name="audit"),
    path("huong-dan/", help.help_list, name="help"),
    path("huong-dan/<slug:slug>/", help.help_page, name="help_page"),
]
