"""Addresses of stories, spread and the registers beside them."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import books, public_stories, stories, story_traces

ONE, OUTSIDE = "guong/<uuid:uid>/", "guong/bai/<uuid:uid>/"
BOOK, ROW = "so/<slug:slug>/", "so/<slug:slug>/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path("guong/", stories.stories, name="stories"),
    path("guong/de-xuat/", stories.propose, name="story-propose"),
    path("guong/bai/", public_stories.public_stories, name="stories-public"),
    path("guong/bai/gioi-thieu/", public_stories.propose, name="story-propose-public"),
    path("guong/bai/rss/", public_stories.feed, name="stories-feed"),
    path(OUTSIDE, public_stories.public_story, name="story-public"),
    path(f"{OUTSIDE}anh/", public_stories.photo, name="story-photo"),
    path(ONE, stories.story, name="story"),
    path(f"{ONE}sua/", stories.edit, name="story-edit"),
    path(f"{ONE}dong-y/", stories.consent, name="story-consent"),
    path(f"{ONE}anh/", stories.photo, name="story-photo-set"),
    path(f"{ONE}nhan/", stories.take, name="story-take"),
    path(f"{ONE}trinh/", stories.submit, name="story-submit"),
    path(f"{ONE}tra-lai/", stories.send_back, name="story-return"),
    path(f"{ONE}dang/", stories.publish, name="story-publish"),
    path(f"{ONE}khong-dang/", stories.turn_down, name="story-refuse"),
    path(f"{ONE}go/", stories.take_down, name="story-take-down"),
    path(f"{ONE}lam-lai/", stories.reopen, name="story-reopen"),
    path(f"{ONE}phat/", story_traces.broadcast, name="story-broadcast"),
    path(f"{ONE}ap-dung/", story_traces.spread, name="story-spread"),
    path("guong/phat/<uuid:uid>/rut/", story_traces.withdraw_broadcast, name="broadcast-withdraw"),
    path("guong/ap-dung/<uuid:uid>/rut/", story_traces.withdraw_spread, name="spread-withdraw"),
    path("so/", books.books, name="books"),
    path("so/sang-kien/<uuid:uid>/dung/", books.use, name="initiative-use"),
    path(BOOK, books.book, name="book"),
    path(f"{BOOK}them/", books.add, name="book-new"),
    path(ROW, books.row, name="book-row"),
    path(f"{ROW}sua/", books.edit, name="book-edit"),
    path(f"{ROW}rut/", books.withdraw, name="book-withdraw"),
]
