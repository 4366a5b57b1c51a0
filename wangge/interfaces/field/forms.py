"""What a grid worker writes: a report, or the answer to a desk that asked for a look."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from wangge.interfaces.shared.files.fields import PhotosField, PhotosInput, WithPhotos
from wangge.kernel import codes
from wangge.kernel.ids import new_id

SALT = "field.report"
IMAGES = {"accept": "image/jpeg,image/png,image/webp"}


def new_ticket() -> str:
    """The number and the receipt code of the next report, so that sending it twice is harmless."""
    return signing.dumps([str(new_id()), codes.new_receipt_code()], salt=SALT)


class ReportForm(WithPhotos):
    """Photo, place, words."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    photos = PhotosField(widget=PhotosInput(IMAGES))
    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput(attrs={"data-lon": ""})
    )
    lat = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput(attrs={"data-lat": ""})
    )
    place = forms.CharField(label=_("地点"), required=False, max_length=200)
    description = forms.CharField(
        label=_("发生了什么"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_ticket(self) -> tuple[UUID, str]:
        """The number and the receipt code that came with the form."""
        try:
            number, code = signing.loads(self.cleaned_data["ticket"], salt=SALT)
        except signing.BadSignature:
            raise forms.ValidationError(_("这个页面已失效，请刷新后再提交。")) from None
        return UUID(number), code

    def clean(self) -> dict[str, Any]:
        """A position has two numbers; one alone is none."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lon") is None or cleaned.get("lat") is None:
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned


class AnswerForm(WithPhotos):
    """Yes or no, in words where it is no, with photos."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label=_("看到的情况"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(widget=PhotosInput(IMAGES))

    def __init__(self, *args: Any, choices: tuple[tuple[str, Any], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]
