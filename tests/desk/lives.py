"""A case brought as far as a test needs it, at the district's desk, a few minutes ago; and people at their browsers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.test import Client

from tests.world import PASSWORD, As, World, assignment_of, fresh, give_password
from wangge.accounts.actors import Actor
from wangge.cases.models import Assignment, Case, Source
from wangge.cases.stages import Visit, close, dispatch, feedback, file, handle
from wangge.kernel import clock


def browser(username: str) -> Client:
    """Somebody of the town who has signed in."""
    give_password(username)
    client = Client()
    answer = client.post("/accounts/sign-in", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


@dataclass
class Life:
    """One case at the district's desk; each method brings it one stage further, a second later than the last."""

    world: World
    now: datetime

    @classmethod
    def of(cls, world: World, minutes_ago: int = 10) -> "Life":
        return cls(world, clock.now() - timedelta(minutes=minutes_ago))

    @cached_property
    def case(self) -> Case:
        with As(self.world.operator):
            return self.world.collect(
                "operator", self._tick(), source=Source.HOTLINE, reporter_name="钱小红", reporter_phone="13912345678"
            ).case

    @property
    def assignment(self) -> Assignment:
        with As(self.world.dispatcher):
            return assignment_of(self.case.pk, self.world.departments["works"])

    def co(self) -> Assignment:
        with As(self.world.dispatcher):
            return assignment_of(self.case.pk, self.world.departments["urban"])

    def filed(self, condition: str = "heap") -> "Life":
        self._do("operator", lambda visit: file.file(self.case, visit, condition=self.world.conditions[condition]))
        return self

    def dispatched(self, *co: str) -> "Life":
        lead, helpers = self.world.departments["works"], [self.world.departments[name] for name in co]
        self.filed()._do("dispatcher", lambda visit: dispatch.dispatch(self.case, visit, lead=lead, co=helpers))
        return self

    def accepted(self, *co: str) -> "Life":
        self.dispatched(*co)._do("works_handler", lambda visit: handle.accept(self.assignment, visit))
        return self

    def answered(self) -> "Life":
        self.accepted()._do("works_handler", lambda visit: feedback.feedback(self.assignment, visit), answer="清走了")
        return self

    def checked(self) -> "Life":
        self.answered()._do("operator", lambda visit: close.check(self.case, visit, is_passed=True))
        return self

    def closed(self) -> "Life":
        self.checked()._do("duty", lambda visit: close.close(self.case, visit))
        return self

    def did(self, who: str, act: Any, *, on_assignment: bool = False, **words: str) -> "Life":
        """One more act without arguments."""
        self._do(who, lambda visit: act(self.assignment if on_assignment else self.case, visit), **words)
        return self

    def fresh(self) -> Case:
        with As(self.world.duty):
            return fresh(self.case)

    def url(self, step: str, assignment: Assignment | None = None) -> str:
        query = f"?assignment={assignment.pk}" if assignment else ""
        return f"/desk/cases/{self.case.number}/steps/{step}/{query}"

    def do(self, who: str, act: Any, **words: str) -> "Life":
        """One act that takes a visit."""
        self._do(who, act, **words)
        return self

    def _do(self, who: str, act: Any, **words: str) -> None:
        actor: Actor = self.world.people[who]
        assert self.case  # collected first
        with As(actor):
            act(Visit(actor, self._tick(), words=words))

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now
