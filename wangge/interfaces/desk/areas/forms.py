"""What the screens of areas ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class UploadForm(forms.Form):
    """A file of areas and how it is read."""

    file = forms.FileField(label=_("边界文件"), help_text=_("GeoJSON、GeoPackage，或打成 zip 的 Shapefile。"))
    mapping = forms.ChoiceField(label=_("字段对应"), required=False, help_text=_("不选则按列名和内容推测。"))
    codes_from = forms.FileField(
        label=_("名称与代码对照文件"), required=False, help_text=_("文件里的代码属于另一套编码时，按名称取国家代码。")
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
