"""One form for every step that a person can take; `steps.py` says which form serves which step.

A form carries a key of its own, so that pressing twice, or going back and pressing again, does nothing new. Free words
and photos go into the visit, the other fields to the act by their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.accounts.actors import Actor
from wangge.cases import choosing
from wangge.cases.models import Assignment, AttachmentKind, Case, Part
from wangge.cases.reading import CaseFile
from wangge.cases.stages import Visit
from wangge.cases.workflow import Stage, Step
from wangge.interfaces.desk.case import lines
from wangge.interfaces.desk.case.choosers import PlaceField, Ticks
from wangge.interfaces.shared.cases.choosing import Chooser, fill_conditions
from wangge.interfaces.shared.files.fields import PhotosField, WithPhotos
from wangge.kernel.ids import new_id

BEST = 5
GRADES = (
    (5, gettext_lazy("很满意")),
    (4, gettext_lazy("满意")),
    (3, gettext_lazy("一般")),
    (2, gettext_lazy("不满意")),
    (1, gettext_lazy("很不满意")),
)
QUALITIES = (
    (5, gettext_lazy("优秀")),
    (4, gettext_lazy("良好")),
    (3, gettext_lazy("合格")),
    (2, gettext_lazy("较差")),
    (1, gettext_lazy("很差")),
)


@dataclass(frozen=True)
class Situation:
    """A step that one person is about to take on one case, or on one of its assignments."""

    file: CaseFile
    actor: Actor
    step: Step
    assignment: Assignment | None
    day: date

    @property
    def subject(self) -> Case | Assignment:
        """What the act is taken on."""
        return self.assignment or self.file.case


def _words(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=2000, widget=area)


def _either(label: Any, yes: Any, no: Any, *, required: bool = True) -> Any:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        required=required,
    )


def _grade(label: Any, grades: Sequence[tuple[int, Any]], *, required: bool = True) -> Any:
    return forms.TypedChoiceField(
        label=label, choices=grades, coerce=int, empty_value=None, widget=forms.RadioSelect, required=required
    )


class StepForm(WithPhotos):
    """What every step's form has. `passes` names the fields that the act takes, `words` the free words of the visit."""

    passes: ClassVar[tuple[str, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()
    photo_kind: ClassVar[AttachmentKind] = AttachmentKind.OTHER

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, situation: Situation, *args: Any, **options: Any) -> None:
        self.situation = situation
        self.bringer = situation.actor.user_id
        mark = (
            f"{situation.step.name}_{situation.assignment.pk.hex[-6:]}" if situation.assignment else situation.step.name
        )
        options |= {"auto_id": f"id_{mark}_%s", "label_suffix": ""}
        options["initial"] = {**options.get("initial", {}), "key": new_id()}
        super().__init__(*args, **options)
        self.prepare()

    def prepare(self) -> None:
        """Fill the choosers."""

    def given(self, name: str) -> Any:
        """What stands in a field now, before anything is checked."""
        return self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)

    def visit(self, at: datetime) -> Visit:
        """The visit that this form makes."""
        said = {name: self.cleaned_data[name] for name in self.words if self.cleaned_data.get(name)}
        photos = [(stored, self.photo_kind) for stored in self.take_photos()]
        return Visit(self.situation.actor, at, self.cleaned_data["key"], said, photos)

    def arguments(self) -> dict[str, Any]:
        """What the act is told beside the visit."""
        return {name: self.cleaned_data[name] for name in self.passes}

    def typed(self) -> list[tuple[str, str]]:
        """The free words that were typed, with their labels, so that nothing is lost when the step is refused."""
        said = ((str(self.fields[name].label), str(self.data.get(name, "")).strip()) for name in self.words)
        return [(label, text) for label, text in said if text]


class Plain(StepForm):
    """Nothing to say."""


class Opinion(StepForm):
    """A word along with the step, if one likes."""

    words = ("opinion",)
    opinion = _words(gettext_lazy("意见"))


class Supervise(StepForm):
    """What a leader wants to be done."""

    words = ("opinion",)
    opinion = _words(gettext_lazy("督办意见"), required=True)


class Note(StepForm):
    """A remark with photos."""

    words = ("note",)
    note = _words(gettext_lazy("备注"), required=True)
    photos = PhotosField()


class Reason(StepForm):
    """A step that must say why."""

    words = ("reason",)
    reason = _words(gettext_lazy("理由"), required=True)


class ReasonWithPhotos(Reason):
    """A step that must say why, and may show it."""

    photos = PhotosField()


class Arrive(Opinion):
    """At the spot."""

    photos = PhotosField(label=gettext_lazy("现场照片"))


class AnswerVerify(StepForm):
    """Is it so?"""

    passes, words, photo_kind = ("is_true",), ("answer",), AttachmentKind.CHECK
    is_true = _either(gettext_lazy("核实结果"), gettext_lazy("属实"), gettext_lazy("不属实"))
    answer = _words(gettext_lazy("说明"), help_text=gettext_lazy("不属实时请写明原因。"))
    photos = PhotosField()


