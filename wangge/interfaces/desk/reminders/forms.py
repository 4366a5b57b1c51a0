"""What the screens of reminders ask: whom it is about, what to mind, who may know. No free words: they tell causes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.interfaces.desk.archive.forms import KeyForm
from wangge.interfaces.desk.residents.forms import KINDS
from wangge.interfaces.shared.refusals import tell
from wangge.kernel import clock
from wangge.kernel.refused import Refused
from wangge.registers.people import documents
from wangge.registers.people.actions import Found, Purpose, home_of
from wangge.registers.people.codes import ReminderKind
from wangge.registers.people.reminders import mandates_to_tell

SALT = "wangge.reminder"
UNTYPED = {"autocomplete": "off"}


class FindForm(forms.Form):
    """A full number, the name that belongs to it, and what for."""

    name = forms.CharField(label=_("姓名"), max_length=50, widget=forms.TextInput(UNTYPED))
    document_number = forms.CharField(label=_("证件号码"), max_length=30, widget=forms.TextInput(UNTYPED))
    document_kind = forms.ChoiceField(label=_("证件类型"), choices=KINDS, required=False)
    purpose = forms.ChoiceField(
        label=_("核对目的"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        help_text=_("目的、时间和您的姓名会记入此人住处和本部门的查阅留痕。"),
    )

    def clean(self) -> dict[str, Any]:
        """The document as it is compared."""
        given = super().clean() or self.cleaned_data
        try:
            given["document"] = documents.read(given.get("document_number", ""), given.get("document_kind", ""))
        except Refused as refused:
            tell(self, refused)
        return given


class HandForm(KeyForm):
    """Writes once, by the hand of somebody who is not asked for a reason."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        self.actor = actor
        super().__init__(*args, **{"label_suffix": "", **options})


class ReadersForm(HandForm):
    """Who may know: of those who serve the place."""

    readers = forms.TypedMultipleChoiceField(
        label=_("知悉人"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一位知悉人。")},
        help_text=_("只有勾选的人能看到；网格员换人后，请回来改。"),
    )

    def __init__(self, *args: Any, area_code: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["readers"].choices = by_user(mandates_to_tell(area_code, on=clock.today()))  # type: ignore[attr-defined]


class NewForm(ReadersForm):
    """What to mind with somebody who has just been found."""

    found = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("提醒"), choices=ReminderKind.choices, widget=forms.RadioSelect)
    field_order = ("key", "found", "kind", "readers")

    def __init__(self, *args: Any, whom: Found, **options: Any) -> None:
        self.whom = whom
        options["initial"] = {"found": sealed(whom)}
        super().__init__(*args, area_code=home_of(whom), **options)


def sealed(found: Found) -> str:
    """Who was found, as the next form brings it back."""
    return signing.dumps([found.person_id, found.known_as], salt=SALT)


def opened(text: str) -> Found | None:
    """Who was found; nobody where the text is not ours."""
    try:
        person_id, known_as = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Found(person_id, known_as)


def by_user(held: Iterable[Mandate]) -> list[tuple[int, str]]:
    """“王敏 · 网格员”, once for each user, with all that he is there."""
    names: dict[int, list[str]] = {}
    for mandate in held:
        words = names.setdefault(mandate.user_id, [mandate.user.name])
        role = mandate.get_role_display()
        words += [] if role in words else [role]
    return [(user_id, " · ".join(words)) for user_id, words in names.items()]
