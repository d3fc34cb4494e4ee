"""Wrong attempts are slowed down, right ones never are."""

import pytest

from familydash.auth.throttle import ACCOUNT, ADDRESS, Throttle, of_address
from familydash.errors import RateLimited
from tests.conftest import StillClock

ANA = (ACCOUNT, "ana@family.example")
BEN = (ACCOUNT, "ben@family.example")
HALL = of_address("192.168.1.20")


@pytest.fixture
def throttle(clock: StillClock) -> Throttle:
    return Throttle(clock)


def test_five_at_once_then_one_a_minute(throttle: Throttle, clock: StillClock) -> None:
    for _ in range(5):
        throttle.take([ANA])
    with pytest.raises(RateLimited) as refused:
        throttle.take([ANA])
    assert refused.value.retry_after == 60

    clock.pass_(seconds=45)
    with pytest.raises(RateLimited) as refused:
        throttle.take([ANA])
    assert refused.value.retry_after == 15

    clock.pass_(seconds=15)
    throttle.take([ANA])
    with pytest.raises(RateLimited):
        throttle.take([ANA])


def test_what_was_given_back_does_not_count(throttle: Throttle) -> None:
    for _ in range(50):
        throttle.take([HALL, ANA]).give_back()
    assert len(throttle) == 0


def test_it_is_given_back_once(throttle: Throttle) -> None:
    for _ in range(4):
        throttle.take([ANA])
    right = throttle.take([ANA])
    right.give_back()
    right.give_back()
    throttle.take([ANA])
    with pytest.raises(RateLimited):
        throttle.take([ANA])


def test_where_one_bucket_is_empty_none_is_taken_from(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.take([ANA])
    for _ in range(100):
        with pytest.raises(RateLimited):
            throttle.take([HALL, ANA])
    throttle.take([HALL, BEN])


def test_an_address_has_twenty_then_one_each_ten_seconds(throttle: Throttle, clock: StillClock) -> None:
    for account in range(20):
        throttle.take([HALL, (ACCOUNT, str(account))])
    with pytest.raises(RateLimited) as refused:
        throttle.take([HALL, ANA])
    assert refused.value.retry_after == 10
    throttle.take([of_address("192.168.1.21"), ANA])
    clock.pass_(seconds=10)
    throttle.take([HALL, ANA])


def test_it_is_the_monotonic_clock_that_counts(throttle: Throttle, clock: StillClock) -> None:
    for _ in range(5):
        throttle.take([ANA])
    clock.ms += 365 * 86_400_000
    with pytest.raises(RateLimited):
        throttle.take([ANA])


def test_memory_is_capped_and_the_longest_unused_goes_first(clock: StillClock) -> None:
    throttle = Throttle(clock, keys=100)
    for _ in range(5):
        throttle.take([ANA])
    for guest in range(99):
        throttle.take([(ACCOUNT, str(guest))])
    with pytest.raises(RateLimited):
        throttle.take([ANA])
    for guest in range(1000):
        throttle.take([(ACCOUNT, f"more {guest}")])
    assert len(throttle) == 100


def test_a_whole_network_of_ipv6_is_one_address() -> None:
    assert of_address("2001:db8:1:2::1") == of_address("2001:db8:1:2:ffff::9") == (ADDRESS, "2001:0db8:0001:0002")
    assert of_address("2001:db8:1:3::1") != of_address("2001:db8:1:2::1")
    assert of_address("::ffff:192.168.1.20") == of_address("192.168.1.20") == HALL
    assert of_address("") == (ADDRESS, "")
