"""What a caller says: what it is, where it is, who he is if he likes."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.areas.places import Place
from wangge.cases import choosing
from wangge.cases.models import AttachmentKind, Source
from wangge.cases.stages import Visit
from wangge.cases.stages.collect import Report
from wangge.interfaces.desk.case import lines
from wangge.interfaces.desk.case.choosers import PlaceField
from wangge.interfaces.shared.cases.choosing import Chooser, fill_conditions
from wangge.interfaces.shared.files.fields import PhotosField, WithPhotos
from wangge.kernel import codes
from wangge.kernel.ids import new_id

SOURCES = (Source.HOTLINE, Source.DESK, Source.SUPERIOR, Source.VIDEO)
SALT = "receipt-at-the-desk"


class NewCase(WithPhotos):
    """One report. The receipt code travels with the form, so that sending twice shows the same one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    receipt = forms.CharField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(
        label=_("来源"), choices=[(one.value, one.label) for one in SOURCES], widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=_("发生了什么"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4, "autofocus": True})
    )
    condition: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("类别与立案条件"),
        required=False,
        empty_label=None,
        widget=Chooser("desk:choose_condition", _("类别、俗称或代码，如：井盖")),
    )
    place = forms.CharField(label=_("地点"), max_length=200, widget=forms.TextInput, required=False)
    position = PlaceField(label=_("地图位置"))
    area: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("所属区域"),
        required=False,
        empty_label=None,
        widget=Chooser("desk:choose_area", _("社区或网格名称")),
        help_text=_("在地图上选了点的，按点确定网格。"),
    )
    photos = PhotosField()
    is_urgent = forms.BooleanField(label=_("紧急"), required=False)
    reporter_name = forms.CharField(label=_("姓名"), max_length=40, required=False, widget=forms.TextInput)
    reporter_phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    wants_receipt = forms.BooleanField(label=_("给来电人一个回执码，可自己查进展"), required=False)

    def __init__(self, actor: Actor, day: date, *args: Any, **options: Any) -> None:
        self.actor, self.bringer = actor, actor.user_id
        options |= {"label_suffix": ""}
        options["initial"] = {**_fresh(actor), **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["condition"].queryset = choosing.conditions_in_force(day)  # type: ignore[attr-defined]
        self.fields["area"].queryset = lines.areas_within(actor)  # type: ignore[attr-defined]
        words = {name: self._given(f"{name}_words") for name in ("condition", "area")}
        fill_conditions(self.fields["condition"].widget, words["condition"], self._given("condition"), None, day)
        lines.fill_areas(self.fields["area"].widget, words["area"], self._given("area"), actor)

    def clean_receipt(self) -> str:
        """The code that this form has promised."""
        try:
            return str(signing.loads(self.cleaned_data["receipt"], salt=SALT))
        except signing.BadSignature:
            return codes.new_receipt_code()

    def report(self) -> Report:
        """What the act is told. Refused where the place is unknown or not ours."""
        given = self.cleaned_data
        lon, lat = given["position"] or (None, None)
        return Report(
            source=Source(given["source"]),
            area=self._area(),
            place=given["place"],
            lon=lon,
            lat=lat,
            condition=given["condition"],
            reporter_name=given["reporter_name"],
            reporter_phone=given["reporter_phone"],
            is_urgent=given["is_urgent"],
            wants_receipt=given["wants_receipt"],
            receipt_code=given["receipt"],
        )

    def visit(self, at: datetime) -> Visit:
        """The visit with the caller's words and photos."""
        photos = [(stored, AttachmentKind.BEFORE) for stored in self.take_photos()]
        words = {"description": self.cleaned_data["description"]}
        return Visit(self.actor, at, self.cleaned_data["key"], words, photos)

    def _area(self) -> Place:
        return lines.area_of(self.cleaned_data["position"], self.cleaned_data["area"], self.actor)

    def _given(self, name: str) -> str:
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "")


def _fresh(actor: Actor) -> dict[str, Any]:
    return {
        "key": new_id(),
        "receipt": signing.dumps(codes.new_receipt_code(), salt=SALT),
        "source": Source.HOTLINE.value,
        "area": actor.area_id,
    }


class PlaceForm(forms.Form):
    """Where the caller means, on the map or in words."""

    position = PlaceField()
    place = forms.CharField(required=False, max_length=200)


class Nearby(forms.Form):
    """Where the caller means, and what, as far as it is known while he still speaks."""

    position = PlaceField(required=True)
    condition: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, day: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["condition"].queryset = choosing.conditions_in_force(day)  # type: ignore[attr-defined]
