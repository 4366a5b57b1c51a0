"""What may have to be forgotten: contact details and free words, encrypted beside the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import masks
from wangge.kernel.sealed import Masked, Sealed


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
    text = Sealed("sealed", purpose=PURPOSE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="words_once")]

    def __str__(self) -> str:
        return self.name


class Reporter(models.Model):
    """The contact details of who reported the case, as far as he gave them."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="reporter")
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(_("电话盲索引"), max_length=64, blank=True, db_index=True)
    erased_at = models.DateTimeField(null=True)

    PURPOSE = "cases.reporter"

    name = Sealed("name_sealed", purpose=PURPOSE)
    phone = Sealed("phone_sealed", purpose=PURPOSE)
    masked_name = Masked("name", masks.mask_name)
    masked_phone = Masked("phone", masks.mask_phone)

    def __str__(self) -> str:
        return self.masked_name


class Receipt(models.Model):
    """A resident's way back to his report: a random code, kept only as a blind index."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="receipt")
    code_index = models.CharField(max_length=64, unique=True)
    tail_index = models.CharField(max_length=64, blank=True)

    PURPOSE = "cases.receipt"

    def __str__(self) -> str:
        return self.code_index[:8]
