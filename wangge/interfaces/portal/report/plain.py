"""What residents call things: few plain choices, each standing for one class of matters of the catalogue in force."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.cases.models import CatalogueVersion, Category


@dataclass(frozen=True)
class Choice:
    """A plain choice: its word, its picture, and the name of the class that it stands for."""

    label: str | Promise
    icon: str
    minor_name: str


CHOICES: tuple[Choice, ...] = (
    Choice(_("垃圾没人收"), "trash", "暴露垃圾"),
    Choice(_("路面坏了"), "road", "道路破损"),
    Choice(_("井盖有问题"), "circle-dotted", "不明井盖"),
    Choice(_("路灯不亮"), "lamp", "路灯"),
    Choice(_("机动车乱停"), "parking", "机动车乱停放"),
    Choice(_("占道摆摊"), "building-store", "占道经营"),
    Choice(_("噪声扰民"), "volume", "噪声扰民"),
    Choice(_("油烟异味"), "wind", "油烟污染"),
    Choice(_("堵消防通道"), "flame", "占用消防通道"),
    Choice(_("乱堆杂物"), "box", "乱堆杂物"),
    Choice(_("绿化问题"), "tree", "绿地脏乱"),
)


@dataclass(frozen=True)
class Offered:
    """A choice as this town's catalogue can take it."""

    choice: Choice
    category: Category


def offered(on: date) -> list[Offered]:
    """The choices whose class is in force, the newest edition first. One query."""
    names = [choice.minor_name for choice in CHOICES]
    editions = CatalogueVersion.objects.in_force(on)
    known = cast("QuerySet[Category]", Category.objects.all())
    found = known.filter(minor_name__in=names, version__in=editions)
    newest = {row.minor_name: row for row in found.order_by("version__from_on", "pk") if row.is_in_force(on)}
    return [Offered(choice, newest[choice.minor_name]) for choice in CHOICES if choice.minor_name in newest]
