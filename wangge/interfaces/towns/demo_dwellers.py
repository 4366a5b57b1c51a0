"""Who lives in the demo town: families as a Chinese city has them, tenants, people away, a few from abroad."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from wangge.interfaces.towns.demo_names import given_name, stranger, surname
from wangge.interfaces.towns.demo_sites import Door, Site
from wangge.registers.buildings.models import Use
from wangge.registers.people.codes import Capacity, Care, Education, Marriage, Presence, Relation, Sex
from wangge.registers.people.documents import NOWHERE, DocumentKind, check_sign
from wangge.registers.people.models.person import CHILDHOOD_YEARS

# Nobody has been given these ranges.
PHONE_RANGES = ("161", "163", "169")
MALE, FEMALE = Sex.MALE.value, Sex.FEMALE.value
OWNING = {
    "old_couple": 14, "old_alone": 7, "couple": 10, "one_child": 26, "two_children": 12, "three_generations": 14,
    "alone": 10, "single_parent": 5, "grandparents": 2,
}  # fmt: skip
RENTING = {"alone": 30, "couple": 27, "one_child": 15, "mates": 26, "abroad": 2}
STUDIES = (
    # born from, education, weight
    (1985, ((Education.POSTGRADUATE, 6), (Education.BACHELOR, 34), (Education.COLLEGE, 27), (Education.VOCATIONAL, 13),
            (Education.HIGH, 11), (Education.MIDDLE, 9))),
    (1965, ((Education.BACHELOR, 13), (Education.COLLEGE, 17), (Education.VOCATIONAL, 12), (Education.HIGH, 22),
            (Education.MIDDLE, 31), (Education.PRIMARY, 5))),
    (0, ((Education.BACHELOR, 4), (Education.COLLEGE, 7), (Education.HIGH, 17), (Education.MIDDLE, 34),
         (Education.PRIMARY, 32), (Education.OTHER, 6))),
)  # fmt: skip
NATIONS = ("01",) * 96 + ("08", "11", "15", "03")
WORK = ("职员", "工人", "教师", "店员", "司机", "个体经营", "工程师", "护士", "厨师", "保洁", "快递员", "会计", "销售")


@dataclass
class Dweller:
    """One person with the one residence of his."""

    number: int
    name: str
    sex: str
    born_on: date
    relation: str
    capacity: str
    presence: str
    from_on: date
    document_kind: str = ""
    document: str = ""
    phone: str = ""
    education: str = ""
    marriage: str = ""
    nation: str = "01"
    occupation: str = ""
    care: str = ""
    is_child: bool = False
    is_minor: bool = False


class Dwellers:
    """Makes the people of one building; `count` numbers have been given before."""

    def __init__(self, rng: random.Random, today: date, count: int, site: Site) -> None:
        self.rng = rng
        self.today = today
        self.count = count
        self.site = site

    def families(self, door: Door) -> list[list[Dweller]]:
        """The households behind a door; nobody where nobody lives."""
        if door.use == Use.OWN:
            kind = self._one_of(OWNING)
            is_registered = self.rng.random() < 0.76
            return [getattr(self, f"_{kind}")(Capacity.REGISTERED if is_registered else Capacity.FLOATING)]
        if door.use == Use.LET:
            kind = self._one_of(RENTING)
            is_near = self.rng.random() < 0.10
            return [getattr(self, f"_{kind}")(Capacity.REGISTERED if is_near else Capacity.FLOATING)]
        if door.use == Use.EMPTY and self.rng.random() < 0.25:
            return [self._gone()]
        return []

    def owner(self, door: Door) -> tuple[str, str]:
        """Who owns a dwelling that is let, and his phone."""
        if door.use not in (Use.LET, Use.SHOP):
            return "", ""
        name = surname(self.rng) + given_name(self.rng, self.rng.choice((MALE, FEMALE)), 1970)
        return name, phone_of(self.rng.randrange(10**7, 10**8))

    def somebody(self, youngest: int, oldest: int, sex: str = "") -> tuple[str, str, date]:
        """Sex, name and day of birth of somebody of an age."""
        sex = sex or (MALE if self.rng.random() < 0.508 else FEMALE)
        born_on = self._born(youngest, oldest)
        return sex, surname(self.rng) + given_name(self.rng, sex, born_on.year), born_on

    def _old_couple(self, capacity: str) -> list[Dweller]:
        return self._pair(60, 86, capacity)

    def _old_alone(self, capacity: str) -> list[Dweller]:
        sex = MALE if self.rng.random() < 0.35 else FEMALE
        one = self._head(65, 96, capacity, sex)
        one.marriage = Marriage.WIDOWED
        if self._age(one.born_on) >= 80:
            one.care = Care.OLD_ALONE
        return [one]

    def _couple(self, capacity: str) -> list[Dweller]:
        return self._pair(24, 58, capacity)

    def _one_child(self, capacity: str) -> list[Dweller]:
        return self._with_children(self._pair(27, 56, capacity), 1)

    def _two_children(self, capacity: str) -> list[Dweller]:
        return self._with_children(self._pair(29, 50, capacity), 2)

    def _three_generations(self, capacity: str) -> list[Dweller]:
        family = self._with_children(self._pair(30, 48, capacity), self.rng.choice((1, 1, 2)))
        for sex in (FEMALE, MALE)[: self.rng.choice((1, 2, 2))]:
            oldest = self._age(family[0].born_on)
            family.append(self._member(sex, oldest + 22, min(oldest + 32, 92), Relation.PARENT, family[0]))
        return family

    def _grandparents(self, capacity: str) -> list[Dweller]:
        """A child whose parents work elsewhere."""
        family = self._pair(55, 72, capacity)
        child = self._member(self._any_sex(), 3, 15, Relation.GRANDCHILD, family[0])
        child.care = Care.CHILD_BEHIND
        return [*family, child]

    def _alone(self, capacity: str) -> list[Dweller]:
        return [self._head(22, 45 if capacity == Capacity.FLOATING else 62, capacity)]

    def _single_parent(self, capacity: str) -> list[Dweller]:
        one = self._head(28, 50, capacity, FEMALE if self.rng.random() < 0.7 else MALE)
        one.marriage = Marriage.DIVORCED
        return self._with_children([one], 1)

    def _mates(self, capacity: str) -> list[Dweller]:
        first = self._head(19, 38, capacity)
        return [first, *(self._member(self._any_sex(), 19, 38, Relation.OTHER, first, is_kin=False)
                         for _each in range(self.rng.choice((1, 1, 2, 3))))]  # fmt: skip

    def _abroad(self, _capacity: str) -> list[Dweller]:
        one = self._head(24, 60, Capacity.FOREIGN)
        one.name, one.document_kind, one.nation = stranger(self.rng), DocumentKind.PASSPORT, ""
        one.document = f"ZZ{one.number:07d}"
        return [one]

    def _gone(self) -> list[Dweller]:
        """Registered here, and away."""
        family = self._pair(25, 70, Capacity.REGISTERED)
        for one in family:
            one.presence = Presence.AWAY
        return family

    def _pair(self, youngest: int, oldest: int, capacity: str) -> list[Dweller]:
        man = self._head(youngest, oldest, capacity, MALE)
        age = self._age(man.born_on)
        woman = self._member(FEMALE, max(age - 6, 20), max(age + 2, 21), Relation.SPOUSE, man, is_kin=False)
        man.marriage = woman.marriage = Marriage.MARRIED
        if self.rng.random() < 0.2:
            man.relation, woman.relation = woman.relation, man.relation
            return [woman, man]
        return [man, woman]

    def _with_children(self, family: list[Dweller], count: int) -> list[Dweller]:
        parent_age = min(self._age(one.born_on) for one in family)
        for _each in range(count):
            sex = self._any_sex()
            relation = Relation.SON if sex == MALE else Relation.DAUGHTER
            family.append(self._member(sex, max(parent_age - 36, 0), max(parent_age - 22, 1), relation, family[0]))
        return family

    def _head(self, youngest: int, oldest: int, capacity: str, sex: str = "") -> Dweller:
        sex, name, born_on = self.somebody(youngest, oldest, sex)
        return self._known(name, sex, born_on, Relation.HEAD, capacity, self._since(born_on, capacity))

    def _member(
        self, sex: str, youngest: int, oldest: int, relation: str, head: Dweller, *, is_kin: bool = True
    ) -> Dweller:
        sex, name, born_on = self.somebody(youngest, oldest, sex)
        if is_kin:
            name = head.name[:1] + given_name(self.rng, sex, born_on.year)
        return self._known(name, sex, born_on, relation, head.capacity, max(head.from_on, born_on))

    def _known(self, name: str, sex: str, born_on: date, relation: str, capacity: str, since: date) -> Dweller:
        self.count += 1
        age = self._age(born_on)
        one = Dweller(self.count, name, sex, born_on, relation, capacity, self._presence(capacity, age), since)
        one.is_child, one.is_minor = age <= CHILDHOOD_YEARS, age < 18
        one.document_kind, one.document = DocumentKind.CITIZEN, number_of(one)
        one.phone = phone_of(one.number) if age >= 14 and self.rng.random() < 0.93 else ""
        one.education, one.nation = self._education(born_on, age), self.rng.choice(NATIONS)
        one.marriage = Marriage.SINGLE if age < 28 else ""
        one.occupation = self.rng.choice(WORK) if 22 <= age < 60 else ("学生" if 6 <= age < 22 else "")
        if age >= 75 and self.rng.random() < 0.08:
            one.care = Care.MOBILITY if age < 85 else Care.EVACUATION
        return one

    def _presence(self, capacity: str, age: int) -> str:
        if capacity != Capacity.REGISTERED:
            return Presence.HERE
        return Presence.AWAY if 18 <= age <= 40 and self.rng.random() < 0.16 else Presence.BOTH

    def _education(self, born_on: date, age: int) -> str:
        if age < 6:
            return ""
        for limit, told in ((12, Education.PRIMARY), (15, Education.MIDDLE), (18, Education.HIGH)):
            if age < limit:
                return told
        shares = next(shares for year, shares in STUDIES if born_on.year >= year)
        return self.rng.choices([each for each, _weight in shares], [weight for _each, weight in shares])[0]

    def _since(self, born_on: date, capacity: str) -> date:
        """Since when somebody lives here: long where he is registered, three years on average where he rents."""
        mean = 9.0 if capacity == Capacity.REGISTERED else 2.6
        days = int(self.rng.expovariate(1 / mean) * 365)
        return max(born_on, self.today - timedelta(days=min(days, 40 * 365)))

    def _born(self, youngest: int, oldest: int) -> date:
        return self.today - timedelta(days=int(self.rng.uniform(youngest, oldest + 1) * 365.25))

    def _age(self, born_on: date) -> int:
        return (self.today - born_on).days * 4 // 1461

    def _any_sex(self) -> str:
        return MALE if self.rng.random() < 0.515 else FEMALE

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]


def number_of(one: Dweller) -> str:
    """A citizen's number of a division that does not exist, with the right check sign; no two people have the same."""
    serial = one.number * 2 + (one.sex == MALE)
    body = f"{NOWHERE}{1000 + serial // 1000:04d}{one.born_on:%Y%m%d}{serial % 1000:03d}"
    return body + check_sign(body)


def phone_of(number: int) -> str:
    """A phone that nobody has; no two people the same."""
    return PHONE_RANGES[number % 3] + f"{number * 7_368_787 % 10**8:08d}"
