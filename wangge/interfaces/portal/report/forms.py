"""What a resident writes; nothing but a place and one sentence or photo is asked for."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.portal.report.plain import Offered
from wangge.interfaces.shared.cases.phone import PhoneField
from wangge.interfaces.shared.files.fields import PhotosField, PhotosInput, WithPhotos
from wangge.kernel import codes
from wangge.kernel.ids import new_id

SALT = "portal.report"
TICKET_SECONDS = 24 * 3600
MOST_PHOTOS = 4
LONGEST_PLACE = 200
HIDDEN_LON = forms.HiddenInput(attrs={"data-lon": ""})
HIDDEN_LAT = forms.HiddenInput(attrs={"data-lat": ""})


def new_ticket() -> str:
    """The number that the next report will have, and the code of its receipt: sending a form twice is harmless."""
    return signing.dumps([str(new_id()), codes.new_receipt_code()], salt=SALT)


class ReportForm(WithPhotos):
    """Photo, place, kind, words, and whoever wants to be called back."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    photos = PhotosField(widget=PhotosInput({"accept": "image/jpeg,image/png,image/webp"}))
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=HIDDEN_LON)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=HIDDEN_LAT)
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=LONGEST_PLACE,
        widget=forms.TextInput(attrs={"placeholder": _("例如：文三社区 3 幢门口"), "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=_("是什么事"), required=False, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("发生了什么"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("一句话就够，例如：井盖翘起来了，晚上看不清。")}),
    )
    name = forms.CharField(
        label=_("怎么称呼您"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField(label=_("手机号"), autocomplete="tel", help_text=_("只用来联系您、以后查进度；不会公开。"))
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args: Any, choices: Iterable[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(each.category.pk): each for each in choices}
        field = cast("forms.ChoiceField", self.fields["category"])
        field.choices = [(key, each.choice.label) for key, each in self.offered.items()]

    def clean_ticket(self) -> tuple[UUID, str]:
        """The number and the receipt code that we gave with the form."""
        try:
            number, code = signing.loads(self.cleaned_data["ticket"], salt=SALT, max_age=TICKET_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError(_("这个页面打开得太久了，请刷新后再提交。")) from None
        return UUID(number), code

    def clean_photos(self) -> list[UploadedFile[Any]]:
        """A few are enough."""
        uploads: list[UploadedFile[Any]] = self.cleaned_data["photos"]
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(_("最多 %(most)d 张照片，请去掉几张。"), params={"most": MOST_PHOTOS})
        return uploads

    def clean_website(self) -> str:
        """People do not see this field; programs fill it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("提交没有通过检查，请刷新页面后再试。"))
        return ""

    def clean(self) -> dict[str, Any]:
        """A position has two numbers; one alone is none."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lon") is None or cleaned.get("lat") is None:
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned
