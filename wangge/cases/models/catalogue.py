"""The catalogue: what matters there are, when each is filed and closed, how long it may take and who handles it.

Nothing here is overwritten. A row that changes ends (`to_on`) and a new one begins, so that a case
keeps the condition under which it was filed. What differs from town to town is a row with the
standard it follows.
"""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import Area
from wangge.cases.models.assignment import Part
from wangge.cases.models.case import DeskLevel, Source
from wangge.kernel.kept import KeptKey, kept_under
from wangge.kernel.workdays import Unit

__all__ = [
    "CatalogueVersion",
    "Category",
    "Dated",
    "Field",
    "FilingCondition",
    "FirstDesk",
    "HandlerKind",
    "Kind",
    "Route",
    "StageClock",
    "StageLimit",
]

CODE = r"^[0-9A-Z]{2,3}$"


class Kind(models.TextChoices):
    """The two kinds of matters of the national directory."""

    OBJECT = "object", _("部件")
    ITEM = "item", _("事项")


class Field(models.TextChoices):
    """The eight fields of community work, for local matters."""

    PEACE = "peace", _("综治维稳")
    FIRE = "fire", _("消防安全")
    HEALTH = "health", _("卫生健康")
    CIVIL = "civil", _("民政优抚")
    PARTY = "party", _("宣传党建")
    CLEAN = "clean", _("环境卫生")
    LABOUR = "labour", _("人社劳动")
    AGEING = "ageing", _("社保老龄")


class HandlerKind(models.TextChoices):
    """Kinds of handlers that a condition names; routes say which department this is in which area."""

    ENFORCEMENT = "enforcement", _("城管执法")
    MUNICIPAL = "municipal", _("市政设施")
    SANITATION = "sanitation", _("环境卫生")
    GREENING = "greening", _("园林绿化")
    WATER_SUPPLY = "water_supply", _("供水")
    DRAINAGE = "drainage", _("排水")
    GAS = "gas", _("燃气")
    HEATING = "heating", _("供热")
    POWER = "power", _("电力")
    TELECOM = "telecom", _("通信")
    TRANSPORT = "transport", _("交通运输")
    TRAFFIC_POLICE = "traffic_police", _("公安交管")
    POLICE = "police", _("公安")
    FIRE = "fire", _("消防")
    EMERGENCY = "emergency", _("应急管理")
    HOUSING = "housing", _("住房和城乡建设")
    MARKET = "market", _("市场监管")
    ENVIRONMENT = "environment", _("生态环境")
    WATER_AFFAIRS = "water_affairs", _("水务")
    AGRICULTURE = "agriculture", _("农业农村")
    CULTURE = "culture", _("文化旅游体育")
    HEALTH = "health", _("卫生健康")
    CIVIL = "civil", _("民政")
    LABOUR = "labour", _("人力资源社会保障")
    INSURANCE = "insurance", _("医疗保障")
    JUSTICE = "justice", _("司法行政")
    VETERANS = "veterans", _("退役军人事务")
    DISABLED = "disabled", _("残联")
    PARTY = "party", _("党建宣传")
    POST = "post", _("邮政")
    OWNER = "owner", _("产权单位")
    STREET = "street", _("街道办事处")
    COMMUNITY = "community", _("社区")
    SERVICE_TEAM = "service_team", _("组团服务队")


class StageClock(models.TextChoices):
    """What has a limit of its own, beside the handling limit of the condition."""

    RECEIVE = "receive", _("受理")
    VERIFY = "verify", _("核实")
    FILE = "file", _("立案")
    DISPATCH = "dispatch", _("派遣")
    ACCEPT = "accept", _("签收")
    ARRIVE = "arrive", _("报到")
    CONTACT = "contact", _("联系诉求人")
    HANDLE = "handle", _("处置")
    ANSWER = "answer", _("审批申请")
    CHECK = "check", _("核查")
    CLOSE = "close", _("结案")
    FOLLOW_UP = "follow_up", _("回访")
    EVALUATE = "evaluate", _("评价期")
    REOPEN = "reopen", _("重办期")
    SUSPEND = "suspend", _("挂账最长")
    APPEAL = "appeal", _("申诉期")