class Judge(StepForm):
    """Does the result hold?"""

    passes, words, photo_kind = ("is_passed",), ("reason",), AttachmentKind.CHECK
    is_passed = _either(gettext_lazy("核查结果"), gettext_lazy("合格"), gettext_lazy("不合格"))
    reason = _words(gettext_lazy("说明"), help_text=gettext_lazy("不合格时请写明哪里没有做到。"))
    photos = PhotosField()


class Contact(StepForm):
    """A call to the reporter."""

    passes, words = ("is_reached",), ("said",)
    is_reached = _either(gettext_lazy("是否联系上"), gettext_lazy("已联系上"), gettext_lazy("未联系上"))
    said = _words(gettext_lazy("沟通情况"))


class FollowUp(StepForm):
    """A call after closing."""

    passes, words = ("is_reached", "is_solved", "satisfaction"), ("said",)
    is_reached = _either(gettext_lazy("是否联系上"), gettext_lazy("已联系上"), gettext_lazy("未联系上"))
    is_solved = _either(gettext_lazy("是否解决"), gettext_lazy("已解决"), gettext_lazy("未解决"), required=False)
    satisfaction = _grade(gettext_lazy("满意度"), GRADES, required=False)
    said = _words(gettext_lazy("回访记录"))


class Rate(StepForm):
    """What the reporter says of the result."""

    passes, words = ("is_solved", "satisfaction"), ("opinion",)
    is_solved = _either(gettext_lazy("是否解决"), gettext_lazy("已解决"), gettext_lazy("未解决"))
    satisfaction = _grade(gettext_lazy("满意度"), GRADES)
    opinion = _words(gettext_lazy("评价意见"))


class Evaluate(Opinion):
    """How well it was handled."""

    passes = ("quality",)
    quality = _grade(gettext_lazy("处置质量"), QUALITIES)
    field_order = ("quality", "opinion")


class ReviewAppeal(StepForm):
    """The first level's view of an appeal."""

    passes, words = ("is_supported",), ("reason",)
    is_supported = _either(gettext_lazy("初审意见"), gettext_lazy("支持申诉"), gettext_lazy("不支持"))
    reason = _words(gettext_lazy("理由"), required=True)


class DecideAppeal(StepForm):
    """The last word on an appeal."""

    passes, words = ("is_granted",), ("reason",)
    is_granted = _either(gettext_lazy("终审结论"), gettext_lazy("申诉成立，不计超时"), gettext_lazy("申诉不成立"))
    reason = _words(gettext_lazy("理由"), required=True)


class Feedback(StepForm):
    """What was done, with proof."""

    words, photo_kind = ("answer",), AttachmentKind.AFTER
    answer = _words(gettext_lazy("处理结果"), required=True)
    photos = PhotosField(label=gettext_lazy("处置后照片"))


class AskExtension(ReasonWithPhotos):
    """More time, in the unit of the limit."""

    passes = ("amount",)
    amount = forms.IntegerField(min_value=1)
    field_order = ("amount", "reason", "photos")

    def prepare(self) -> None:
        """Name the unit, and the most that can be asked."""
        if limit := lines.limit_of(self.situation.assignment):
            self.fields["amount"].label = _("延长多少%(unit)s") % {"unit": limit.unit.label}
            self.fields["amount"].help_text = _("一次最多 %(most)s。") % {"most": limit}
            self.fields["amount"].widget.attrs["max"] = limit.amount


class AskSuspension(ReasonWithPhotos):
    """The clock shall rest until a day."""

    passes = ("until",)
    until = forms.DateField(label=gettext_lazy("挂账到哪一天"), help_text=gettext_lazy("这一天零点自动恢复计时。"))
    field_order = ("until", "reason", "photos")

    def clean_until(self) -> datetime:
        """The beginning of that day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time.min))


class ByCondition(StepForm):
    """A form with the chooser of filing conditions."""

    passes: ClassVar[tuple[str, ...]] = ("condition",)
    condition: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("立案条件"),
        empty_label=None,
        widget=Chooser("desk:choose_condition", gettext_lazy("类别、俗称或代码，如：井盖")),
    )

    def prepare(self) -> None:
        """The conditions of the case's category, or those found by the words typed."""
        field, case, day = self.fields["condition"], self.situation.file.case, self.situation.day
        field.queryset = choosing.conditions_in_force(day)  # type: ignore[attr-defined]
        chosen = self.given("condition") or case.condition_id
        self.initial.setdefault("condition", chosen)
        fill_conditions(field.widget, self.given("condition_words") or "", chosen, case.category, day)


class File(ByCondition):
    """Under which condition, and how urgent."""

    passes = ("condition", "is_urgent")
    is_urgent = forms.BooleanField(label=gettext_lazy("紧急"), required=False)

    def prepare(self) -> None:
        """Urgent stays urgent."""
        super().prepare()
        self.initial.setdefault("is_urgent", self.situation.file.case.is_urgent)


