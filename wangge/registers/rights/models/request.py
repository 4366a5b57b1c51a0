"""A demand of somebody about his own data, from the moment it comes in until it is answered."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.kernel import crypto
from wangge.kernel.ids import new_id
from wangge.kernel.masks import mask_name, mask_phone
from wangge.kernel.sealed import Sealed
from wangge.registers.people.models import Person


@dataclass(frozen=True)
class Claim:
    """Who somebody says he is: name, phone, kind and number of his document."""

    name: str
    phone: str
    kind: str
    number: str


@dataclass(frozen=True)
class Wish:
    """What is asked for in words; a correction names the field and what it should be, a withdrawal what it is about."""

    words: str = ""
    field: str = ""
    value: str = ""
    about: str = ""  # data set and field; everything that rests on consent where it is empty


class Request(models.Model):
    """Everything personal in it is sealed. It is decided by somebody else than whoever took it in at the desk."""

    class Kind(models.TextChoices):
        """个人信息保护法 44 to 47; 15 for taking a consent back; 24 and 55 for who looked."""

        SEE = "see", _("查阅本人信息")
        COPY = "copy", _("复制本人信息")
        CORRECT = "correct", _("更正本人信息")
        DELETE = "delete", _("删除本人信息")
        WITHDRAW = "withdraw", pgettext_lazy("request", "撤回同意")
        LOOKS = "looks", _("查询谁看过")

    class Channel(models.TextChoices):
        """How it came in."""

        DESK = "desk", _("窗口")
        PORTAL = "portal", _("居民端")

    class State(models.TextChoices):
        """How far it is."""

        RECEIVED = "received", _("待决定")
        DECIDED = "decided", _("待答复")
        ANSWERED = "answered", _("已答复")

    class Decision(models.TextChoices):
        """What came of it."""

        NONE = "", _("未决定")
        GRANTED = "granted", _("同意")
        REFUSED = "refused", _("不予同意")
        UNKNOWN = "unknown", _("未能核实身份")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("事项"), max_length=8, choices=Kind)
    channel = models.CharField(_("渠道"), max_length=6, choices=Channel)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.RECEIVED)
    area_code = models.CharField(_("区域代码"), max_length=17, db_collation="C")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    code_index = models.CharField(max_length=64, db_collation="C", unique=True)
    tail_index = models.CharField(max_length=64, db_collation="C")
    claim_sealed = models.BinaryField(null=True)
    wish_sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField(_("收到时间"))
    received_by = models.BigIntegerField(_("受理人"), null=True)
    received_name = models.CharField(_("受理人"), max_length=60, blank=True, default="")
    due_at = models.DateTimeField(_("答复期限"))
    decision = models.CharField(_("决定"), max_length=7, choices=Decision, blank=True, default="")
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = models.BigIntegerField(_("决定人"), null=True)
    decided_name = models.CharField(_("决定人"), max_length=60, blank=True, default="")
    answer_sealed = models.BinaryField(null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    CLAIM: ClassVar[str] = "rights.request.claim"
    WISH: ClassVar[str] = "rights.request.wish"
    ANSWER: ClassVar[str] = "rights.request.answer"
    answer = Sealed("answer_sealed", purpose=ANSWER)
    CODE: ClassVar[str] = "rights.request.code"

    class Meta:
        verbose_name = _("个人信息请求")
        verbose_name_plural = _("个人信息请求")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(received_by=None) | Q(decided_by=None) | ~Q(decided_by=models.F("received_by")),
                name="request_four_eyes",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["area_code", "state", "due_at"], name="request_by_area"),
            models.Index(fields=["person"], name="request_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_at:%Y-%m-%d}"

    @property
    def claim(self) -> Claim:
        """Who asks, in clear; empty once it has been erased."""
        text = crypto.unseal(self.claim_sealed, purpose=self.CLAIM) if self.claim_sealed else ""
        return Claim(**json.loads(text)) if text else Claim("", "", "", "")

    @property
    def wish(self) -> Wish:
        """What is asked for."""
        text = crypto.unseal(self.wish_sealed, purpose=self.WISH) if self.wish_sealed else ""
        return Wish(**json.loads(text)) if text else Wish()

    @property
    def masked_name(self) -> str:
        """张*"""
        return mask_name(self.claim.name)

    @property
    def masked_phone(self) -> str:
        """138****1234"""
        return mask_phone(self.claim.phone)

    @property
    def has_identified(self) -> bool:
        """Whether who asks is known to be the person: somebody has checked, granted and answered it."""
        return self.state == self.State.ANSWERED and self.decision == self.Decision.GRANTED

    @property
    def progress(self) -> str:
        """The state in words; of a withdrawal nothing is decided."""
        is_unchecked = self.kind == self.Kind.WITHDRAW and self.state == self.State.RECEIVED
        return str(_("待核实身份")) if is_unchecked else str(self.get_state_display())

    @property
    def outcome(self) -> str:
        """The decision in words; a withdrawal is not agreed to, it is done."""
        is_done = self.kind == self.Kind.WITHDRAW and self.decision == self.Decision.GRANTED
        return str(_("已撤回")) if is_done else str(self.get_decision_display())

    @property
    def tells_reminders(self) -> bool:
        """Whether its page at the portal says who has set reminders; at a desk nobody may learn of one."""
        is_about_held = self.kind in (self.Kind.SEE, self.Kind.COPY)
        return self.has_identified and is_about_held and self.channel == self.Channel.PORTAL

    def is_late(self, now: datetime) -> bool:
        """Whether the statutory clock has run out without an answer."""
        return self.state != self.State.ANSWERED and self.due_at < now

    def hold(self, claim: Claim, wish: Wish) -> None:
        """Keep who asks for what, sealed."""
        self.claim_sealed = crypto.seal(json.dumps(asdict(claim), ensure_ascii=False), purpose=self.CLAIM)
        self.wish_sealed = crypto.seal(json.dumps(asdict(wish), ensure_ascii=False), purpose=self.WISH)

    def say(self, answer: str) -> None:
        """Keep the answer, sealed."""
        self.answer_sealed = crypto.seal(answer, purpose=self.ANSWER)
