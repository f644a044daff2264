"""All addresses of the portal; each app brings its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("tai-khoan/", include("allauth.urls")),
    path("quan-tri/", admin.site.urls),
]