class SelfHandle(ByCondition):
    """Solved on the spot, with proof."""

    words, photo_kind = ("answer",), AttachmentKind.AFTER
    answer = _words(gettext_lazy("怎么处置的"))
    photos = PhotosField(label=gettext_lazy("处置后照片"))


class Merge(StepForm):
    """Which case this one belongs to."""

    passes, words = ("into",), ("opinion",)
    into: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("并入哪个案件"),
        to_field_name="number",
        empty_label=None,
        widget=Chooser("desk:choose_case", gettext_lazy("案卷号（19 位）")),
        error_messages={"invalid_choice": gettext_lazy("没有这个案卷号，或您无权查看。")},
    )
    opinion = _words(gettext_lazy("说明"))

    def prepare(self) -> None:
        """The cases nearby, the same category first."""
        case, actor = self.situation.file.case, self.situation.actor
        field = self.fields["into"]
        field.queryset = choosing.mergeable(case, actor)  # type: ignore[attr-defined]
        words = self.given("into_words") or self.given("into") or ""
        lines.fill_cases(field.widget, str(words), case, actor)


class Locate(StepForm):
    """Where it really is: a point on the map, or an area by its name."""

    place = forms.CharField(label=gettext_lazy("地点"), max_length=200, widget=forms.TextInput)
    position = PlaceField(label=gettext_lazy("地图位置"))
    area: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("所属区域"),
        required=False,
        empty_label=None,
        widget=Chooser("desk:choose_area", gettext_lazy("社区或网格名称")),
        help_text=gettext_lazy("已在地图上选点的不用选，系统按点确定网格。"),
    )

    def prepare(self) -> None:
        """What is known now."""
        case, actor = self.situation.file.case, self.situation.actor
        self.initial.setdefault("place", case.place)
        if case.lon is not None:
            self.initial.setdefault("position", (case.lon, case.lat))
        self.fields["area"].queryset = lines.areas_within(actor)  # type: ignore[attr-defined]
        chosen = self.given("area")
        lines.fill_areas(self.fields["area"].widget, self.given("area_words") or "", chosen, actor)

    def arguments(self) -> dict[str, Any]:
        """The area of the point; without a point the area chosen."""
        position = self.cleaned_data["position"]
        area = lines.area_of(position, self.cleaned_data["area"], self.situation.actor)
        lon, lat = position or (None, None)
        return {"area": area, "place": self.cleaned_data["place"], "lon": lon, "lat": lat}


class Dispatch(Opinion):
    """Who leads, who helps."""

    passes = ("lead", "co")
    lead = forms.TypedChoiceField(label=gettext_lazy("主办单位"), empty_value=None)
    co = forms.TypedMultipleChoiceField(label=gettext_lazy("协办单位"), required=False, widget=Ticks)
    field_order = ("lead", "co", "opinion")

    def prepare(self) -> None:
        """The departments of the place, the suggested ones first."""
        case = self.situation.file.case
        self.suggestions = choosing.suggestions(case, self.situation.day)
        busy = {one.department_id for one in self.situation.file.assignments if one.is_busy}
        handlers = [one for one in choosing.handlers_for(case) if one.pk not in busy]
        self._offer("lead", lines.grouped(handlers, self.suggestions), handlers)
        self._offer("co", [(one.pk, one.name) for one in lines.suggested_first(handlers, self.suggestions)], handlers)
        self.fields["lead"].help_text = lines.why(self.suggestions)
        self._suggest(handlers)

    def _offer(self, name: str, choices: Sequence[Any], handlers: Sequence[Any]) -> None:
        by_key = {str(one.pk): one for one in handlers}
        field = self.fields[name]
        field.choices, field.coerce = choices, by_key.__getitem__  # type: ignore[attr-defined]

    def _suggest(self, handlers: Sequence[Any]) -> None:
        known = {one.pk for one in handlers}
        leads = [one.department.pk for one in self.suggestions if one.part == Part.LEAD and one.department.pk in known]
        alone = [one.pk for one in handlers] if len(handlers) == 1 else []
        self.initial.setdefault("lead", next(iter([*leads, *alone]), ""))
        co = [one.department.pk for one in self.suggestions if one.part == Part.CO and one.department.pk in known]
        self.initial.setdefault("co", co)

    def clean(self) -> dict[str, Any]:
        """The lead does not help itself."""
        cleaned = dict(super().clean() or {})
        cleaned["co"] = [one for one in cleaned.get("co") or [] if one != cleaned.get("lead")]
        return cleaned


class Whistle(Dispatch):
    """Who comes to the spot: with a lead where nobody has the case yet, as co-handlers afterwards."""

    def prepare(self) -> None:
        """A case that has its lead calls co-handlers only."""
        super().prepare()
        self.fields["co"].label = _("叫到现场的单位")
        if self.situation.file.case.stage != Stage.FILE:
            del self.fields["lead"]
            self.initial["co"] = []

    def arguments(self) -> dict[str, Any]:
        """The called, and the lead if one is still needed."""
        return {"lead": self.cleaned_data.get("lead"), "co": self.cleaned_data["co"]}
