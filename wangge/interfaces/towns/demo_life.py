"""The life of one invented matter, from the report to the archive, by the acts that the desks call."""

from datetime import timedelta

from wangge.accounts.models import Department
from wangge.areas.models import Area
from wangge.cases.access import LEVELS
from wangge.cases.models import Assignment, AttachmentKind, Case, DeskLevel, Source
from wangge.cases.stages import anytime, close, collect, dispatch, evaluate, feedback, file, handle
from wangge.cases.workflow import OPEN_STAGES, Stage, State
from wangge.interfaces.towns import demo_words as words
from wangge.interfaces.towns.demo_land import place_of
from wangge.interfaces.towns.demo_steps import Beats, Photos, StandsStill, Steps, of_life

SCORES = (2, 3, 4, 4, 4, 5, 5, 5, 5, 5)


class Life(Steps):
    """What the people do, one after another; `beats` runs until the end, or until the matter stands still."""

    def beats(self) -> Beats:
        """The whole life."""
        return of_life(self._life())

    def _life(self) -> Beats:
        yield from self.begin()
        if self.tells("self"):
            yield from self._self_handle()
        else:
            yield from self._receive()
            yield from self._file()
            yield from self._dispatch()
            yield from self._handle()
        yield from self._close()
        yield from self._evaluate()

    # Receiving and filing

    def _self_handle(self) -> Beats:
        yield from self.wait(0.2)
        photos: Photos = ((self.pair.after, AttachmentKind.AFTER),)
        said = {"answer": self.rng.choice(words.DONE)}
        self.take(
            collect.self_handle, self.worker(), said=said, photos=photos, condition=self.plan.condition
        )  # fmt: skip

    def _receive(self) -> Beats:
        """A report may be declined, or be one that is known already."""
        if self.tells("moved"):
            yield from self.wait(0.2)
            there = self._next_door()
            lon, lat = self.land.spot(there, self.rng)
            self.take(collect.locate, self.desk(), area=place_of(there), place=self.place(), lon=lon, lat=lat)
        if self.tells("decline"):
            yield from self.wait(0.3)
            self.take(file.decline, self.desk(), said={"reason": self.rng.choice(words.DECLINE)})
            raise StandsStill
        if self.tells("merge"):
            yield from self.wait(0.3)
            if into := self._twin():
                self.take(file.merge, self.desk(), into=into)
                raise StandsStill

    def _next_door(self) -> Area:
        """Another grid of the same community, where there is one."""
        near = [one for one in self.land.grids if one.code[:12] == self.plan.grid.code[:12]]
        return self.rng.choice([one for one in near if one.pk != self.plan.grid.pk] or near)

    def _twin(self) -> Case | None:
        same = Case.objects.filter(area_code=self.case.area_code, stage__in=sorted(OPEN_STAGES))
        of_kind = same.filter(title=self.plan.condition.category.minor_name).exclude(pk=self.case.pk)
        return of_kind.order_by("-collected_at").first()

    def _file(self) -> Beats:
        yield from self._find_desk()
        self.stop_at("collect")
        if self.plan.source in (Source.PORTAL, Source.HOTLINE) and self.rng.random() < 0.3:
            yield from self.wait(0.1)
            said = {"said": self.rng.choice(words.CALLED)}
            self.take(anytime.contact, self.desk(), said=said, is_reached=self.rng.random() < 0.9)
        if self.tells("verify", "untrue") or self.rng.random() < 0.1:
            yield from self._verify()
        yield from self.wait(self._desk_hours())
        self.take(file.file, self.desk(), condition=self.plan.condition)
        self.stop_at("file")

    def _desk_hours(self) -> float:
        """Most of what a desk has to do is done within the hour that it has."""
        return self.rng.uniform(1.1, 1.8) if self.rng.random() < 0.04 else self.rng.uniform(0.08, 0.45)

    def _find_desk(self) -> Beats:
        """What a community cannot do goes up; what the district need not do goes to a street or community."""
        wanted = DeskLevel(self.plan.level or self._usual_level())
        while self.case.desk_level != wanted:
            rises = LEVELS.index(DeskLevel(self.case.desk_level)) < LEVELS.index(wanted)
            yield from self.wait(self.rng.uniform(0.08, 0.35))
            now = DeskLevel(self.case.desk_level)
            if LEVELS.index(now) < LEVELS.index(wanted):
                self.take(file.escalate, self.desk())
            elif not rises and now != wanted:
                self.take(file.delegate, self.desk())

    def _usual_level(self) -> str:
        """The street is the ordinary dispatching level; small matters a community does with its own hands."""
        condition, lot = self.plan.condition, self.rng.random()
        if not condition.category.is_enforcement and not self.tells("whistle", "joint", "returned", "insisted"):
            is_small = condition.handler_kind in ("community", "service_team", "")
            if is_small or lot < (0.5 if self.plan.source in (Source.WORKER, Source.DESK) else 0.15):
                return DeskLevel.COMMUNITY
        return DeskLevel.DISTRICT if lot > 0.8 else DeskLevel.STREET

    def _verify(self) -> Beats:
        yield from self.wait(0.1)
        self.take(collect.order_verify, self.desk())
        self.stop_at("verify")
        yield from self.wait(self.rng.uniform(0.1, 0.4))
        is_true = not self.tells("untrue")
        said = {"answer": "属实。" if is_true else words.UNTRUE}
        self.take(collect.answer_verify, self.worker(), said=said, is_true=is_true)
        if not is_true:
            yield from self.wait(0.1)
            self.take(file.decline, self.desk(), said={"reason": words.UNTRUE})
            raise StandsStill

    # Dispatching and handling

    def _dispatch(self) -> Beats:
        if self.tells("voided", "not_voided", "void"):
            yield from self._void()
        yield from self.wait(self._desk_hours())
        lead = self.lead()
        helpers = self.rng.sample(self.others(lead), 2)
        if self.tells("whistle", "arrive") and self.case.desk_level != DeskLevel.COMMUNITY:
            self.take(dispatch.whistle, self.dispatcher(), lead=lead, co=helpers)
        elif self.tells("joint") and self.case.desk_level != DeskLevel.COMMUNITY:
            self.take(dispatch.dispatch, self.dispatcher(), lead=lead, co=helpers)
        else:
            self.take(dispatch.dispatch, self.dispatcher(), lead=lead)
        self.stop_at("dispatch")
        self.stop_at("arrive")

    def _void(self) -> Beats:
        yield from self.wait(0.15)
        self.take(file.ask_void, self.desk(), said={"reason": words.VOID})
        self.stop_at("void")
        yield from self.wait(0.2)
        if self.tells("voided"):
            self.take(file.void, self.second())
            raise StandsStill
        self.take(file.refuse_void, self.second(), said={"reason": words.NOT_VOID})

    def _handle(self) -> Beats:
        yield from self._sign()
        self.stop_at("accept")
        yield from self._between()
        if self.case.stage == Stage.FILE:  # it was given back
            yield from self.wait(0.3)
            self.take(dispatch.dispatch, self.dispatcher(), lead=self.rng.choice(self.others(self._former())))
            yield from self._sign()
        yield from self._release()
        for mine in self.assignments():
            yield from self._answer(mine)
        self.stop_at("feedback")

    def _former(self) -> Department:
        """Who had it last."""
        return Assignment.objects.filter(case=self.case).latest("sent_at").department

    def _sign(self) -> Beats:
        """Everybody signs for it; who was called to the spot reports there, the last one perhaps too late."""
        sent = [one for one in self.assignments() if one.state == State.SENT]
        for number, mine in enumerate(sent):
            if mine.arrive_due_at:
                is_last = number == 2 and not self.plan.is_quick
                yield from self.until(self.at + timedelta(minutes=self.rng.randint(25, 40) if is_last else 6))
                self.take(handle.arrive, self.handler(mine), on=mine)
            else:
                yield from self.wait(self.rng.uniform(0.2, 1.2))
                self.take(handle.accept, self.handler(mine), on=mine)

    def _between(self) -> Beats:
        """What the lead asks of the desk, and what others say meanwhile."""
        mine = self.leading()
        if self.tells("return", "returned", "insisted"):
            yield from self._ask_return(mine)
        elif self.tells("extension", "extended", "not_extended"):
            yield from self._ask_extension(mine)
        elif self.tells("suspension", "suspended", "not_suspended"):
            yield from self._ask_suspension(mine)
        elif self.tells("urged"):
            yield from self.wait(1)
            urges = self.resident() if self.plan.source in (Source.PORTAL, Source.HOTLINE) else self.worker()
            self.take(anytime.urge, urges, said={"reason": words.URGE})
        elif self.tells("supervised"):
            yield from self.wait(1)
            self.take(anytime.supervise, self.leader(), said={"opinion": words.SUPERVISE})
        elif self.rng.random() < 0.12:
            yield from self.wait(0.5)
            self.take(anytime.note, self.handler(mine), said={"note": self.rng.choice(words.NOTES)})

    def _ask_return(self, mine: Assignment) -> Beats:
        yield from self.wait(0.5)
        self.take(handle.ask_return, self.handler(mine), on=mine, said={"reason": words.RETURN})
        self.stop_at("return")
        yield from self.wait(0.8)
        if self.tells("returned") and self.case.desk_level != DeskLevel.COMMUNITY:
            self.take(handle.grant_return, self.other_dispatcher(), on=mine)
        else:
            self.take(handle.refuse_return, self.other_dispatcher(), on=mine, said={"reason": words.INSIST})

    def _ask_extension(self, mine: Assignment) -> Beats:
        yield from self.wait(0.4)
        amount = max(1, mine.limit_amount // 2)
        said = {"reason": words.EXTENSION}
        self.take(handle.ask_extension, self.handler(mine), on=mine, said=said, amount=amount)
        self.stop_at("extension")
        yield from self.wait(0.6)
        if self.tells("extended"):
            self.take(handle.grant_extension, self.second(), on=mine)
        else:
            self.take(handle.refuse_extension, self.second(), on=mine, said={"reason": words.NOT_EXTENDED})

    def _ask_suspension(self, mine: Assignment) -> Beats:
        yield from self.wait(0.4)
        until = self.at + timedelta(days=self.rng.randint(9, 24))
        self.take(handle.ask_suspension, self.handler(mine), on=mine, said={"reason": words.SUSPENSION}, until=until)
        self.stop_at("suspension")
        yield from self.wait(0.5)
        if not self.tells("suspended"):
            self.take(handle.refuse_suspension, self.second(), on=mine, said={"reason": words.NOT_SUSPENDED})
            return
        self.take(handle.grant_suspension, self.second(), on=mine)
        if self.plan.stop == "suspended":
            raise StandsStill
        yield from self.until(until + timedelta(minutes=5))

    def _release(self) -> Beats:
        """One of those who help is not needed after all."""
        helpers = [one for one in self.assignments() if not one.is_lead]
        if helpers and self.rng.random() < 0.4 and self.plan.stop != "joint":
            yield from self.wait(0.4)
            self.take(dispatch.release, self.dispatcher(), on=helpers[-1])

    def _answer(self, mine: Assignment) -> Beats:
        mine.refresh_from_db()
        yield from self.until(self.answer_at(mine))
        if self.plan.stop == "joint" and mine.is_lead:
            raise StandsStill
        by = self.second() if self.tells("upper") else self.handler(mine)
        photos: Photos = ((self.pair.after, AttachmentKind.AFTER),)
        said = {"answer": self.rng.choice(words.DONE)}
        self.take(feedback.feedback, by, on=mine, said=said, photos=photos)

    # Closing and judging

    def _close(self) -> Beats:
        if self.tells("rework"):
            yield from self.wait(0.6)
            mine = self.leading()
            self.take(feedback.rework, self.second(), on=mine, said={"reason": words.REWORK})
            self.stop_at("rework")
            yield from self._answer(mine)
        yield from self._check()
        self.stop_at("upper")
        self.stop_at("close")
        yield from self.wait(self.rng.uniform(0.2, 1.5))
        self.take(close.close, self.second())

    def _check(self) -> Beats:
        """By its proof at the desk, or on the spot by somebody of the grid."""
        yield from self.wait(self.rng.uniform(0.2, 1.4))
        if not self.tells("check", "upper") and self.rng.random() < 0.5:
            return self.take(close.check, self.second(), is_passed=True)
        self.take(close.order_check, self.second())
        self.stop_at("check")
        yield from self.wait(self.rng.uniform(0.3, 1.5))
        return self.take(close.answer_check, self.grid_leader(), said={"reason": "已恢复。"}, is_passed=True)

    def _evaluate(self) -> Beats:
        self.stop_at("evaluate")
        if self.tells("reopen"):
            yield from self._reopen()
        if self.tells("appeal", "appeal_reviewed") and self.leading().late_at:
            yield from self._appeal()
        yield from self._judge()

    def _reopen(self) -> Beats:
        """A second round, where the term has not ended over a long holiday."""
        yield from self.wait(5)
        if self.case.stage == Stage.EVALUATE:
            self.take(evaluate.reopen, self.resident(), said={"reason": words.REOPEN})
            self.stop_at("reopen")
            yield from self._dispatch()
            yield from self._handle()
            yield from self._close()

    def _judge(self) -> Beats:
        yield from self.wait(self.rng.uniform(3, 8))
        if self.case.stage != Stage.EVALUATE:
            return
        if self.plan.source == Source.PORTAL and self.rng.random() < 0.5:
            score, said = self.rng.choice(SCORES), {"opinion": self.rng.choice(words.RATED)}
            self.take(evaluate.rate, self.resident(), said=said, is_solved=True, satisfaction=score)
        elif self.rng.random() < 0.4:
            score = self.rng.choice(SCORES)
            self.take(evaluate.follow_up, self.second(), is_reached=True, is_solved=True, satisfaction=score)
        yield from self.wait(self.rng.uniform(2, 10))
        if self.case.stage == Stage.EVALUATE and self.rng.random() < 0.6:
            self.take(evaluate.evaluate, self.second(), quality=self.rng.choice((3, 4, 4, 5, 5)))

    def _appeal(self) -> Beats:
        mine = self.leading()
        yield from self.wait(4)
        self.take(evaluate.appeal, self.handler(mine), on=mine, said={"reason": words.APPEAL})
        self.stop_at("appeal")
        yield from self.wait(4)
        said = {"reason": "情况属实。"}
        self.take(evaluate.review_appeal, self.other_dispatcher(), on=mine, said=said, is_supported=True)
        self.stop_at("appeal_reviewed")
        yield from self.wait(6)
        is_granted, said = self.rng.random() < 0.6, {"reason": "按规定核定。"}
        self.take(evaluate.decide_appeal, self.assessor(), on=mine, said=said, is_granted=is_granted)
