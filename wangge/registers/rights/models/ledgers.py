"""Three registers: to whom personal data was given, which impact was weighed, what went wrong."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Disclosure(models.Model):
    """Personal data was given to somebody else (个人信息保护法 21 to 23). A line stays as it was written."""

    class Way(models.TextChoices):
        """As what the other side handles it."""

        PROVIDE = "provide", _("提供")
        ENTRUST = "entrust", _("委托处理")
        JOINT = "joint", _("共同处理")
        PUBLISH = "publish", _("公开")

    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    way = models.CharField(_("方式"), max_length=7, choices=Way)
    recipient = models.CharField(_("接收方"), max_length=100)
    recipient_contact = models.CharField(_("接收方联系方式"), max_length=100, blank=True, default="")
    purpose = models.CharField(_("用途"), max_length=200)
    fields: Any = models.JSONField(_("内容"), default=list)
    people_count = models.PositiveIntegerField(_("涉及人数"))
    basis = models.CharField(_("依据"), max_length=200)
    given_on = models.DateField(_("提供日期"))
    until_on = models.DateField(_("使用到期"), null=True, blank=True)
    written_at = models.DateTimeField(_("登记时间"))
    written_by = models.BigIntegerField(_("登记人"))
    written_name = models.CharField(_("登记人"), max_length=60)

    class Meta:
        verbose_name = _("提供记录")
        verbose_name_plural = _("提供记录")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "written_at"], name="disclosure_by_area")
        ]

    def __str__(self) -> str:
        return self.recipient


class Assessment(models.Model):
    """An impact assessment (个人信息保护法 55, 56), kept three years at least; another look is another row."""

    class Occasion(models.TextChoices):
        """What made it necessary."""

        SENSITIVE = "sensitive", _("处理敏感个人信息")
        AUTOMATED = "automated", _("自动化决策")
        ENTRUST = "entrust", _("委托、提供或公开")
        ABROAD = "abroad", _("向境外提供")
        OTHER = "other", _("其他对个人权益有重大影响的")

    class Risk(models.TextChoices):
        """How much is left of the danger after the measures."""

        LOW = "low", _("低")
        MIDDLE = "middle", _("中")
        HIGH = "high", _("高")

    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    title = models.CharField(_("处理活动"), max_length=100)
    occasion = models.CharField(_("情形"), max_length=9, choices=Occasion)
    is_needed = models.TextField(_("目的、方式是否合法、正当、必要"))
    impact = models.TextField(_("对个人权益的影响及安全风险"))
    measures = models.TextField(_("保护措施是否合法、有效并与风险相适应"))
    risk = models.CharField(_("剩余风险"), max_length=6, choices=Risk)
    assessed_on = models.DateField(_("评估日期"))
    again_on = models.DateField(_("下次评估"), null=True, blank=True)
    written_at = models.DateTimeField(_("登记时间"))
    written_by = models.BigIntegerField(_("登记人"))
    written_name = models.CharField(_("登记人"), max_length=60)

    class Meta:
        verbose_name = _("影响评估")
        verbose_name_plural = _("影响评估")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "written_at"], name="assessment_by_area")
        ]

    def __str__(self) -> str:
        return self.title


class Incident(models.Model):
    """Personal data leaked, was changed or lost (个人信息保护法 57): what, since when, and who has been told."""

    class Kind(models.TextChoices):
        """What happened."""

        LEAK = "leak", _("泄露")
        CHANGE = "change", _("篡改")
        LOSS = "loss", _("丢失")
        MISUSE = "misuse", _("违规使用")

    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    title = models.CharField(_("事件"), max_length=100)
    kind = models.CharField(_("类型"), max_length=6, choices=Kind)
    found_at = models.DateTimeField(_("发现时间"))
    what = models.TextField(_("信息种类、原因和可能的危害"))
    people_count = models.PositiveIntegerField(_("涉及人数"), null=True, blank=True)
    measures = models.TextField(_("补救措施"), blank=True, default="")
    authority_told_at = models.DateTimeField(_("通知主管部门"), null=True, blank=True)
    people_told_at = models.DateTimeField(_("通知个人"), null=True, blank=True)
    why_not_told = models.CharField(_("不通知个人的理由"), max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(_("处置完毕"), null=True, blank=True)
    written_at = models.DateTimeField(_("登记时间"))
    written_by = models.BigIntegerField(_("登记人"))
    written_name = models.CharField(_("登记人"), max_length=60)

    class Meta:
        verbose_name = _("安全事件")
        verbose_name_plural = _("安全事件")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "written_at"], name="incident_by_area")
        ]

    def __str__(self) -> str:
        return self.title