D = TypeVar("D", bound=models.Model)


class DatedRows(models.QuerySet[D]):
    """Rows that begin and end."""

    def in_force(self, on: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)


class Dated(models.Model):
    """A row in force from a day (inclusive) to a day (exclusive; none: until further notice)."""

    from_on = models.DateField(_("启用日期"))
    to_on = models.DateField(_("停用日期"), null=True, blank=True)
    standard_ref = models.CharField(_("依据标准"), max_length=200, blank=True, default="")

    objects = DatedRows.as_manager()

    class Meta:
        abstract = True

    def is_in_force(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


def _days_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name=name)


@kept_under("catalogue")
class CatalogueVersion(Dated):
    """One edition of the directory: a national one, or the town's own."""

    code = models.CharField(_("版本"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    is_local = models.BooleanField(_("本地目录"), default=False)

    class Meta:
        verbose_name = _("目录版本")
        verbose_name_plural = _("目录版本")
        constraints: ClassVar[list[models.BaseConstraint]] = [_days_in_order("version_days_in_order")]

    def __str__(self) -> str:
        return self.name


@kept_under("catalogue")
class Category(Dated):
    """One class of matters (小类) of a directory."""

    version = KeptKey(CatalogueVersion, verbose_name=_("目录版本"), on_delete=models.PROTECT, related_name="categories")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    field = models.CharField(_("领域"), max_length=10, choices=Field, blank=True, default="")
    major_code = models.CharField(_("大类代码"), max_length=3, db_collation="C")
    major_name = models.CharField(_("大类"), max_length=50)
    minor_code = models.CharField(_("小类代码"), max_length=3, db_collation="C")
    minor_name = models.CharField(_("小类"), max_length=100)
    synonyms = models.CharField(_("俗称"), max_length=200, blank=True, default="")
    is_enforcement = models.BooleanField(_("须执法"), default=False)
    is_service = models.BooleanField(_("为民服务"), default=False)
    maps_to = models.ForeignKey(
        "self",
        verbose_name=_("对应新目录"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mapped_from",
    )

    class Meta:
        verbose_name = _("小类")
        verbose_name_plural = _("小类")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "kind", "major_code", "minor_code"], name="category_unique_in_version"
            ),
            models.CheckConstraint(
                condition=Q(major_code__regex=CODE) & Q(minor_code__regex=CODE), name="category_codes_have_shape"
            ),
            models.CheckConstraint(condition=~Q(minor_name="") & ~Q(major_name=""), name="category_has_names"),
            _days_in_order("category_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.minor_name

    @property
    def code(self) -> str:
        """Major and minor code in one, as printed in the directory: 01001."""
        return f"{self.major_code}{self.minor_code}"

    @property
    def path_name(self) -> str:
        """Major and minor name."""
        return f"{self.major_name} · {self.minor_name}"


@kept_under("catalogue")
class FilingCondition(Dated):
    """When a matter of a class is filed (立案条件), how long its handling may take and when it may be closed.

    `number` counts the conditions of a category and stays the same when a condition is revised:
    the old row ends and a new one with the same number begins.
    """

    category = KeptKey(Category, verbose_name=_("小类"), on_delete=models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("立案条件"), max_length=500)
    limit_amount = models.PositiveSmallIntegerField(_("时限"))
    limit_unit = models.CharField(_("单位"), max_length=20, choices=Unit)
    season = models.CharField(_("适用季节"), max_length=20, blank=True, default="")
    closing = models.CharField(_("结案条件"), max_length=500)
    wants_photo_before = models.BooleanField(_("须处置前照片"), default=True)
    wants_photo_after = models.BooleanField(_("须处置后照片"), default=True)
    handler_kind = models.CharField(_("处置单位类型"), max_length=20, choices=HandlerKind, blank=True, default="")
    handlers = models.CharField(_("处置单位"), max_length=300, blank=True, default="")
    authorities = models.CharField(_("主管部门"), max_length=300, blank=True, default="")
    legal_basis = models.TextField(_("法律依据"), blank=True, default="")
    legal_clause = models.TextField(_("具体条款"), blank=True, default="")
    collection_rule = models.TextField(_("采集要求"), blank=True, default="")

    class Meta:
        verbose_name = _("立案条件")
        verbose_name_plural = _("立案条件")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["category", "number"], condition=Q(to_on=None), name="condition_one_current_per_number"
            ),
            models.CheckConstraint(condition=Q(limit_amount__gt=0), name="condition_limit_is_positive"),
            models.CheckConstraint(condition=Q(limit_unit__in=Unit.values), name="condition_limit_unit_known"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(closing=""), name="condition_has_words"),
            _days_in_order("condition_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.text


class Route(Dated):
    """Who handles what, where. The most specific row in force wins: of matter first, then of area, then of priority.

    Empty criteria match everything: no area is the whole place, no version every directory.
    """

    version = KeptKey(
        CatalogueVersion,
        verbose_name=_("目录版本"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="routes",
    )
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, blank=True, default="")
    major_code = models.CharField(_("大类代码"), max_length=3, db_collation="C", blank=True, default="")
    category = KeptKey(
        Category, verbose_name=_("小类"), null=True, blank=True, on_delete=models.PROTECT, related_name="routes"
    )
    condition_number = models.PositiveSmallIntegerField(_("立案条件序号"), null=True, blank=True)
    handler_kind = models.CharField(_("处置单位类型"), max_length=20, choices=HandlerKind, blank=True, default="")
    area = KeptKey(Area, verbose_name=_("区域"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    department = KeptKey("accounts.Department", verbose_name=_("部门"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("主办或协办"), max_length=4, choices=Part, default=Part.LEAD)
    priority = models.SmallIntegerField(_("优先级"), default=0)

    class Meta:
        verbose_name = _("派遣路由")
        verbose_name_plural = _("派遣路由")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(condition_number=None) | Q(category__isnull=False), name="route_condition_needs_category"
            ),
            models.CheckConstraint(
                condition=Q(major_code="") | (Q(version__isnull=False) & ~Q(kind="")),
                name="route_major_needs_version_and_kind",
            ),
            _days_in_order("route_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.get_part_display()}"


class FirstDesk(Dated):
    """Which desk takes a matter first. The most specific row in force wins; empty criteria match everything."""

    source = models.CharField(_("来源"), max_length=12, choices=Source, blank=True, default="")
    category = KeptKey(
        Category, verbose_name=_("小类"), null=True, blank=True, on_delete=models.PROTECT, related_name="first_desks"
    )
    is_enforcement = models.BooleanField(_("须执法"), null=True, blank=True)
    is_service = models.BooleanField(_("为民服务"), null=True, blank=True)
    level = models.CharField(_("首办层级"), max_length=10, choices=DeskLevel)
    priority = models.SmallIntegerField(_("优先级"), default=0)

    class Meta:
        verbose_name = _("首办台")
        verbose_name_plural = _("首办台")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "category", "is_enforcement", "is_service"],
                condition=Q(to_on=None),
                nulls_distinct=False,
                name="first_desk_one_current",
            ),
            models.CheckConstraint(
                condition=~(Q(is_enforcement=True) & Q(level=DeskLevel.COMMUNITY.value)),
                name="first_desk_enforcement_never_community",
            ),
            _days_in_order("first_desk_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.get_level_display()


class StageLimit(Dated):
    """How long one stage may take, at one level of desk or at any."""

    stage = models.CharField(_("环节"), max_length=12, choices=StageClock)
    level = models.CharField(_("层级"), max_length=10, choices=DeskLevel, blank=True, default="")
    limit_amount = models.PositiveSmallIntegerField(_("时限"))
    limit_unit = models.CharField(_("单位"), max_length=20, choices=Unit)

    class Meta:
        verbose_name = _("环节时限")
        verbose_name_plural = _("环节时限")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["stage", "level"], condition=Q(to_on=None), name="stage_limit_one_current"),
            models.CheckConstraint(condition=Q(limit_amount__gt=0), name="stage_limit_is_positive"),
            models.CheckConstraint(condition=Q(limit_unit__in=Unit.values), name="stage_limit_unit_known"),
            _days_in_order("stage_limit_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.limit_amount} {self.get_limit_unit_display()}"
