"""The life of one invented matter: who does what when, with the timer's visits in between."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.accounts.roles import Role
from wangge.areas.models import Area
from wangge.cases.models import Assignment, AttachmentKind, Case, DeskLevel, FilingCondition, LateRule, Source
from wangge.cases.models.catalogue import StageClock
from wangge.cases.routing import late_rule
from wangge.cases.stages import anytime, close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.visit import Subject, Visit
from wangge.cases.workflow import FINAL_STAGES, Stage, State
from wangge.interfaces.towns import demo_words as words
from wangge.interfaces.towns.demo_land import Land, place_of
from wangge.interfaces.towns.demo_people import People
from wangge.interfaces.towns.demo_pictures import Pair
from wangge.kernel import clock
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

TIMER = Actor.machine_named("timer")
PORTAL = Actor.machine_named("portal")
MOST_TIMER_VISITS = 12
Photos = tuple[tuple[Any, AttachmentKind], ...]


@dataclass(frozen=True)
class Plan:
    """What shall become of a matter."""

    begins_at: datetime
    grid: Area
    condition: FilingCondition
    source: Source
    special: str = ""
    stop: str = ""
    is_slow: bool = False
    is_quick: bool = False
    level: str = ""


class Over(Exception):
    """The matter has come to the present moment, or stands still."""


@dataclass
class Life:
    """Takes the steps of one plan, one after another, until the present moment."""

    land: Land
    people: People
    pictures: list[Pair]
    rng: random.Random
    now: datetime
    plan: Plan
    case: Case = field(init=False)
    at: datetime = field(init=False)
    pair: Pair = field(init=False)

    def live(self, open_cases: list[Case]) -> None:
        """From the first report to the end, or as far as time has come."""
        self.at, self.pair = self.plan.begins_at, self.rng.choice(self.pictures)
        self._collect()
        try:
            self._go(open_cases)
        except (Over, Refused):
            self._let_time_pass(self.now)
        self.case.refresh_from_db()
        if self.case.stage not in FINAL_STAGES:
            open_cases.append(self.case)

    def _go(self, open_cases: list[Case]) -> None:
        special = self.plan.special
        if special == "self":
            self._self_handle()
        elif not self._is_left_out(special, open_cases):
            self._file()
            self._dispatch()
            self._handle()
        self._close()
        self._evaluate()

    def _collect(self) -> None:
        plan, rng = self.plan, self.rng
        lon, lat = self.land.spot(plan.grid, rng)
        is_resident = plan.source in (Source.PORTAL, Source.HOTLINE)
        known = plan.source != Source.PORTAL or rng.random() < 0.6
        report = collect.Report(
            source=plan.source, area=place_of(plan.grid), place=self._place(), lon=lon, lat=lat,
            category=plan.condition.category if known else None,
            reporter_name=self._reporter() if is_resident else "",
            reporter_phone=f"199{rng.randrange(10**8):08d}" if is_resident else "",
            is_urgent=rng.random() < 0.04, wants_receipt=is_resident,
        )  # fmt: skip
        photos: Photos = ((self.pair.before, AttachmentKind.BEFORE),) if plan.source != Source.HOTLINE else ()
        visit = Visit(self._reports(), self.at, new_id(), {"description": self._description()}, photos)
        with clock.played_at(self.at):
            self.case = collect.collect(report, visit).case

    def _is_left_out(self, special: str, open_cases: list[Case]) -> bool:
        """A report that is never filed."""
        if special == "decline":
            self._step(file.decline, self._desk, 0.3, reason=self.rng.choice(words.DECLINE))
            raise Over
        if special == "untrue":
            self._verify(is_true=False)
            self._step(file.decline, self._desk, 0.3, reason=words.UNTRUE)
            raise Over
        if special == "merge" and (into := self._same_place(open_cases)):
            self._step(file.merge, self._desk, 0.4, into=into)
            raise Over
        return False

    def _same_place(self, open_cases: list[Case]) -> Case | None:
        code = self.case.area_code[:9]
        for other in reversed(open_cases):
            if other.area_code.startswith(code):
                other.refresh_from_db()
                if other.stage not in FINAL_STAGES:
                    return other
        return None

    def _file(self) -> None:
        self._rise()
        self._stop_at("collect")
        if self.plan.stop == "verify" or self.rng.random() < 0.12:
            self._verify(is_true=True)
        self._step(file.file, self._desk, 0.4, condition=self.plan.condition)
        self._stop_at("file")

    def _rise(self) -> None:
        """What a community cannot do itself goes up; what shows a level goes there."""
        wanted = self.plan.level or ("community" if self._is_for_community() else "street")
        order = list(DeskLevel)
        for _each in order:
            self.case.refresh_from_db()
            if order.index(DeskLevel(self.case.desk_level)) >= order.index(DeskLevel(wanted)):
                return
            self._step(file.escalate, self._desk, 0.3)

    def _is_for_community(self) -> bool:
        """Small matters a community does with its own hands."""
        if self.plan.condition.handler_kind in ("community", "service_team", ""):
            return True
        is_small = self.plan.source in (Source.WORKER, Source.DESK) and not self.plan.condition.category.is_enforcement
        return is_small and self.rng.random() < 0.6

    def _verify(self, *, is_true: bool) -> None:
        self._step(collect.order_verify, self._desk, 0.3)
        self._stop_at("verify")
        answer = "属实。" if is_true else words.UNTRUE
        self._step(collect.answer_verify, self._worker, 1.2, is_true=is_true, answer=answer)

    def _dispatch(self) -> None:
        lead = self._lead()
        if self.plan.special == "voided" or self.plan.stop == "void":
            self._step(file.ask_void, self._desk, 0.4, reason=words.VOID)
            self._stop_at("void")
            self._step(file.void, self._second, 1)
            raise Over
        is_called = "whistle" in (self.plan.special, self.plan.stop) and self.case.desk_level != DeskLevel.COMMUNITY
        if is_called:
            self._step(dispatch.whistle, self._dispatcher, 0.3, lead=lead, co=self._co(lead))
        else:
            self._step(dispatch.dispatch, self._dispatcher, 0.3, lead=lead)
        self._stop_at("dispatch")
        self._stop_at("whistle")

    def _lead(self) -> Department:
        self.case.refresh_from_db()
        if self.case.desk_level == DeskLevel.COMMUNITY:
            return self.people.offices[self.case.area_code[:12]]
        own = self.people.by_kind.get(self.plan.condition.handler_kind)
        return own or self.people.offices[self.case.area_code[:9]]

    def _co(self, lead: Department) -> list[Department]:
        others = [one for one in self.people.departments.values() if one != lead and one.level == 1]
        return self.rng.sample(others, 2)

    def _handle(self) -> None:
        for mine in self._assignments():
            act = handle.arrive if mine.arrive_due_at else handle.accept
            self._step(act, self._handler, 0.7, on=mine)
        self._stop_at("accept")
        if not self._asks(self._leading()):
            return self._handle_again()
        for mine in self._assignments():
            self._answer(mine)
        self._stop_at("feedback")
        return None

    def _handle_again(self) -> None:
        """The lead gave it back: another one gets it."""
        others = [one for one in self.people.departments.values() if one.level == 1]
        self._step(dispatch.dispatch, self._dispatcher, 0.5, lead=self.rng.choice(others))
        for mine in self._assignments():
            self._step(handle.accept, self._handler, 0.7, on=mine)
            self._answer(mine)

    def _asks(self, mine: Assignment) -> bool:
        """What the lead asks of the desk; False where it was given back."""
        kind = self.plan.stop or self.plan.special
        if kind in ("return", "returned", "insisted"):
            self._step(handle.ask_return, self._handler, 0.5, on=mine, reason=words.RETURN)
            self._stop_at("return")
            if kind == "returned":
                self._step(handle.grant_return, self._dispatcher, 0.8, on=mine)
                return False
            self._step(handle.refuse_return, self._dispatcher, 0.8, on=mine, reason=words.INSIST)
        elif kind in ("extension", "extended"):
            self._step(handle.ask_extension, self._handler, 0.5, on=mine, amount=1, reason=words.EXTENSION)
            self._stop_at("extension")
            self._step(handle.grant_extension, self._second, 0.6, on=mine)
        elif kind in ("suspension", "suspended"):
            self._suspend(mine)
        elif kind == "urged":
            self._step(anytime.urge, self._worker, 2, reason=words.URGE)
        elif kind == "supervised":
            self._step(anytime.supervise, self._leader, 2, opinion=words.SUPERVISE)
        elif self.rng.random() < 0.1:
            self._step(anytime.note, self._handler, 1, on=self.case, note=self.rng.choice(words.NOTES))
        return True

    def _suspend(self, mine: Assignment) -> None:
        until = self.at + timedelta(days=self.rng.randint(6, 25))
        self._step(handle.ask_suspension, self._handler, 0.4, on=mine, until=until, reason=words.SUSPENSION)
        self._stop_at("suspension")
        self._step(handle.grant_suspension, self._second, 0.5, on=mine)
        self._stop_at("suspended")
        self.at = until + timedelta(minutes=5)

    def _answer(self, mine: Assignment) -> None:
        mine.refresh_from_db()
        share = (
            self.rng.uniform(1.05, 1.5)
            if self.plan.is_slow or self.plan.stop == "appeal"
            else self.rng.uniform(0.15, 0.9)
        )
        wanted = mine.sent_at + (mine.due_at - mine.sent_at) * share
        hours = 0.5 if self.plan.is_quick else max(0.2, (wanted - self.at) / timedelta(hours=1))
        photos: Photos = ((self.pair.after, AttachmentKind.AFTER),)
        self._step(
            feedback.feedback, self._handler, hours, on=mine, is_exact=True, photos=photos,
            answer=self.rng.choice(words.DONE),
        )  # fmt: skip

    def _self_handle(self) -> None:
        photos: Photos = ((self.pair.after, AttachmentKind.AFTER),)
        self._step(collect.self_handle, self._worker, 0.2, condition=self.plan.condition, photos=photos)

    def _close(self) -> None:
        if "rework" in (self.plan.special, self.plan.stop):
            self._step(feedback.rework, self._second, 1, on=self._leading(), reason=words.REWORK)
            self._stop_at("rework")
            self._answer(self._leading())
        if self.plan.stop == "check" or self.rng.random() < 0.5:
            self._step(close.order_check, self._second, 0.8)
            self._stop_at("check")
            self._step(close.answer_check, self._other_worker, 2, is_passed=True, answer="已恢复。")
        else:
            self._step(close.check, self._second, 0.8, is_passed=True)
        self._stop_at("close")
        self._step(close.close, self._second, 0.8)

    def _evaluate(self) -> None:
        self._stop_at("evaluate")
        resident = Actor.resident(self.case.pk, self.case.area_code)
        if "reopen" in (self.plan.special, self.plan.stop):
            self._step(evaluate.reopen, lambda: resident, 9, reason=words.REOPEN)
            self._stop_at("reopen")
            self._dispatch()
            self._handle()
            self._close()
        if "appeal" in (self.plan.special, self.plan.stop) and self._leading().late_at:
            self._appeal()
        if self.plan.source == Source.PORTAL and self.rng.random() < 0.5:
            score = self.rng.choice((3, 4, 4, 5, 5, 5))
            said = self.rng.choice(words.RATED)
            self._step(evaluate.rate, lambda: resident, 12, is_solved=True, satisfaction=score, words=said)
        elif self.rng.random() < 0.4:
            self._step(evaluate.follow_up, self._second, 14, is_reached=True, is_solved=True,
                       satisfaction=self.rng.choice((3, 4, 5, 5)))  # fmt: skip
        if self.rng.random() < 0.6:
            self._step(evaluate.evaluate, self._second, 24, quality=self.rng.choice((3, 4, 4, 5, 5)))
        raise Over

    def _appeal(self) -> None:
        mine = self._leading()
        self._step(evaluate.appeal, self._handler, 6, on=mine, reason=words.APPEAL)
        self._stop_at("appeal")
        self._step(evaluate.review_appeal, self._dispatcher, 10, on=mine, is_supported=True, reason="情况属实。")
        is_granted = self.rng.random() < 0.6
        self._step(evaluate.decide_appeal, self._assessor, 12, on=mine, is_granted=is_granted, reason="按规定核定。")

    def _stop_at(self, name: str) -> None:
        if self.plan.stop == name:
            raise Over

    # One step, and whose it is

    def _step(
        self,
        act: Callable[..., object],
        who: Callable[..., Actor],
        hours: float,
        *,
        on: Subject | None = None,
        is_exact: bool = False,
        photos: Photos = (),
        **facts: Any,
    ) -> None:
        pause = hours * (1 if is_exact else 0.4 if self.plan.is_quick else self.rng.lognormvariate(0, 0.5))
        at = self._in_daytime(self.at + timedelta(hours=pause))
        if at >= self.now:
            raise Over
        self._let_time_pass(at)
        by = who(on) if isinstance(on, Assignment) and who == self._handler else who()
        said = {name: text for name, text in facts.items() if isinstance(text, str)}
        rest = {name: value for name, value in facts.items() if name not in said}
        with clock.played_at(at):
            act(on or self.case, Visit(by, at, new_id(), said, photos), **rest)
        self.at = at

    def _in_daytime(self, at: datetime) -> datetime:
        if self.plan.is_quick or self.plan.condition.limit_unit == "emergency_hour":
            return at
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        if local.hour >= 19:
            local += timedelta(days=1)
        elif local.hour >= 8:
            return at
        return datetime.combine(local.date(), time(8, self.rng.randint(5, 59)), local.tzinfo)

    def _let_time_pass(self, at: datetime) -> None:
        """The timer comes by at each moment that is due."""
        for _each in range(MOST_TIMER_VISITS):
            self.case.refresh_from_db()
            rows: list[Subject] = [self.case]
            if self.case.dispatched_at:
                rows += Assignment.objects.filter(case=self.case, next_due_at__lte=at)
            due = [row for row in rows if row.next_due_at and row.next_due_at <= at]
            if not due:
                return
            row = min(due, key=lambda each: each.next_due_at or at)
            moment = max(row.next_due_at or at, self.at)
            with clock.played_at(moment):
                self._timer_sees(row, moment)

    def _timer_sees(self, row: Subject, moment: datetime) -> None:
        visit = Visit(TIMER, moment)
        if isinstance(row, Assignment):
            self._sees_assignment(row, moment)
        elif row.stage == Stage.EVALUATE:
            evaluate.end(row, visit)
        else:
            was_late = bool(row.stage_late_at) or not row.stage_due_at or row.stage_due_at > moment
            anytime.mark_late(row, visit)
            if not was_late:
                self._follow_rule(row, moment)

    def _sees_assignment(self, row: Assignment, moment: datetime) -> None:
        visit = Visit(TIMER, moment)
        if row.state == State.SUSPENDED:
            handle.resume(row, visit)
        elif row.is_awaited_at_spot and row.arrive_due_at and row.arrive_due_at <= moment:
            handle.mark_arrival_late(row, visit)
        else:
            handle.mark_assignment_late(row, visit)
            if row.is_lead and late_rule(StageClock.HANDLE, self.case.desk_level, clock.day_of(moment)):
                anytime.supervise(self.case, Visit(TIMER, moment))

    def _follow_rule(self, case: Case, moment: datetime) -> None:
        stage = {Stage.COLLECT: StageClock.FILE, Stage.FILE: StageClock.DISPATCH}.get(Stage(case.stage))
        rule = late_rule(stage, case.desk_level, clock.day_of(moment)) if stage else None
        if rule and rule.follows == LateRule.Follows.ESCALATE and case.desk_level != DeskLevel.DISTRICT:
            file.escalate(case, Visit(TIMER, moment))

    def _desk(self) -> Actor:
        return self._at_desk(Role.OPERATOR, 0)

    def _dispatcher(self) -> Actor:
        return self._at_desk(Role.DISPATCHER, 0)

    def _second(self) -> Actor:
        """Somebody of the same desk who has not handled it."""
        return self._at_desk(Role.DUTY_OFFICER, 1)

    def _at_desk(self, role: Role, which: int) -> Actor:
        code, level = self.case.area_code, self.case.desk_level
        if level == DeskLevel.COMMUNITY:
            return self.people.at(Role.COMMUNITY_DESK, code[:12])[which]
        if level == DeskLevel.STREET:
            return self.people.at(Role.STREET_DESK, code[:9])[which]
        return self.people.at(role, code[:6])[which]

    def _worker(self) -> Actor:
        return self.people.at(Role.GRID_WORKER, self.plan.grid.code)[0]

    def _other_worker(self) -> Actor:
        return self.people.at(Role.GRID_LEADER, self.plan.grid.code)[0]

    def _leader(self) -> Actor:
        return self.people.at(Role.LEADER, self.land.district.code)[0]

    def _assessor(self) -> Actor:
        return self.people.at(Role.ASSESSOR, self.land.district.code)[0]

    def _handler(self, mine: Assignment | None = None) -> Actor:
        department = (mine or self._leading()).department
        if not department.is_office:
            return self.people.at(Role.HANDLER, department.path)[0]
        role = Role.COMMUNITY_DESK if len(department.area_code) == 12 else Role.STREET_DESK
        return self.people.at(role, department.area_code)[0]

    def _reports(self) -> Actor:
        if self.plan.source == Source.WORKER:
            return self._worker()
        if self.plan.source == Source.PORTAL:
            return PORTAL
        if self.plan.source == Source.DESK:
            return self.people.at(Role.COMMUNITY_DESK, self.plan.grid.code[:12])[0]
        return self.people.at(Role.OPERATOR, self.land.district.code)[0]

    def _assignments(self) -> list[Assignment]:
        busy = Assignment.objects.filter(case=self.case, state__in=(State.SENT, State.ACCEPTED))
        return list(busy.select_related("department").order_by("sent_at", "id"))

    def _leading(self) -> Assignment:
        """The latest lead."""
        leads = Assignment.objects.filter(case=self.case, part="lead").exclude(state=State.RETURNED)
        found = leads.select_related("department").order_by("-sent_at").first()
        if found is None:
            raise Over
        return found

    def _place(self) -> str:
        road, other = self.rng.sample(words.ROADS, 2)
        spot = self.rng.choice(words.SPOTS)
        return spot.format(road=road, other=other, n=self.rng.randint(2, 388), m=self.rng.randint(1, 18))

    def _description(self) -> str:
        condition = self.plan.condition
        said, more = self.rng.choice(words.SEEN), self.rng.choice(words.MORE)
        return said.format(what=condition.category.minor_name, text=condition.text.rstrip("。；"), more=more)

    def _reporter(self) -> str:
        return self.rng.choice(words.FAMILY) + self.rng.choice(("先生", "女士", *words.GIVEN))
