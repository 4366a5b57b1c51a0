"""Who works in the demo town: shops below, firms above, and who answers for them."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from wangge.interfaces.towns.demo_dwellers import Dwellers, phone_of
from wangge.interfaces.towns.demo_names import GIVEN
from wangge.interfaces.towns.demo_sites import BEGIN, Door
from wangge.registers.buildings.models import Use
from wangge.registers.organisations.models import Contact, Hazard, Kind
from wangge.registers.organisations.uscc import ALPHABET, check_sign

TRADES = (
    "便利店", "小吃店", "面馆", "水果店", "理发店", "药房", "五金店", "服装店", "烟酒店", "奶茶店", "早餐店", "洗衣店",
    "手机维修部", "打印店", "足浴店", "茶叶店", "烘焙坊", "火锅店", "电动车行", "宠物店",
)  # fmt: skip
FIRMS = (
    "科技有限公司", "商贸有限公司", "文化传媒有限公司", "物业服务有限公司", "建筑工程有限公司", "信息技术有限公司",
    "餐饮管理有限公司", "电子商务有限公司", "装饰设计有限公司", "人力资源有限公司", "物流有限公司", "咨询有限公司",
)  # fmt: skip
OTHERS = {
    Kind.SOCIAL: "社区服务中心", Kind.SCHOOL: "幼儿园", Kind.CLINIC: "口腔门诊部", Kind.AGENCY: "便民服务站",
}  # fmt: skip
HAZARDS = ("安全出口堆放杂物", "灭火器过期", "电线私拉乱接", "燃气软管老化")


@dataclass
class Shop:
    """An organisation with its contacts and what is to be minded."""

    name: str
    kind: str
    uscc: str
    staff_count: int
    opened_on: date
    inspection_due_on: date | None
    contacts: list[tuple[str, str, str]]
    hazards: list[tuple[str, str, date]]


def keep_shop(door: Door, dwellers: Dwellers, rng: random.Random, today: date) -> Shop:
    """Somebody keeps a shop, a firm or something else behind a door."""
    dwellers.count += 1
    kind = _kind(door, rng)
    opened_on = today - timedelta(days=int(rng.expovariate(1 / 1500)) + 10)
    _sex, boss, _born = dwellers.somebody(26, 64)
    contacts = [(Contact.Part.LEGAL.value, boss, phone_of(dwellers.count))]
    if rng.random() < 0.3:
        _sex, other, _born = dwellers.somebody(24, 60)
        contacts.append((Contact.Part.SAFETY.value, other, phone_of(rng.randrange(10**7, 10**8))))
    hazards = []
    if rng.random() < 0.04:
        hazards.append((Hazard.Sort.FIRE.value, rng.choice(HAZARDS), today - timedelta(days=rng.randrange(1, 60))))
    due = today + timedelta(days=rng.randrange(-20, 180)) if rng.random() < 0.6 else None
    staff = int(rng.lognormvariate(0.8 if kind == Kind.SHOP else 2.2, 0.8)) + 1
    return Shop(_name(kind, rng), kind, _uscc(dwellers.count), staff, opened_on, due, contacts, hazards)


def _kind(door: Door, rng: random.Random) -> str:
    if door.use == Use.OFFICE:
        return rng.choices((Kind.FIRM, Kind.SOCIAL, Kind.AGENCY), (92, 5, 3))[0].value
    return rng.choices((Kind.SHOP, Kind.FIRM, Kind.CLINIC, Kind.SCHOOL), (84, 12, 2.5, 1.5))[0].value


def _name(kind: str, rng: random.Random) -> str:
    signs = GIVEN[3][1].split()
    begin = rng.choice(BEGIN.split()) + rng.choice(("", "", rng.choice(signs)))
    if kind == Kind.SHOP:
        return begin + rng.choice(TRADES)
    return "云栖" + begin + (rng.choice(FIRMS) if kind == Kind.FIRM else OTHERS[Kind(kind)])


def _uscc(number: int) -> str:
    """A code of the same division that does not exist, with the right check sign."""
    digits, rest = "", number
    for _each in range(9):
        digits, rest = ALPHABET[rest % 31] + digits, rest // 31
    body = f"92990118{digits}"
    return body + check_sign(body)
