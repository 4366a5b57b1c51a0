"""A person. Nobody comes here by a list: only by an id, or by the blind index of a number."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto
from wangge.kernel.masks import mask_id, mask_name, mask_phone
from wangge.kernel.sealed import Masked, Sealed
from wangge.registers.people.codes import NATION_CHOICES, Education, Marriage, Sex
from wangge.registers.people.documents import Document, DocumentKind

DOCUMENT = "people.person.document"
PHONE = "people.person.phone"
PHONE_TAIL = "people.person.phone_tail"
CHILDHOOD_YEARS = 14
"""个人信息保护法 31: until then a guardian agrees."""


class Person(models.Model):
    """Who somebody is, wherever he lives. Numbers are sealed; beside them stands the blind index that finds them.

    A number that stands in the archive under another name, out of this writer's sight, is a double: it is kept beside,
    nobody is told, and the district looks into it.
    """

    name = models.CharField(_("姓名"), max_length=50, db_collation="C")
    pinyin = models.CharField(max_length=200, db_collation="C", blank=True, default="")
    initials = models.CharField(max_length=50, db_collation="C", blank=True, default="")
    former_name = models.CharField(_("曾用名"), max_length=50, blank=True, default="")
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    nation = models.CharField(_("民族"), max_length=2, choices=NATION_CHOICES, blank=True, default="")
    native_place = models.CharField(_("籍贯"), max_length=6, blank=True, default="")
    marriage = models.CharField(_("婚姻状况"), max_length=2, choices=Marriage, blank=True, default="")
    education = models.CharField(_("学历"), max_length=2, choices=Education, blank=True, default="")
    occupation = models.CharField(_("职业"), max_length=60, blank=True, default="")
    workplace = models.CharField(_("服务处所"), max_length=100, blank=True, default="")
    document_kind = models.CharField(_("证件类型"), max_length=3, choices=DocumentKind, blank=True, default="")
    document_sealed = models.BinaryField(null=True, blank=True)
    document_index = models.CharField(max_length=64, db_collation="C", blank=True, default="")
    phone_sealed = models.BinaryField(null=True, blank=True)
    phone_index = models.CharField(max_length=64, db_collation="C", blank=True, default="")
    phone_tail_index = models.CharField(max_length=64, db_collation="C", blank=True, default="")
    guardian = models.ForeignKey(
        "self",
        verbose_name=_("监护人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wards",
        db_index=False,
    )
    died_on = models.DateField(_("死亡日期"), null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_double = models.BooleanField(_("疑似重复"), default=False)
    erased_at = models.DateTimeField(null=True)
    masked_name = Masked("name", mask_name)
    document_number = Sealed("document_sealed", purpose=DOCUMENT)
    masked_document = Masked("document_number", mask_id)
    phone = Sealed("phone_sealed", purpose=PHONE)
    masked_phone = Masked("phone", mask_phone)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["document_index"],
                condition=~Q(document_index="") & Q(merged_into=None, is_double=False),
                name="person_document_once",
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(document_index="", document_sealed=None)
                | (~Q(document_index="") & Q(document_sealed__isnull=False)),
                name="person_document_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["document_index"], condition=~Q(document_index=""), name="person_by_document"),
            models.Index(fields=["guardian"], condition=Q(guardian__isnull=False), name="person_by_guardian"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_by_kept_entry"),
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="person_by_phone"),
            models.Index(fields=["id"], condition=Q(erased_at__isnull=False), name="person_erased"),
            # Where doubles are looked for: a taken number, or none that would tell two people apart.
            models.Index(
                fields=["id"],
                condition=Q(merged_into=None) & (Q(is_double=True) | ~Q(document_kind=DocumentKind.CITIZEN)),
                name="person_perhaps_double",
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name

    def age_on(self, day: date) -> int | None:
        """Full years on a day; None where the birthday is not known."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def is_child_on(self, day: date) -> bool:
        """Whether a guardian agrees in the person's place."""
        age = self.age_on(day)
        return age is not None and age < CHILDHOOD_YEARS

    def hold(self, document: Document) -> None:
        """Take a document: sealed, and found by its index."""
        self.document_kind = document.kind
        self.document_sealed = crypto.seal(document.number, purpose=DOCUMENT) if document.number else None
        self.document_index = document_index(document)

    def be_called_at(self, phone: str) -> None:
        """Take a phone number in one spelling: sealed, and found by itself or by its last four digits."""
        self.phone_sealed = crypto.seal(phone, purpose=PHONE) if phone else None
        self.phone_index = crypto.blind_index(phone, purpose=PHONE) if phone else ""
        self.phone_tail_index = tail_index(phone[-4:]) if len(phone) >= 4 else ""


def document_index(document: Document) -> str:
    """The blind index of a document; the same number under another kind is another document."""
    return crypto.blind_index(document_text(document), purpose=DOCUMENT) if document.number else ""


def document_text(document: Document) -> str:
    """What the index of a document is made of; nothing without a number."""
    return f"{document.kind} {document.number}" if document.number else ""


def tail_index(tail: str) -> str:
    """The blind index of a phone's last four digits."""
    return crypto.blind_index(tail, purpose=PHONE_TAIL)
