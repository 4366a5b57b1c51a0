"""One HTTP call to another system: bounded in time and size, to a vetted address, following nobody elsewhere."""

import asyncio
import ipaddress
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx
from django.conf import settings

from wangge.exchange.addresses import is_permitted
from wangge.exchange.models import Delivery

Trouble = Delivery.Trouble
ALL_SECONDS = 20.0
CONNECT_SECONDS = 5.0
ANSWER_BYTES = 4096
AGENT = "Wangge-Webhooks/1"


@dataclass(frozen=True)
class Answer:
    """What came back. `trouble` is "" where it was accepted; `retry_after` is in seconds, 0 where nothing was asked."""

    trouble: str = ""
    status: int | None = None
    text: str = ""
    retry_after: int = 0


class _NotPermitted(Exception):
    """The name leads into a network that we may not reach."""


def send(url: str, body: bytes, headers: dict[str, str], *, at: datetime) -> Answer:
    """Post the body; every failure is an answer. Never call it inside a transaction."""
    try:
        with ThreadPoolExecutor(1) as thread:  # the caller's own thread may have an event loop already
            return thread.submit(lambda: asyncio.run(_within_time(httpx.URL(url), body, headers, at))).result()
    except _NotPermitted:
        return Answer(Trouble.ADDRESS)
    except socket.gaierror:
        return Answer(Trouble.NAME)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(Trouble.TIMEOUT)
    except (httpx.ConnectError, OSError):
        return Answer(Trouble.CONNECT)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Answer(Trouble.BROKEN)


async def _within_time(url: httpx.URL, body: bytes, headers: dict[str, str], at: datetime) -> Answer:
    async with asyncio.timeout(ALL_SECONDS):
        address = await _vetted(url)
        return await _post(url, address, body, headers, at)


async def _vetted(url: httpx.URL) -> str:
    """The address to connect to; all that the name stands for must be permitted, so that none can be slipped in."""
    port = url.port or httpx.URL(f"{url.scheme}://x").port or (443 if url.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(
        url.raw_host.decode().strip("[]"), port, type=socket.SOCK_STREAM
    )
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not all(is_permitted(ipaddress.ip_address(address)) for address in addresses):
        raise _NotPermitted
    return addresses[0]


async def _post(url: httpx.URL, address: str, body: bytes, headers: dict[str, str], at: datetime) -> Answer:
    """To this very address, under the name's own certificate: the name is not resolved a second time."""
    said = headers | {
        "host": url.netloc.decode(),
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": AGENT,
    }
    limits = httpx.Timeout(ALL_SECONDS, connect=CONNECT_SECONDS)
    async with httpx.AsyncClient(verify=_trust(), trust_env=False, follow_redirects=False, timeout=limits) as client:
        asked = client.build_request("POST", url.copy_with(host=address), content=body, headers=said)
        asked.extensions["sni_hostname"] = url.raw_host.decode()
        response = await client.send(asked, stream=True)
        try:
            return _understood(response, await _beginning(response), at)
        finally:
            await response.aclose()


async def _beginning(response: httpx.Response) -> str:
    read = b""
    async for part in response.aiter_raw():
        read += part
        if len(read) >= ANSWER_BYTES:
            break
    return read[:ANSWER_BYTES].decode(errors="replace").replace("\0", "�")


def _understood(response: httpx.Response, text: str, at: datetime) -> Answer:
    status = response.status_code
    if response.is_success:
        return Answer("", status, text)
    trouble = Trouble.REDIRECT if response.is_redirect else Trouble.REFUSED
    return Answer(trouble, status, text, _asked_pause(response.headers.get("retry-after", ""), at))


def _asked_pause(text: str, at: datetime) -> int:
    """Retry-After in seconds: a number, or the moment as an HTTP date."""
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        return max(0, int((parsedate_to_datetime(text) - at).total_seconds()))
    except (ValueError, TypeError):
        return 0


@cache
def _trust() -> ssl.SSLContext:
    """The usual authorities, and those of a closed network where the settings name a file."""
    context = httpx.create_ssl_context(trust_env=False)
    if settings.WEBHOOK_AUTHORITIES:
        context.load_verify_locations(cafile=settings.WEBHOOK_AUTHORITIES)
    return context
