"""Organisations 单位 with the people in charge, their hazards and the inspections that are due."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.kernel.kept import KeptKey
from wangge.kernel.masks import mask_name, mask_phone
from wangge.kernel.sealed import Masked, Sealed
from wangge.registers.buildings.models import Building, Dwelling

PHONE = "organisations.contact.phone"


class Kind(models.TextChoices):
    """What an organisation is."""

    FIRM = "firm", _("企业")
    SHOP = "shop", _("个体工商户")
    SOCIAL = "social", _("社会组织")
    SCHOOL = "school", _("学校")
    CLINIC = "clinic", _("医疗机构")
    AGENCY = "agency", _("机关事业单位")
    SITE = "site", _("建筑工地")
    OTHER = "other", _("其他")


class Organisation(models.Model):
    """A firm, a shop, a school: where it is and what is to be minded there."""

    name = models.CharField(_("名称"), max_length=100, db_collation="C")
    pinyin = models.CharField(max_length=400, db_collation="C", blank=True, default="")
    initials = models.CharField(max_length=100, db_collation="C", blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, db_collation="C", blank=True, default="")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    area = KeptKey(
        "areas.Area", verbose_name=_("网格"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    building = models.ForeignKey(
        Building, verbose_name=_("楼栋"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dwelling = models.ForeignKey(
        Dwelling, verbose_name=_("房屋"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(_("地址"), max_length=260, blank=True, default="")
    staff_count = models.PositiveIntegerField(_("从业人数"), null=True, blank=True)
    opened_on = models.DateField(_("开业日期"), null=True, blank=True)
    closed_on = models.DateField(_("停业日期"), null=True, blank=True)
    inspection_due_on = models.DateField(_("下次检查"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["uscc", "area_code"], condition=~Q(uscc="") & Q(closed_on=None), name="organisation_uscc_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "name", "id"], name="organisation_by_area"),
            models.Index(fields=["name", "area_code"], name="organisation_by_name"),
            models.Index(fields=["pinyin", "area_code"], name="organisation_by_pinyin"),
            models.Index(fields=["initials", "area_code"], name="organisation_by_initials"),
            models.Index(fields=["inspection_due_on", "area_code"], name="organisation_by_inspection"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it has not closed."""
        return self.closed_on is None


class Contact(models.Model):
    """Somebody in charge: legal representative, safety officer, whoever answers the phone."""

    class Part(models.TextChoices):
        """In charge of what."""

        LEGAL = "legal", _("法定代表人")
        SAFETY = "safety", _("安全负责人")
        DUTY = "duty", _("日常联系人")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contacts", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    part = models.CharField(_("职责"), max_length=6, choices=Part)
    name = models.CharField(_("姓名"), max_length=50)
    phone_sealed = models.BinaryField(null=True, blank=True)
    masked_name = Masked("name", mask_name)
    phone = Sealed("phone_sealed", purpose=PHONE)
    masked_phone = Masked("phone", mask_phone)

    class Meta:
        verbose_name = _("单位联系人")
        verbose_name_plural = _("单位联系人")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "part"], name="contact_one_for_a_part"),
        ]

    def __str__(self) -> str:
        return self.masked_name


class Hazard(models.Model):
    """Something dangerous that was found, until it was seen to be gone."""

    class Sort(models.TextChoices):
        """安全隐患类型 of GB/T 31000."""

        ORDER = "01", _("治安")
        FIRE = "02", _("消防")
        DISPUTE = "03", _("矛盾纠纷")
        LABOUR = "04", _("劳资纠纷")
        OTHER = "99", _("其他")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="hazards", db_constraint=False
    )
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    sort = models.CharField(_("隐患类型"), max_length=2, choices=Sort)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    found_on = models.DateField(_("发现日期"))
    gone_on = models.DateField(_("消除日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("安全隐患")
        verbose_name_plural = _("安全隐患")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(gone_on=None) | Q(gone_on__gte=F("found_on")), name="hazard_days_in_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "sort"], condition=Q(gone_on=None), name="hazard_open_by_area"),
        ]

    def __str__(self) -> str:
        return self.get_sort_display()
