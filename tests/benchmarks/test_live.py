"""The benchmark runs, with numbers too small to say anything."""

import sys

import pytest

from tests.benchmarks import live
from tests.benchmarks.contenders import CONTENDERS, Contender

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the benchmark reads /proc and uses epoll")


@pytest.mark.parametrize("kind", CONTENDERS, ids=lambda kind: kind.name)
def test_each_server_that_is_installed_can_be_measured(kind: type[Contender], monkeypatch: pytest.MonkeyPatch) -> None:
    if missing := kind.missing():
        pytest.skip(f"not installed: {missing}")
    monkeypatch.setattr(live, "CONTENDERS", (kind,))
    report = live.measure(subscribers=6, rounds=1, events=3, lone=2, sockets=8)
    assert f"| {kind.name} |" in report
    assert "left " in report


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, installed = CONTENDERS[1], CONTENDERS[0]
    monkeypatch.setattr(gone, "missing", classmethod(lambda _: "a broker"))
    monkeypatch.setattr(live, "CONTENDERS", (installed, gone))
    report = live.measure(subscribers=2, rounds=1, events=1, lone=2, sockets=0)
    assert "Left out, not installed: a broker." in report
