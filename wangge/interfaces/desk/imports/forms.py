"""What the screens of imports ask."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.kernel import clock
from wangge.registers.importing.models import Archive, Import, SavedMapping
from wangge.registers.importing.trades import TRADES

PREFIX = "field-"


class UploadForm(forms.Form):
    """A sheet, and into which archive it comes."""

    archive = forms.ChoiceField(label=_("导入到"), choices=Archive.choices)
    file = forms.FileField(label=_("表格文件"), help_text=_("xlsx、xls、ods 或 csv；列名上面可以有标题行。"))
    saved = forms.ChoiceField(label=_("字段对应"), required=False, help_text=_("不选则按列名推测，下一步可以改。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["saved"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        named = SavedMapping.objects.order_by("archive", "name")
        field.choices = [
            ("", _("自动推测")),
            *((each.pk, f"{each.get_archive_display()} · {each.name}") for each in named),
        ]


class MappingForm(forms.Form):
    """For each field of the archive the column that tells it."""

    save_as = forms.CharField(label=_("另存这份对应，名称"), max_length=60, required=False)

    def __init__(self, batch: Import, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        columns = [("", _("（表中没有）")), *((column, column) for column in batch.columns)]
        for field in TRADES[batch.archive].offered(clock.today()):
            self.fields[PREFIX + field.name] = forms.ChoiceField(
                label=str(field.label),
                choices=columns,
                required=field.is_required,
                initial=batch.mapping.get(field.name, ""),
            )

    def chosen(self) -> dict[str, str]:
        """Field → column."""
        said = self.cleaned_data.items()
        return {name.removeprefix(PREFIX): column for name, column in said if name.startswith(PREFIX) and column}
