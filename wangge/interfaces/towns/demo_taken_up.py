"""A matter of the demo town that stands somewhere: its people take it up from there, one step after another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wangge.accounts.actors import Actor
from wangge.accounts.roles import Role
from wangge.cases.models import Appeal, Assignment, DeskLevel, Entry
from wangge.cases.stages import close, collect, evaluate, feedback, file, handle
from wangge.cases.workflow import Ask, Stage, State
from wangge.interfaces.towns import demo_words as words
from wangge.interfaces.towns.demo_life import Life
from wangge.interfaces.towns.demo_steps import Beats
from wangge.kernel.workdays import SECOND

HELD = (0.7, 0.95)
LEFT_LYING = (4, 16)
ASKED = {"ask_return", "ask_extension", "ask_suspension", "urge", "supervise", "note"}


@dataclass
class TakenUp(Life):
    """What follows from where a case stands. At home (`is_held`) it waits almost as long as its clock allows."""

    is_held: bool = False
    done: set[str] = field(default_factory=set)

    def wait(self, hours: float) -> Beats:
        """As others do; at home, for whoever looks at the demo town."""
        due = self.case.stage_due_at
        if self.case.stage_late_at:  # somebody has left it lying, and goes on doing so for a while
            return super().wait(self.rng.uniform(*LEFT_LYING))
        if not self.is_held or due is None or due <= self.at:
            return super().wait(self.rng.uniform(*LEFT_LYING) if self.is_held else hours)
        start, end = self.calendar.worked(self.at), self.calendar.worked(due)
        held = self.calendar.moment(start + max(60 * SECOND, int((end - start) * self.rng.uniform(*HELD))))
        return self.until(min(held, due) if held > self.at else due)

    def answer_at(self, mine: Assignment) -> datetime:
        """As others do; who is late already does not hurry, and at home the limit is used to its end."""
        if mine.late_at:
            return self._later(self.rng.uniform(*LEFT_LYING))
        usual = super().answer_at(mine)
        if not self.is_held or self.plan.is_slow:
            return usual
        start, end = self.calendar.worked(self.at), self.calendar.worked(mine.due_at)
        return max(usual, self.calendar.moment(start + int((end - start) * self.rng.uniform(*HELD))))

    def _life(self) -> Beats:
        self.at, self.pair = self.case.last_entry_at, self.rng.choice(self.pictures)
        self.done = set(Entry.objects.filter(case=self.case).values_list("step", flat=True))
        yield from PARTS[Stage(self.case.stage)](self)

    def _collected(self) -> Beats:
        if self.case.ask == Ask.VERIFY:
            yield from self.wait(self.rng.uniform(0.3, 2))
            self.take(collect.answer_verify, self.worker(), said={"answer": "属实。"}, is_true=True)
        elif self.case.is_true is False:
            yield from self.wait(0.2)
            self.take(file.decline, self.desk(), said={"reason": words.UNTRUE})
        elif len(self.done) == 1:
            yield from self._file()
        else:
            yield from self.wait(self._desk_hours())
            self.take(file.file, self.desk(), condition=self.plan.condition)

    def _filed(self) -> Beats:
        if self.case.ask == Ask.VOID:
            yield from self._keep()
        else:
            yield from self._dispatch()

    def _keep(self) -> Beats:
        yield from self.wait(0.6)
        self.take(file.refuse_void, self._judge_of_desk(), said={"reason": words.NOT_VOID})

    def _handled(self) -> Beats:
        owed = self.assignments()
        asking = next((one for one in owed if one.ask), None)
        if self.case.ask == Ask.VOID:
            yield from self._keep()
        elif asking:
            yield from self._reply(asking)
        elif any(one.state == State.SENT for one in owed):
            yield from self._sign()
        else:
            yield from self._work(owed)

    def _work(self, owed: list[Assignment]) -> Beats:
        if not self.done & ASKED:
            yield from self._between()
        for mine in owed:
            yield from self._answer(mine)

    def _reply(self, mine: Assignment) -> Beats:
        """The desk grants or refuses what a handler has asked."""
        grant, refuse, by, why = REPLIES[Ask(mine.ask)]
        yield from self.wait(self.rng.uniform(0.5, 3))
        is_granted = self.rng.random() < 0.6 and self.case.desk_level != DeskLevel.COMMUNITY
        if is_granted:
            self.take(grant, by(self), on=mine)
        else:
            self.take(refuse, by(self), on=mine, said={"reason": why})

    def _answered(self) -> Beats:
        if self.case.ask == Ask.CHECK:
            yield from self.wait(self.rng.uniform(0.3, 1.5))
            said = {"reason": "已恢复。"}
            self.take(close.answer_check, self.grid_leader(), said=said, is_passed=True)
        elif self.case.is_check_passed is False:
            yield from self.wait(0.6)
            said = {"reason": words.REWORK}
            self.take(feedback.rework, self._judge_of_desk(), on=self.leading(), said=said)
        elif self.case.is_check_passed:
            yield from self.wait(self.rng.uniform(0.2, 1.5))
            self.take(close.close, self._judge_of_desk())
        else:
            yield from self._check()

    def _closed(self) -> Beats:
        appeal = Assignment.objects.filter(case=self.case, appeal__in=(Appeal.ASKED, Appeal.REVIEWED)).first()
        if appeal:
            yield from self._answer_appeal(appeal)
        elif not self.done & {"rate", "follow_up"}:
            yield from self._judge()

    def _answer_appeal(self, mine: Assignment) -> Beats:
        yield from self.wait(self.rng.uniform(8, 20))
        if mine.appeal == Appeal.ASKED:
            said = {"reason": "情况属实。"}
            self.take(evaluate.review_appeal, self.other_dispatcher(), on=mine, said=said, is_supported=True)
        else:
            said = {"reason": "按规定核定。"}
            is_granted = self.rng.random() < 0.6
            self.take(evaluate.decide_appeal, self.assessor(), on=mine, said=said, is_granted=is_granted)

    def _judge_of_desk(self) -> Actor:
        """Somebody of this desk; where its people have all handled the matter, of the next one above."""
        if not self.case.needs_upper:
            return self.second()
        if self.case.desk_level == DeskLevel.COMMUNITY:
            return self.people.at(Role.STREET_DESK, self.case.area_code[:9])[0]
        return self.people.at(Role.DUTY_OFFICER, self.land.district.code)[0]


PARTS: Mapping[Stage, Callable[[TakenUp], Beats]] = {
    Stage.COLLECT: TakenUp._collected,
    Stage.FILE: TakenUp._filed,
    Stage.DISPATCH: TakenUp._handled,
    Stage.HANDLE: TakenUp._handled,
    Stage.FEEDBACK: TakenUp._answered,
    Stage.CLOSE: TakenUp._answered,
    Stage.EVALUATE: TakenUp._closed,
}
REPLIES: Mapping[Ask, tuple[Callable[..., Any], Callable[..., Any], Callable[[TakenUp], Actor], str]] = {
    Ask.RETURN: (handle.grant_return, handle.refuse_return, TakenUp.other_dispatcher, words.INSIST),
    Ask.EXTENSION: (handle.grant_extension, handle.refuse_extension, TakenUp.second, words.NOT_EXTENDED),
    Ask.SUSPENSION: (handle.grant_suspension, handle.refuse_suspension, TakenUp.second, words.NOT_SUSPENDED),
}
