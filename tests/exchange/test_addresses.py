"""Where a webhook may go: outward only, unless the settings list a network."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from wangge.exchange import addresses
from wangge.kernel.refused import Refused


@pytest.fixture(autouse=True)
def _as_installed(settings: Any, _own_network: None) -> None:
    settings.WEBHOOK_NETWORKS = []
    settings.WEBHOOK_ALLOWS_HTTP = False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_inner_addresses_are_not_permitted(address: str) -> None:
    assert not addresses.is_permitted(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert addresses.is_permitted(ip_address(address))


def test_a_listed_network_is_permitted_and_its_neighbour_is_not(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("10.20.0.0/16")]
    assert addresses.is_permitted(ip_address("10.20.3.4"))
    assert addresses.is_permitted(ip_address("::ffff:10.20.3.4"))
    assert not addresses.is_permitted(ip_address("10.21.3.4"))


@pytest.mark.parametrize(
    "url",
    [
        "http://gov.example.cn/hook",
        "ftp://gov.example.cn/hook",
        "https://",
        "不是地址",
        "https://user:word@gov.example.cn/",
        "https://gov.example.cn/#part",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://localhost/",
        "https://db.internal/",
        "https://gov.example.cn:99999/",
        "https://gov.example.cn/" + "x" * 300,
    ],
)
def test_unfit_addresses_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Refused) as refused:
        addresses.check(url)
    assert refused.value.field == "url"


def test_a_public_https_address_is_taken(settings: Any) -> None:
    addresses.check("https://gov.example.cn:8443/hook?from=wangge")
    settings.WEBHOOK_ALLOWS_HTTP = True
    addresses.check("http://gov.example.cn/hook")
