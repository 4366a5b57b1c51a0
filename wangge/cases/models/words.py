"""What may have to be forgotten: contact details and free words, encrypted beside the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import crypto, masks


class Words(models.Model):
    """Free words of one entry under one name (`description`, `reason`, `answer` …).

    The entry keeps `digest`, salted with `salt`; erasing text and salt leaves the chain valid.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="words")
    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="words")
    name = models.CharField(max_length=20)
    sealed = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    PURPOSE = "cases.words"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="words_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """The words, or an empty string once they have been erased."""
        return crypto.unseal(bytes(self.sealed), purpose=self.PURPOSE) if self.sealed else ""


class Reporter(models.Model):
    """The contact details of who reported the case, as far as he gave them."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="reporter")
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(_("电话盲索引"), max_length=64, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True)

    PURPOSE = "cases.reporter"

    def __str__(self) -> str:
        return self.masked_name

    @property
    def name(self) -> str:
        """The plain name; showing it asks a reason and leaves a trail."""
        return crypto.unseal(bytes(self.name_sealed), purpose=self.PURPOSE) if self.name_sealed else ""

    @property
    def phone(self) -> str:
        """The plain phone number; showing it asks a reason and leaves a trail."""
        return crypto.unseal(bytes(self.phone_sealed), purpose=self.PURPOSE) if self.phone_sealed else ""

    @property
    def masked_name(self) -> str:
        """The name as lists and pages show it."""
        return masks.mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        """The phone number as lists and pages show it."""
        return masks.mask_phone(self.phone)


class Receipt(models.Model):
    """A resident's way back to his report: a random code, kept only as a blind index."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="receipt")
    code_index = models.CharField(max_length=64, unique=True)
    tail_index = models.CharField(max_length=64, blank=True)

    PURPOSE = "cases.receipt"

    def __str__(self) -> str:
        return self.code_index[:8]
