"""What the screens of areas ask."""

import json
from typing import Any

import shapely
from django import forms
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wangge.areas.importing import mapping
from wangge.areas.levels import GridKind, Level

CRS = (
    ("", _("按文件所说")),
    ("cgcs2000", "CGCS2000 / WGS 84"),
    ("gcj02", _("GCJ-02（高德、腾讯）")),
    ("bd09", _("BD-09（百度）")),
)


class ChangeAreaForm(forms.Form):
    """What may change of an area."""

    name = forms.CharField(label=_("名称"), max_length=100)
    grid_kind = forms.ChoiceField(label=_("网格类型"), choices=GridKind.choices, required=False)
    code = forms.CharField(label=_("代码"), max_length=17, help_text=_("改代码时，下级代码一并更改；旧代码不再使用。"))
    on = forms.DateField(label=_("代码生效日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, level: Level, **options: Any) -> None:
        super().__init__(*args, **options)
        if level != Level.GRID:
            del self.fields["grid_kind"]


class GeoJsonField(forms.CharField):
    """A polygon as GeoJSON: a geometry, a feature, or features that together are the area."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def clean(self, value: Any) -> BaseGeometry:
        """The shape, in degrees."""
        try:
            return shapely.force_2d(
                shapely.union_all([shape(each) for each in _geometries(json.loads(super().clean(value)))])
            )
        except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
            raise forms.ValidationError(
                _("这不是 GeoJSON 的面：%(why)s。请粘贴 Polygon 或 MultiPolygon，经度在前、纬度在后。"),
                params={"why": error},
            ) from error


class BoundaryForm(forms.Form):
    """An area's boundary, drawn anew."""

    geometry = GeoJsonField(
        label=_("边界坐标（GeoJSON）"),
        help_text=_("在地图上画，坐标自动写在这里；也可以直接粘贴。"),
        error_messages={"required": _("请画出边界，或粘贴坐标。")},
    )
    neighbours_yield = forms.BooleanField(
        label=_("相邻区域让出重叠部分"), required=False, help_text=_("移动公共边时选它：邻居的边界随之收缩。")
    )
    on = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文件号或原因，留在沿革里。"))
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FilesInput(forms.FileInput):
    """Chooses several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Every file of that name."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Any number of files; the cleaned value is their list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads, in order."""
        return [super(FilesField, self).clean(each) for each in data or []]


class UploadForm(forms.Form):
    """A file of areas and how it is read."""

    file = forms.FileField(label=_("边界文件"), help_text=_("GeoJSON、GeoPackage，或打成 zip 的 Shapefile。"))
    mapping = forms.ChoiceField(label=_("字段对应"), required=False, help_text=_("不选则按列名和内容推测。"))
    level = forms.ChoiceField(label=_("层级"), choices=[("", _("按代码位数推测")), *Level.choices], required=False)
    codes_from = FilesField(
        label=_("名称与代码对照文件"),
        required=False,
        help_text=_("文件里的代码属于另一套编码时，按名称从这些文件取国家代码；可选多个。"),
    )
    crs = forms.ChoiceField(label=_("坐标系"), choices=CRS, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["mapping"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("自动推测")), *((name, name) for name in mapping.names())]


class MendForm(forms.Form):
    """What a person says of a refused row."""

    code = forms.CharField(label=_("代码"), max_length=17, required=False)
    name = forms.CharField(label=_("名称"), max_length=100, required=False)
    merge = forms.BooleanField(label=_("与同代码的行合并"), required=False)
    drop = forms.BooleanField(label=_("不导入本行"), required=False)


def _geometries(document: Any) -> list[Any]:
    """What a GeoJSON document draws."""
    if document["type"] == "FeatureCollection":
        return [each["geometry"] for each in document["features"]]
    return [document["geometry"] if document["type"] == "Feature" else document]
