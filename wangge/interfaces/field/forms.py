"""What a grid worker writes: a report, what was done on the spot, an answer, a remark."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.cases import choosing
from wangge.cases.models import Case, FilingCondition
from wangge.interfaces.shared.asking import OnceForm
from wangge.interfaces.shared.cases.choosing import Choice, Chooser, fill_conditions
from wangge.interfaces.shared.cases.phone import PhoneField
from wangge.interfaces.shared.files.fields import PhotosField, PhotosInput, WithPhotos
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import codes
from wangge.kernel.ids import new_id
from wangge.kernel.refused import Refused

SALT = "field.report"
IMAGES = {"accept": "image/jpeg,image/png,image/webp"}
LONGEST_WORDS = 1000


def new_ticket() -> str:
    """The number, the receipt code and the second key of the next report, so that sending it twice is harmless."""
    return signing.dumps([str(new_id()), codes.new_receipt_code(), str(new_id())], salt=SALT)


def read_ticket(ticket: str) -> tuple[UUID, str, UUID]:
    """What `new_ticket` has said; `signing.BadSignature` where it was not ours."""
    number, code, handled = signing.loads(ticket, salt=SALT)
    return UUID(number), code, UUID(handled)


def words_field(label: Any, placeholder: Any = "", rows: int = 2) -> forms.CharField:
    """Free words, never more than needed."""
    widget = forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})
    return forms.CharField(label=label, required=False, max_length=LONGEST_WORDS, widget=widget)


def _photos(**options: Any) -> PhotosField:
    return PhotosField(widget=PhotosInput(IMAGES), **options)


def are_valid(*sent: forms.Form) -> bool:
    """Whether all of them are; where not, photos that came along are kept."""
    valid = {form.is_bound and form.is_valid() for form in sent} == {True}
    if not valid:
        keep_photos(*sent)
    return valid


def keep_photos(*sent: forms.Form) -> None:
    """Photos that came with a form need not be chosen again when it comes back."""
    for form in sent:
        if isinstance(form, WithPhotos) and form.is_bound:
            form.is_valid()
            try:
                form.take_photos()
            except Refused as refused:
                tell(form, refused)


class ConditionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A filing condition: the ones used lately at hand, all others by words."""

    def __init__(self, **options: Any) -> None:
        widget = Chooser("field:choose_condition", _("搜类别或俗称，如：井盖"))
        options = {"queryset": FilingCondition.objects.none(), "empty_label": None, "widget": widget, **options}
        super().__init__(label=_("类别与立案条件"), required=False, **options)


class ByCondition(WithPhotos):
    """A form with photos and a condition; `stand` says who asks, and `may_be_unsure` whether none will do."""

    may_be_unsure = True

    condition: Any = ConditionField()

    def stand(self, actor: Actor, day: date, case: Case | None = None) -> None:
        """Offer what this person has used lately, or what fits the case."""
        self.bringer = actor.user_id
        field = self.fields["condition"]
        field.queryset = choosing.conditions_in_force(day)  # type: ignore[attr-defined]
        chosen = self._given("condition") or (case and case.condition_id) or ""
        self.initial.setdefault("condition", chosen)
        category = case.category if case else None
        fill(field.widget, (self._given("condition_words"), chosen), actor, day, category)
        if not self.may_be_unsure:
            field.widget.lines = [line for line in field.widget.lines if line.value]

    def _given(self, name: str) -> str:
        return str(self.data.get(name) or "") if self.is_bound else ""


def fill(widget: Any, asked: tuple[str, object], actor: Actor, day: date, category: Any = None) -> None:
    """The lines of the chooser for words typed and a line chosen; the last one says that one does not know."""
    words, chosen = asked
    usual: Sequence[FilingCondition] = () if words or category else choosing.used_lately(actor, day)
    fill_conditions(widget, words, chosen, category, day, usual=usual)
    if not words:
        widget.lines = [*widget.lines, Choice("", gettext("不确定，由平台归类"))]


class Spot(forms.Form):
    """Where it is: a position, words, or both."""

    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput(attrs={"data-lon": ""})
    )
    lat = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput(attrs={"data-lat": ""})
    )
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("如：3 幢 2 单元门口"), "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """A position has two numbers; one alone is none."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lon") is None or cleaned.get("lat") is None:
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned


class ReportForm(ByCondition, Spot):
    """Photo, place, what it is, words, who asked for it; ticked where it is solved already."""

    ticket = forms.CharField(widget=forms.HiddenInput)
    photos = _photos()
    description = words_field(_("发生了什么"), _("一句话就够"))
    is_urgent = forms.BooleanField(label=_("紧急，有危险"), required=False)
    is_handled = forms.BooleanField(label=_("我已当场处理好"), required=False)
    reporter_phone = PhoneField(label=_("反映人手机号"), autocomplete="off")
    reporter_name = forms.CharField(
        label=_("反映人姓名"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_ticket(self) -> tuple[UUID, str, UUID]:
        """The number, the code and the second key that came with the form."""
        try:
            return read_ticket(self.cleaned_data["ticket"])
        except (signing.BadSignature, ValueError):
            raise forms.ValidationError(_("这个页面已失效，请刷新后再提交。")) from None


class Handled(WithPhotos):
    """What was done on the spot, with the photos after it."""

    prefix = "done"
    photos = _photos(label=_("处置后的照片"))
    answer = words_field(_("怎么处理的"), _("如：已联系物业盖好"))


class HandleForm(OnceForm, ByCondition):
    """Self-handling of a case that is known already: before and after, under which condition, what was done."""

    may_be_unsure = False

    photos = _photos(label=_("处置前的照片"))


class AnswerForm(OnceForm, WithPhotos):
    """Yes or no, in words where it is no, with photos. Each button sends its own verdict."""

    verdict = forms.ChoiceField(choices=(("yes", ""), ("no", "")))
    words = words_field(_("说明"))
    photos = _photos()


class NoteForm(OnceForm, WithPhotos):
    """A remark with photos."""

    words = words_field(_("补充说明"))
    photos = _photos()


class ContactForm(OnceForm):
    """How the call to the reporter went."""

    reached = forms.ChoiceField(choices=(("yes", ""), ("no", "")))
    words = words_field(_("沟通情况"))


class LocateForm(OnceForm, Spot):
    """Where it really is."""
