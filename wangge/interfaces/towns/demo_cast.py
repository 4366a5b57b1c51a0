"""Who takes the steps of one invented matter: the people of its place and of the desk that has it."""

from dataclasses import dataclass, field

from wangge.accounts.actors import Actor
from wangge.accounts.models import Department
from wangge.accounts.roles import Role
from wangge.cases.models import Assignment, Case, DeskLevel, Source
from wangge.cases.workflow import State
from wangge.interfaces.towns.demo_land import Land
from wangge.interfaces.towns.demo_people import People
from wangge.interfaces.towns.demo_plans import Plan

PORTAL = Actor.machine_named("portal")


@dataclass
class Cast:
    """The people around one matter."""

    land: Land
    people: People
    plan: Plan
    case: Case = field(init=False)

    def desk(self) -> Actor:
        """Who receives and files."""
        return self._at_desk(Role.OPERATOR, 0)

    def dispatcher(self) -> Actor:
        """Who dispatches."""
        return self._at_desk(Role.DISPATCHER, 0)

    def second(self) -> Actor:
        """Somebody else of the same desk, who has not handled it."""
        return self._at_desk(Role.DUTY_OFFICER, 1)

    def other_dispatcher(self) -> Actor:
        """The second one who dispatches."""
        return self._at_desk(Role.DISPATCHER, 1)

    def worker(self) -> Actor:
        """Who walks this grid."""
        return self.people.at(Role.GRID_WORKER, self.case.area_code)[0]

    def grid_leader(self) -> Actor:
        """Who answers for this grid."""
        return self.people.at(Role.GRID_LEADER, self.case.area_code)[0]

    def leader(self) -> Actor:
        """Who supervises."""
        return self.people.at(Role.LEADER, self.land.district.code)[0]

    def assessor(self) -> Actor:
        """Who decides appeals."""
        return self.people.at(Role.ASSESSOR, self.land.district.code)[0]

    def resident(self) -> Actor:
        """Who reported it, by the receipt."""
        return Actor.resident(self.case.pk, self.case.area_code)

    def reports(self) -> Actor:
        """Who brings the matter."""
        source = self.plan.source
        if source == Source.WORKER:
            return self.people.at(Role.GRID_WORKER, self.plan.grid.code)[0]
        if source == Source.PORTAL:
            return PORTAL
        if source == Source.DESK:
            return self.people.at(Role.COMMUNITY_DESK, self.plan.grid.code[:12])[0]
        return self.people.at(Role.OPERATOR, self.land.district.code)[0]

    def handler(self, mine: Assignment) -> Actor:
        """Who works on an assignment; in an office, the desk's own people."""
        department = mine.department
        if not department.is_office:
            return self.people.at(Role.HANDLER, department.path)[0]
        role = Role.COMMUNITY_DESK if len(department.area_code) == 12 else Role.STREET_DESK
        return self.people.at(role, department.area_code)[0]

    def lead(self) -> Department:
        """Who shall handle it: the community's own office, or whoever has this kind of matter."""
        if self.case.desk_level == DeskLevel.COMMUNITY:
            return self.people.offices[self.case.area_code[:12]]
        own = self.people.by_kind.get(self.plan.condition.handler_kind)
        return own or self.people.offices[self.case.area_code[:9]]

    def others(self, lead: Department) -> list[Department]:
        """Departments that could help, or have it instead."""
        return [one for one in self.people.departments.values() if one.pk != lead.pk and one.level == 1]

    def assignments(self) -> list[Assignment]:
        """Those that somebody still owes."""
        busy = Assignment.objects.filter(case=self.case, state__in=(State.SENT, State.ACCEPTED))
        return list(busy.order_by("sent_at", "-part", "department_path"))

    def leading(self) -> Assignment:
        """The latest lead's assignment."""
        leads = Assignment.objects.filter(case=self.case, part="lead").exclude(state=State.RETURNED)
        return leads.latest("sent_at")

    def _at_desk(self, role: Role, which: int) -> Actor:
        code, level = self.case.area_code, self.case.desk_level
        if level == DeskLevel.COMMUNITY:
            return self.people.at(Role.COMMUNITY_DESK, code[:12])[which]
        if level == DeskLevel.STREET:
            return self.people.at(Role.STREET_DESK, code[:9])[which]
        return self.people.at(role, code[:6])[which]
