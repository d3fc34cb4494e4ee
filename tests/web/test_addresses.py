"""Who is behind a proxy, and who only says so."""

from ipaddress import ip_network
from unittest.mock import Mock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from familydash.web.addresses import client_address, is_secure
from familydash.web.keys import SETTINGS, WebSettings

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1"))


def request(peer: str, *headers: tuple[str, str]) -> web.Request:
    app = web.Application()
    app[SETTINGS] = WebSettings(trusted_proxies=PROXIES)
    made = make_mocked_request("GET", "/", headers=headers, app=app, transport=Mock())
    return made.clone(remote=peer)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.168.1.9", [], "192.168.1.9"),
        ("192.168.1.9", ["1.2.3.4"], "192.168.1.9"),
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["1.2.3.4:5678"], "1.2.3.4"),
        ("10.0.0.1", ["[2001:db8::1]:5678"], "2001:db8::1"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.1", ["1.2.3.4, nonsense"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("::1", ["1.2.3.4"], "1.2.3.4"),
        ("", ["1.2.3.4"], ""),
    ],
)
def test_a_header_counts_as_far_as_proxies_are_trusted(peer: str, forwarded: list[str], client: str) -> None:
    headers = [("X-Forwarded-For", value) for value in forwarded]
    assert client_address(request(peer, *headers), PROXIES) == client


@pytest.mark.parametrize(
    ("peer", "protocol", "secure"),
    [
        ("10.0.0.1", "https", True),
        ("10.0.0.1", "http, https", True),
        ("10.0.0.1", "https, http", False),
        ("192.168.1.9", "https", False),
        ("10.0.0.1", "", False),
    ],
)
def test_https_is_believed_of_a_trusted_proxy(peer: str, protocol: str, secure: bool) -> None:
    assert is_secure(request(peer, ("X-Forwarded-Proto", protocol))) is secure
