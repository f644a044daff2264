"""The moment a deadline is judged by: the proxy's word, tickets, and what does not count."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from kbang_ntm.core.admission.arrival import COOKIE, SALT, arrival_of, hand_out, note_start

NOON = "2025-06-30T12:00:00+07:00"
pytestmark = pytest.mark.django_db  # the clock asks once whether this is a demonstration


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def asked(cookie: str = "", **heads: str):
    request = RequestFactory().get("/", headers=heads)
    if cookie:
        request.COOKIES[COOKIE] = cookie
    note_start(request)
    return request


def ticket(first: float, last: float, salt: str = SALT) -> str:
    return signing.dumps(["abc", first, last], salt=salt)


# Of seconds: how long an answer is worked on is counted by a clock that these tests cannot stop.
WORKED = 0.5


def seconds_before(request) -> float:
    """How long before now the request counts as arrived."""
    found = arrival_of(request)
    return (found.received - found.at).total_seconds()


class TestTickets:
    def test_none_is_the_request_itself(self):
        found = arrival_of(asked())
        assert found.at == found.received
        assert found.trace() == {}

    def test_the_first_knock_counts_within_the_grace(self):
        now = time.time()
        request = asked(ticket(now - 1200, now - 899))
        assert seconds_before(request) == pytest.approx(1200, abs=WORKED)
        arrival = arrival_of(request)
        assert arrival.trace() == {
            "waited_since": "2025-06-30T11:40:00+07:00",
            "received_at": arrival.received.isoformat(),
            "ticket": "abc",
        }
        received = arrival.received.timestamp()
        assert now - WORKED < received <= now

    def test_a_jump_of_the_clock_while_an_act_is_worked_on_is_on_no_receipt(self):
        with time_machine.travel("2025-06-30T12:00:00+07:00", tick=False) as clock_of_machine:
            request = asked()
            clock_of_machine.shift(3 * 3600)
            arrival = arrival_of(request)
            assert time.time() - arrival.received.timestamp() < WORKED

    def test_a_second_after_the_grace_it_does_not(self):
        now = time.time()
        assert seconds_before(asked(ticket(now - 1200, now - 901))) == 0

    def test_an_hour_after_the_first_knock_it_does_not(self):
        now = time.time()
        assert seconds_before(asked(ticket(now - 3601, now - 5))) == 0

    @pytest.mark.parametrize("wrong", ["x", "a:b:c"])
    def test_what_we_did_not_sign_does_not(self, wrong):
        assert seconds_before(asked(wrong)) == 0

    def test_what_we_signed_for_another_use_does_not(self):
        # Signed within the test: a signature holds the second, and two processes of one run would
        # collect two names of the same test.
        now = time.time()
        assert seconds_before(asked(ticket(now - 30, now - 10, salt="other"))) == 0

    def test_waiting_again_keeps_the_first_knock(self):
        now = time.time()
        request, response = asked(ticket(now - 30, now - 10)), HttpResponse()
        given = hand_out(request, response, now)
        assert (given.no, given.first, given.last) == ("abc", now - 30, now)
        assert response.cookies[COOKIE]["httponly"]
        again = asked(response.cookies[COOKIE].value)
        assert seconds_before(again) == pytest.approx(30, abs=WORKED)

    def test_who_comes_back_after_the_grace_begins_anew(self):
        now = time.time()
        given = hand_out(asked(ticket(now - 2000, now - 901)), HttpResponse(), now)
        assert given.no != "abc"
        assert given.first == now


class TestProxy:
    def test_its_word_counts_from_the_first_byte(self, settings):
        settings.BEHIND_TLS_PROXY = True
        now = time.time()
        request = asked(**{"X-Request-Start": f"t={now - 2:.3f} age=41.500"})
        assert request.arrived == pytest.approx(now - 43.5, abs=0.002)

    def test_without_a_proxy_nobody_may_say_so(self, settings):
        settings.BEHIND_TLS_PROXY = False
        request = asked(**{"X-Request-Start": f"t={time.time() - 2:.3f} age=41.500"})
        assert request.arrived == time.time()

    @pytest.mark.parametrize("said", ["t=99999999999.000 age=1.000", "t=1.000 age=1.000", "t=x",
                                      "t=1000000000.000 age=0.000"])  # fmt: skip
    def test_nonsense_and_long_ago_do_not_count(self, settings, said):
        settings.BEHIND_TLS_PROXY = True
        assert asked(**{"X-Request-Start": said}).arrived == time.time()
