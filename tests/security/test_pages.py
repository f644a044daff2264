"""What a missing page sends along; the others are looked at in the walk of `test_rights`."""

from __future__ import annotations

import pytest

from tests.security.looks import problems_of
from tests.security.stage import ANONYMOUS, client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data("demo"),
    pytest.mark.usefixtures("quiet"),
]


def test_a_page_that_is_missing_is_strict_too() -> None:
    answer = client_of(ANONYMOUS).get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert problems_of(answer, answer.content.decode(), ours=True) == []
