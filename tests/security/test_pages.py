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


@pytest.mark.parametrize(
    "inline",
    [
        "<script>x()</script>",
        '<script src="/a.js">x()</script>',
        "<style>b{}</style>",
        '<base href="/x">',
        '<p style="color:red">x</p>',
        "<p onclick=x()>x</p>",
        '<p data-a="1"onmouseover="x()">x</p>',
        '<a hx-on:click="x()">x</a>',
        '<a href=" javascript:x()">x</a>',
        '<img src="data:image/png;base64,AA">',
        "<form action=//xau.example>",
        '<button formaction="https://xau.example">x</button>',
    ],
)
def test_what_runs_in_a_page_is_found(inline: str) -> None:
    answer = client_of(ANONYMOUS).get("/khong-co-trang-nay/")
    calm = answer.content.decode()
    assert problems_of(answer, calm, ours=True) == []
    assert problems_of(answer, calm.replace("</main>", f"{inline}</main>"), ours=True) != []
