"""Addresses of the movement's pages, one module a part of the app."""

from __future__ import annotations

from campaigns.urls import (
    clusters,
    contributions,
    inspections,
    letters,
    petitions,
    plan,
    reviews,
    stories,
    support,
    targets,
    tasks,
)

app_name = "campaigns"
urlpatterns = [
    *plan.urlpatterns,
    *targets.urlpatterns,
    *tasks.urlpatterns,
    *letters.urlpatterns,
    *support.urlpatterns,
    *clusters.urlpatterns,
    *contributions.urlpatterns,
    *inspections.urlpatterns,
    *petitions.urlpatterns,
    *stories.urlpatterns,
    *reviews.urlpatterns,
]
