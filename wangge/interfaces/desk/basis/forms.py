"""What the screens of collection items ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.roles import WORKING, Role
from wangge.interfaces.shared.asking import OnceForm
from wangge.registers.basis.actions import ItemFacts
from wangge.registers.basis.datasets import DATASETS, FIELDS
from wangge.registers.basis.models import LegalBasis, Notice, Sensitivity

ROLES = [(role.value, role.label) for role in Role if role in WORKING]


class NoticeChoice(forms.ModelChoiceField[Notice]):
    """A version of a notice by its title."""

    def label_from_instance(self, notice: Notice) -> str:
        """Title and version."""
        return f"{notice.title}（{notice.version}）"


class ItemForm(OnceForm):
    """Everything that is to be known before a field is asked for."""

    about = forms.ChoiceField(label=_("字段"))
    basis = forms.ChoiceField(label=_("合法性基础"), choices=LegalBasis.choices, initial=LegalBasis.DUTY)
    reference = forms.CharField(
        label=_("依据条款"), max_length=200, help_text=_("法律、法规、规章的名称和条款，或权责清单条目。")
    )
    purpose = forms.CharField(label=_("处理目的"), max_length=200)
    sensitivity = forms.ChoiceField(label=_("敏感程度"), choices=Sensitivity.choices)
    kept_days = forms.IntegerField(
        label=_("迁出后保存天数"),
        min_value=0,
        max_value=36500,
        initial=730,
        help_text=_("从迁出、房屋注销或单位停业之日算起；到期只清除这一项，连同历史和搜索。"),
    )
    roles = forms.MultipleChoiceField(label=_("可见岗位"), choices=ROLES, widget=forms.CheckboxSelectMultiple)
    notice = NoticeChoice(label=_("告知书"), queryset=Notice.objects.none(), empty_label=None)
    from_on = forms.DateField(label=_("起始日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        about, notice = self.fields["about"], self.fields["notice"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101
        assert isinstance(notice, NoticeChoice)  # noqa: S101
        about.choices = [
            (word, [(f"{dataset}.{field}", label) for field, label in FIELDS[dataset].items()])
            for dataset, word in DATASETS.items()
        ]
        notice.queryset = Notice.objects.order_by("code", "-version")

    def facts(self) -> ItemFacts:
        """What was filled in."""
        words = {name: value for name, value in self.cleaned_data.items() if name not in ("about", "from_on", "key")}
        dataset, _dot, field = self.cleaned_data["about"].partition(".")
        return ItemFacts(dataset=dataset, field=field, **words)


class EndForm(OnceForm):
    """From which day the field is collected no more."""

    on = forms.DateField(label=_("自哪天起不再采集"), widget=forms.DateInput(attrs={"type": "date"}))


class NoticeForm(OnceForm):
    """The next version of a notice."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("同一代码的告知书自动编为下一版。"))
    title = forms.CharField(label=_("标题"), max_length=80)
    text = forms.CharField(label=_("正文"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
    from_on = forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}))
