"""All addresses of the portal; each app brings its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from kbang_ntm.core.views.condition import metrics
from kbang_ntm.core.views.health import alive, health, ready

handler500 = "kbang_ntm.core.views.pages.server_error"

urlpatterns = [
    path("suc-khoe/", health, name="health"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("", include("kbang_ntm.core.urls")),
    path("tai-khoan/", include("kbang_ntm.core.account_urls")),
    path("", include("communes.urls")),
    path("phong-trao/", include("campaigns.urls")),
    path("khen-thuong/", include("awards.urls")),
    path("", include("reports.urls")),
    path("quan-tri/", admin.site.urls),
]
