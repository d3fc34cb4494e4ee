"""Host, Origin, ids, logs and headers: what happens around every request."""

import asyncio
import logging
import re

import pytest

from familydash.web.keys import WebSettings
from tests.web.conftest import Client


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST:8000", "127.0.0.1", "192.168.1.5:8000", "[::1]", "[fe80::1]:8000", "nas.local",
        "My-NAS.local:80", "family.example", "Family.Example:443", "family.example.",
    ],
)  # fmt: skip
async def test_our_own_names_are_answered(nobody: Client, host: str) -> None:
    assert (await nobody.get("/health", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "family.example.evil.example", "notfamily.example", "local", ".local", "evil.example#.local",
        "127.0.0.1.evil.example", "localhost:99999", "localhost:x", "[::1", "::1", "a b", "localhost@evil.example",
        "evil.example/localhost", "127.1", "0x7f.1", "-.local", "nas.local.evil", "localhost, evil.example",
    ],
)  # fmt: skip
async def test_a_foreign_name_is_421(nobody: Client, host: str) -> None:
    answer = await nobody.get("/health", headers={"Host": host})
    assert (answer.status, (await answer.json())["error"]["code"]) == (421, "MISDIRECTED_REQUEST")


@pytest.mark.parametrize("hosts", [b"", b"Host: localhost\r\nHost: evil.example\r\n", b"Host:\r\n"])
async def test_no_name_and_two_names_are_refused(nobody: Client, hosts: bytes) -> None:
    assert nobody.port is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", nobody.port)
    writer.write(b"GET /health HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n")
    line = await reader.readline()
    assert b" 421 " in line or b" 400 " in line
    writer.close()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("nas.local:8000", "http://nas.local:8000"),
        ("192.168.1.5", "http://192.168.1.5"),
        ("192.168.1.5:80", "http://192.168.1.5"),
        ("family.example", "https://family.example"),
        ("family.example", "https://family.example:443"),
        ("Family.Example", "https://family.example"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
async def test_our_own_pages_may_write(nobody: Client, host: str, origin: str) -> None:
    assert (await nobody.post("/door", headers={"Host": host, "Origin": origin})).status == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("nas.local:8000", "http://nas.local"),
        ("nas.local:8000", "http://nas.local:9000"),
        ("nas.local", "https://evil.example"),
        ("nas.local", "null"),
        ("nas.local", ""),
        ("nas.local", "nas.local"),
        ("nas.local", "http://nas.local.evil.example"),
        ("nas.local", "http://nas.local/"),
        ("nas.local", "http://user@nas.local"),
        ("nas.local", "ftp://nas.local"),
        ("nas.local", "chrome-extension://nas.local"),
    ],
)
async def test_foreign_pages_may_not(nobody: Client, host: str, origin: str) -> None:
    headers = {"Host": host, "Origin": origin}
    answer = await nobody.post("/door", headers=headers)
    assert (answer.status, (await answer.json())["error"]["code"]) == (403, "FORBIDDEN")
    assert (await nobody.delete("/notes/1", headers=headers)).status == 403
    assert (await nobody.get("/health", headers=headers)).status == 200
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert (await nobody.get("/nothing", headers=headers | upgrade)).status == 403


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)]
)
async def test_a_browser_that_names_no_origin_says_whether_it_is_foreign(
    nobody: Client, site: str, status: int
) -> None:
    assert (await nobody.post("/door", headers={"Sec-Fetch-Site": site})).status == status
    assert (await nobody.get("/health", headers={"Sec-Fetch-Site": site})).status == 200


async def test_every_answer_has_an_id(nobody: Client) -> None:
    for path in ("/health", "/notes", "/nothing", "/app/", "/openapi.json", "/fails/defect"):
        answer = await nobody.get(path)
        assert re.fullmatch(r"[A-Za-z0-9._-]{22}", answer.headers["X-Request-ID"])
    error = (await (await nobody.get("/notes", headers={"X-Request-ID": "my.id-1_a"})).json())["error"]
    assert error["trace_id"] == "my.id-1_a"


@pytest.mark.parametrize("id", ["", "a" * 65, "a b", "ä", "a;b"])
async def test_a_strange_id_is_replaced(nobody: Client, id: str) -> None:
    answer = await nobody.get("/health", headers={"X-Request-ID": id})
    assert len(answer.headers["X-Request-ID"]) == 22


async def test_the_log_has_the_path_and_never_the_query(nobody: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "familydash.access"):
        await nobody.get("/not%0Ahing?token=secret", headers={"X-Request-ID": "r-1"})
    (line,) = [record for record in caplog.records if record.name == "familydash.access"]
    assert re.fullmatch(r"GET /not%0Ahing 404 \d+\.\d ms r-1", line.getMessage())
    assert "secret" not in caplog.text


async def test_safe_headers_are_on_every_answer(nobody: Client) -> None:
    for path in ("/health", "/notes", "/app/", "/nothing"):
        headers = (await nobody.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
    docs = (await nobody.get("/docs")).headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in docs
    assert "script-src" not in docs


class TestWithAForeignOriginAllowed:
    ALLOWED = "https://app.example"
    ASK = {"Origin": ALLOWED, "Access-Control-Request-Method": "PUT"}  # noqa: RUF012

    @pytest.fixture
    def settings(self) -> WebSettings:
        return WebSettings(cors_origins=(self.ALLOWED,))

    async def test_its_preflight_is_answered(self, nobody: Client) -> None:
        names = "authorization,content-type,if-match,idempotency-key"
        answer = await nobody.options("/notes/1", headers={**self.ASK, "Access-Control-Request-Headers": names})
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == self.ALLOWED
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert answer.headers["Access-Control-Allow-Methods"] == "PUT"
        allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(",")
        assert set(allowed) == set(names.split(","))

    @pytest.mark.parametrize("origin", ["https://evil.example", "https://app.example.evil.example", "null"])
    async def test_another_one_is_not(self, nobody: Client, origin: str) -> None:
        answer = await nobody.options("/notes/1", headers={**self.ASK, "Origin": origin})
        assert (answer.status, (await answer.json())["error"]["code"]) == (403, "FORBIDDEN")
        assert "Access-Control-Allow-Origin" not in answer.headers

    async def test_it_may_read_and_write(self, ana: Client) -> None:
        answer = await ana.post("/notes", json={"name": "a"}, headers={"Origin": self.ALLOWED})
        assert answer.status == 201
        assert answer.headers["Access-Control-Allow-Origin"] == self.ALLOWED
        shown = answer.headers["Access-Control-Expose-Headers"].split(",")
        assert {"ETag", "Location", "X-Request-ID"} <= set(shown)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Origin" in answer.headers["Vary"]

    async def test_it_reads_errors_too(self, nobody: Client) -> None:
        answer = await nobody.put("/notes", headers={"Origin": self.ALLOWED})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (405, self.ALLOWED)
        answer = await nobody.get("/notes", headers={"Origin": self.ALLOWED})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (401, self.ALLOWED)

    async def test_others_get_nothing_of_it(self, nobody: Client) -> None:
        answer = await nobody.get("/health", headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert (await nobody.post("/door", headers={"Origin": "https://evil.example"})).status == 403
