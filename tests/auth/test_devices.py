"""People know their devices by name."""

import pytest

from familydash.auth.devices import MAX_NAME, device_name

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 ({}; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"),
        (CHROME.format("Windows NT 10.0; Win64; x64"), "Chrome on Windows"),
        (CHROME.format("Linux; Android 10; K"), "Chrome on Android"),
        (CHROME.format("X11; CrOS x86_64 14541.0.0"), "Chrome on ChromeOS"),
        (CHROME.format("Windows NT 10.0; Win64; x64") + " Edg/141.0.0.0", "Edge on Windows"),
        (CHROME.format("Macintosh; Intel Mac OS X 10_15_7") + " OPR/120.0", "Opera on Mac"),
        (SAFARI.format("iPhone"), "Safari on iPhone"),
        (SAFARI.format("iPad").replace("Version/18.0", "FxiOS/130.0"), "Firefox on iPad"),
        ("curl/8.5.0", "curl"),
        ("Home Assistant/2026.11", "Home Assistant"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("\x00\udc80", "Unknown device"),
    ],
)
def test_a_device_is_called_by_browser_and_system(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_a_name_is_short() -> None:
    assert len(device_name("x" * 5000)) == MAX_NAME
