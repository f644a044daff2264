"""What people read when the machine below the portal is not well."""

from __future__ import annotations

import errno

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client, RequestFactory

from kbang_ntm.core import storage
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.views.pages import server_error

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/", "/tai-khoan/dang-nhap/"])
def test_without_a_database_people_read_when_to_come_back(address: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32  # reading it is what fails
    right = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        answer = client.get(address)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = right
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Chờ một phút rồi bấm lại" in answer.content.decode()


def answer_to(fault: Exception) -> tuple[int, str]:
    try:
        raise fault
    except type(fault):
        answer = server_error(RequestFactory().get("/"))
    return answer.status_code, answer.content.decode()


def test_a_full_disk_is_said() -> None:
    status, words = answer_to(FULL)
    assert status == 507
    assert "hết chỗ" in words


def test_any_other_fault_is_a_fault() -> None:
    for fault in (OSError(errno.EACCES, "Permission denied"), ZeroDivisionError()):
        status, words = answer_to(fault)
        assert status == 500
        assert "hết chỗ" not in words


class _Leaking:
    """A stream that is cut off by a full disk after its first piece."""

    def __init__(self) -> None:
        self.left = [b"x" * 1000]

    def chunks(self, chunk_size: int | None = None) -> object:
        yield self.left[0]
        raise FULL


@pytest.mark.usefixtures("own_files")
def test_nothing_is_left_of_a_file_that_found_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "File", lambda *_, **__: _Leaking())
    with pytest.raises(Refused) as caught:
        storage.write("ab/cd/ef", None, 2000)  # type: ignore[arg-type]  # the stream above is read
    assert caught.value.code == "not_stored"
    assert "hết chỗ" in caught.value.message
    assert not default_storage.exists("ab/cd/ef")
