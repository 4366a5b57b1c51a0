"""What the auditor reads of a browser."""

import pytest

from wangge.interfaces.desk.audit.browsers import short_name

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2324A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (WINDOWS, "Chrome 130 · Windows"),
        (f"{WINDOWS} Edg/131.0.2903.70", "Edge 131 · Windows"),
        (f"{PHONE} Version/17.1 Mobile/15E148 Safari/604.1", "Safari 17 · iPhone"),
        (f"{ANDROID} Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x2800)", "微信 8 · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox 132 · Linux"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, name: str) -> None:
    assert short_name(agent) == name
