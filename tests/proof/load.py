"""Teams of systems that take one case after the other through its life, and never give up on a submission.

Every submission has a key. Where the answer does not come (a broken connection, a fault, a restart) the same
submission is sent again under the same key until somebody answers it; what was answered is written down.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 10
REPORT = {"description": "井盖丢了", "place": "文一路 1 号", "area_code": "990106001001001", "category": "06001"}
TRY_AGAIN = {408, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Acknowledged:
    """A step that the house has said it keeps."""

    case: str
    entry: int
    position: int
    step: str


@dataclass
class Load:
    """The teams at work, and what they were told."""

    address: str
    condition: int
    teams: list[dict[str, str]]
    acknowledged: list[Acknowledged] = field(default_factory=list)
    sent_again: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The teams work while the block runs; each then brings its case to the end."""
        with ThreadPoolExecutor(len(self.teams)) as threads:
            working: list[Future[None]] = [threads.submit(self._work, team) for team in self.teams]
            try:
                yield
            finally:
                self.stopping.set()
            for each in working:
                each.result()

    def _work(self, team: dict[str, str]) -> None:
        with httpx.Client(base_url=f"{self.address}/api/v1", timeout=TIMEOUT_SECONDS) as client:
            while not self.stopping.is_set():
                _Life(self, client, team).live()

    def keep(self, said: dict[str, Any]) -> None:
        """Remember an answer."""
        self.acknowledged.append(Acknowledged(said["case"], said["entry"], said["position"], said["step"]))


@dataclass
class _Life:
    load: Load
    client: httpx.Client
    team: dict[str, str]

    def live(self) -> None:
        """From the report to the check, and a remark: seven steps by four systems."""
        report = {
            "description": "井盖丢了",
            "place": "文一路 1 号",
            "area_code": "990106001001001",
            "category": "06001",
        }
        number = self._post("operator", "/cases", report)["case"]
        steps = f"/cases/{number}/steps"
        self._post("duty", f"{steps}/file", {"condition": self.load.condition})
        self._post("dispatcher", f"{steps}/dispatch", {"lead": "sz."})
        assignment = self._get("works_handler", f"/cases/{number}")["assignments"][0]["id"]
        self._post("works_handler", f"{steps}/accept", {"assignment": assignment})
        self._post("works_handler", f"{steps}/feedback", {"assignment": assignment, "answer": "已换新井盖"})
        self._post("operator", f"{steps}/check", {"is_passed": True})
        self._post("duty", f"{steps}/note", {"note": "已阅"})

    def _post(self, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = self._send("POST", who, path, json=body, headers={"Idempotency-Key": str(uuid4())})
        self.load.keep(said)
        return said

    def _get(self, who: str, path: str) -> Any:
        return self._send("GET", who, path)

    def _send(self, method: str, who: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.team[who]}", **(headers or {})}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._try(method, path, headers, more)
            if answer is not None and answer.status_code not in TRY_AGAIN:
                assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
                return answer.json()
            assert time.monotonic() < deadline, f"{method} {path}: nobody answers"
            self.load.sent_again += 1
            time.sleep(PAUSE_SECONDS)

    def _try(self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]) -> httpx.Response | None:
        try:
            return self.client.request(method, path, headers=headers, **more)
        except httpx.TransportError:
            return None
