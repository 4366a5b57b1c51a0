"""Where we may send to: never into our own network, unless the settings list it (SSRF)."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from wangge.kernel.refused import Refused

Address = IPv4Address | IPv6Address
LONGEST = 300
PORTS = 65536
# Behind these prefixes an IPv6 address carries an IPv4 one that a gateway would reach.
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
LOCAL_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")


def check(text: str) -> None:
    """Refuse an address to which nothing may be sent, as far as its writing tells; names are resolved when sending."""
    url = _read(text)
    if url.scheme != "https" and not (url.scheme == "http" and settings.WEBHOOK_ALLOWS_HTTP):
        raise Refused(_("地址须以 https:// 开头。"), field="url")
    if url.userinfo or url.fragment:
        raise Refused(_("地址里不能有用户名、密码或 # 之后的部分。"), field="url")
    literal = _literal(url.host)
    if literal and not is_permitted(literal):
        raise Refused(
            _("不能推送到内部网络的地址。"), field="url", mend=_("确有需要时，请运维人员在设置中列出该网段。")
        )
    if not literal and _is_local(url.host):
        raise Refused(_("不能推送到本机或内部网络的名称。"), field="url")


def is_permitted(address: Address) -> bool:
    """Whether a connection to it may be opened."""
    carried = _carried(address)
    if any(carried in network for network in settings.WEBHOOK_NETWORKS):
        return True
    is_translated = any(carried in network for network in TRANSLATED)
    return carried.is_global and not carried.is_multicast and not is_translated


def _read(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError):
        raise Refused(_("地址写得不对。"), field="url") from None
    if not url.host or len(text) > LONGEST or not 0 < (url.port or 443) < PORTS:
        raise Refused(_("地址写得不对。"), field="url")
    return url


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    name = host.rstrip(".").lower()
    if settings.WEBHOOK_NETWORKS:
        return False
    return "." not in name or name.endswith(tuple(f".{end}" for end in LOCAL_NAMES))


def _carried(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that stands for it."""
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
