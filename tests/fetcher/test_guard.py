"""Nothing but the public web is ever called, in whatever spelling, by whatever way."""
# ruff: noqa: RUF001, S104  # letters that look alike, and addresses that mean any, are what this is about

import socket
from pathlib import Path
from typing import Final

import pytest

from familydash.fetcher import guard
from familydash.fetcher.fetch import Unreadable, fetch
from familydash.fetcher.guard import AddrInfo, Guard, is_public
from tests.fetcher.at_home import Names
from tests.fetcher.conftest import Shop

PUBLIC: Final = ("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1",
    "223.255.255.254", "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2003::1")  # fmt: skip
NOT_PUBLIC: Final = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.170", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1", "::ffff:0:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::808:808", "64:ff9b:1::a00:1",
    "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:a9fe:a9fe::1", "2002:808:808::1", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fe80::1%lo", "fec0::1", "ff02::1", "ff0e::1", "4000::1", "e000::1",
    "", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "1.1.1.1 ", "8.8.8.8:80", "[2a00::1]",
)  # fmt: skip

# Each reaches a server on loopback where nobody looks at the address that is called, or is no address at all.
SPELLINGS: Final = (
    "127.0.0.1", "127.0.0.1.", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0.0.1", "0x7f.1", "0x7f.0x0.0x0.0x1",
    "0177.0.0.1", "0177.1", "017700000001", "00000177.0.0.01", "127.000.000.001", "0x0000007f.0.0.1", "127.0.0.0x1",
    "127.0.00.1", "0x7f.00.0.1", "0000000000000000177.0.0.1",
    "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "1%327.0.0.1", "127。0。0。1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127．0．0．1",
    "127｡0.0.1", "𝟏𝟐𝟕.0.0.1", "0ｘ7f000001",
    "localhost", "LOCALHOST", "localhost.", "localhost..", "ｌｏｃａｌｈｏｓｔ", "ⓛocalhost", "l%6fcalhost",
    "loc\N{SOFT HYPHEN}alhost",
    "inside.example", "INSIDE.example.", "both.example", "six.example", "mapped.example", "wrapped.example", "zero.example",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::0001]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::ffff:0:127.0.0.1]", "[::1%lo]", "[::1%25lo]", "[::%31]", "[fe80::1%25lo]",
    "0", "0.0.0.0", "[::]", "[::ffff:0.0.0.0]", "shop.example@127.0.0.1", "shop.example:80@127.0.0.1", "@127.0.0.1",
    "shop.example%40127.0.0.1", "127.0.0.1%23.shop.example", "127.0.0.1%00.shop.example", "127.0.0.1#@shop.example",
    "127.0.0.1?@shop.example", "127.0.0.1\\@shop.example", "shop.example\\@127.0.0.1",
    "127.0.0.1:0", "[::1", "::1", "", ".", "...",
)  # fmt: skip
NAMES: Final = {
    "localhost": [["127.0.0.1", "::1"]],
    "inside.example": [["127.0.0.1"]],
    "both.example": [["127.0.0.1", "::1", "127.0.0.1"]],
    "six.example": [["::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "wrapped.example": [["64:ff9b::7f00:1", "::127.0.0.1"]],
    "zero.example": [["0.0.0.0"]],
}


class Blind(Guard):
    """No guard, as far as it leads to this machine: from here nothing else is called either."""

    def allows(self, host: str, port: int) -> bool:
        return host in ("127.0.0.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1")


def test_public_addresses_may_be_called() -> None:
    assert [host for host in PUBLIC if not is_public(host)] == []


def test_nothing_else_may() -> None:
    assert [host for host in NOT_PUBLIC if is_public(host)] == []


def test_only_the_ports_of_the_web_may_be_called() -> None:
    allowed = [
        port
        for port in (0, 22, 25, 53, 79, 80, 81, 443, 444, 3306, 8000, 8080, 65535)
        if Guard().allows("1.1.1.1", port)
    ]
    assert allowed == [80, 443]


def test_what_a_test_may_call_is_one_address_on_one_port() -> None:
    opened = Guard(frozenset({("127.0.0.1", 4000)}))
    assert opened.allows("127.0.0.1", 4000)
    assert not any(opened.allows(host, port) for host, port in (("127.0.0.1", 80), ("127.0.0.2", 4000), ("::1", 4000)))


def test_an_address_of_this_machine_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address of its own may open what a firewall closes to the world. Here loopback plays that address."""
    monkeypatch.setattr(guard, "_NOT_PUBLIC", ())
    assert not is_public("127.0.0.1")
    assert is_public("8.8.8.8")


def test_the_neighbours_of_this_machine_are_not_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    interfaces = tmp_path / "if_inet6"
    interfaces.write_text(
        "2a0212340000aa000000000000000001 02 40 00 00     eth0\n20030000bbbb00000000000000000001 03 38 00 00     wlan0\n"
    )
    monkeypatch.setattr(guard, "_INTERFACES", interfaces)
    near = ("2a02:1234:0:aa00::99", "2a02:1234:0:aa00:ffff::1", "2003:0:bbbb:1::5")
    far = ("2a02:1234:0:aa01::99", "2003:0:bbbb:100::5")
    assert [is_public(host) for host in (*near, *far)] == [False] * 3 + [True] * 2

    monkeypatch.setattr(guard, "_INTERFACES", tmp_path / "nothing")
    assert is_public(near[0])


def test_a_refused_address_gets_no_socket() -> None:
    info: AddrInfo = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
    with pytest.raises(OSError, match="not to be called"):
        Guard().socket(info)


async def test_no_spelling_of_loopback_is_called(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.says("/")
    monkeypatch.setattr(guard, "PORTS", frozenset({80, 443, shop.port}))  # so that only the address is in the way
    for host in SPELLINGS:
        for url in (f"http://{host}:{shop.port}/", f"HTTP://{host}:{shop.port}"):
            with pytest.raises(Unreadable):
                await fetch(url, "page", 10_000, Guard(), Names(NAMES))
    assert shop.requests == []


async def test_without_the_guard_many_of_them_would_be(shop: Shop) -> None:
    shop.says("/")
    reached = set()
    for host in SPELLINGS:
        before = len(shop.requests)
        try:
            await fetch(f"http://{host}:{shop.port}/", "page", 10_000, Blind(), Names(NAMES))
        except Unreadable:
            continue
        if len(shop.requests) > before:
            reached.add(host)
    assert len(reached) >= 30
    assert {"127.0.0.1", "[::1]", "[::ffff:7f00:1]", "inside.example", "localhost", "１２７.０.０.１"} <= reached


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_loopback_is_not_followed(shop: Shop, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shop itself may be called by its IPv4 address; what it leads to is its own IPv6 address, and other spellings of it."""
    monkeypatch.setattr(guard, "PORTS", frozenset({80, 443, shop.port}))
    shop.says("/secret")
    for host in ("[::1]", "[::ffff:127.0.0.1]", "six.example", "mapped.example", "zero.example", "127.0.0.2", "0"):
        url = shop.leads("/", shop.url("/secret", host), status)
        with pytest.raises(Unreadable):
            await fetch(url, "page", 10_000, shop.guard, Names({**NAMES, "shop.example": [["127.0.0.1"]]}))
    assert {request.path for request in shop.requests} == {"/"}


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "ws://127.0.0.1/", "data:text/html,x", "javascript:1",
        "http://user:password@shop.example/", "http://", "//", "http:///x", "", "http://[::1", "http://127.0.0.1:99999/"],
)  # fmt: skip
async def test_a_redirect_to_something_else_than_a_page_of_the_web_is_not_followed(shop: Shop, target: str) -> None:
    url = shop.leads("/", target)
    with pytest.raises(Unreadable):
        await fetch(url, "page", 10_000, shop.guard, Names({"shop.example": [["127.0.0.1"]]}))
    assert len(shop.requests) <= 6  # an empty address is the page itself


async def test_a_name_that_changes_between_two_looks_is_checked_each_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: where the shop may be called at first, and is another machine when the redirect comes back to its name."""
    monkeypatch.setattr(guard, "PORTS", frozenset({80, 443, shop.port}))
    url = shop.leads("/", shop.url("/secret"))
    shop.says("/secret")
    names = Names({"shop.example": [["127.0.0.1"], ["::1"]]})

    with pytest.raises(Unreadable):
        await fetch(url, "page", 10_000, shop.guard, names)

    assert names.asked == ["shop.example", "shop.example"]
    assert [request.path for request in shop.requests] == ["/"]


async def test_of_several_addresses_of_a_name_only_the_good_one_is_called(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PORTS", frozenset({80, 443, shop.port}))
    url = shop.says("/")
    await fetch(url, "page", 10_000, shop.guard, Names({"shop.example": [["::1", "127.0.0.1"]]}))
    assert shop.called == ["127.0.0.1"]
