"""Words of columns on the screens of imports."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist

register = template.Library()
# Columns of the accounts' file that belong to the post.
OF_POSTS = {
    "role": "vai trò",
    "unit": "mã đơn vị",
    "agency": "mã cơ quan",
    "title": "chức danh",
    "valid": "thời gian",
    "paper": "văn bản giao",
}


@register.filter
def column_words(name: str, opts: Any) -> str:
    """A column of a model by its Vietnamese name."""
    try:
        return str(opts.get_field(name.removeprefix("post_")).verbose_name)
    except FieldDoesNotExist:
        return OF_POSTS.get(name.removeprefix("post_"), name)
