"""Addresses of objectives, targets and early warning."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import targets

urlpatterns: list[URLPattern] = [
    path("muc-tieu/", targets.targets, name="targets"),
    path("muc-tieu/thu-nhap-ho-ngheo/", targets.watched, name="watched-criteria"),
    path("muc-tieu/<uuid:uid>/", targets.target, name="target"),
    path("muc-tieu/<uuid:uid>/sua/", targets.edit, name="target-edit"),
    path("pt/<slug:code>/muc-tieu/", targets.add, name="target-new"),
    path("pt/<slug:code>/muc-tieu-chung/", targets.objective, name="objective-new"),
    path("muc-tieu-chung/<uuid:uid>/", targets.objective, name="objective-edit"),
]
