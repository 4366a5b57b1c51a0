"""What the screens of subscriptions, deliveries and tokens ask."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wangge.accounts import queries
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.accounts.roles import ADMINISTRATORS
from wangge.cases.workflow import STEPS
from wangge.exchange import subscriptions, tokens
from wangge.exchange.models import Delivery, Subscription
from wangge.interfaces.desk.case.choosers import Ticks
from wangge.kernel import clock

EVENTS = [(name, step.label) for name, step in STEPS.items()]
STEPS_SENT = [("", _("全部")), *EVENTS, (Delivery.PING, _("测试"))]


def mandates_offered(actor: Actor) -> QuerySet[Mandate]:
    """The mandates that a system may act for: in force, and no administrator's."""
    held = queries.mandates_seen_by(actor).in_force(clock.today()).exclude(role__in=ADMINISTRATORS)
    return held.select_related("user").order_by("-department_path", "area_code", "id")


class MandateField(forms.CharField):
    """A mandate by its number, as the list of suggestions begins with it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("授权"),
            max_length=120,
            widget=forms.TextInput(attrs={"list": "mandates", "autocomplete": "off"}),
            help_text=_("对方系统能看到的，就是这项授权能看到的。输入姓名或部门，从列表中选择。"),
            **options,
        )
        self.actor: Actor | None = None

    def clean(self, value: str) -> Mandate | None:
        """The mandate, or a sentence that says why not."""
        number = super().clean(value).strip().partition(" ")[0].lstrip("#")
        if not number:
            return None
        found = mandates_offered(self.actor).filter(pk=number).first() if self.actor and number.isdecimal() else None
        if found is None:
            raise forms.ValidationError(_("没有找到这项授权，请从列表中选择。"))
        return found


class ChangeSubscriptionForm(forms.Form):
    """What may change of a subscription."""

    name = forms.CharField(label=_("名称"), max_length=60)
    url = forms.CharField(
        label=_("接收地址"),
        max_length=300,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_("对方系统接收推送的地址，以 https:// 开头。"),
    )
    events = forms.MultipleChoiceField(
        label=_("推送哪些步骤"), choices=EVENTS, required=False, widget=Ticks, help_text=_("一个都不选，就是全部。")
    )


class SubscriptionForm(ChangeSubscriptionForm):
    """A new subscription."""

    mandate = MandateField()

    field_order = ("name", "mandate", "url", "events")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _let_choose(self, actor)


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("写明是哪个单位的哪个系统，例如“市政设施管理系统”。")
    )
    mandate = MandateField()
    may_write = forms.BooleanField(label=_("可以办理（写入）"), required=False, help_text=_("不勾选则只能读取。"))
    days = forms.IntegerField(
        label=_("有效天数"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=365, help_text=_("到期自动失效。")
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _let_choose(self, actor)


class SubscriptionChoice(forms.ModelChoiceField["Subscription"]):
    """One of the subscriptions seen."""

    def label_from_instance(self, subscription: Subscription) -> str:
        """By its name."""
        return subscription.name


class DeliveryFilter(forms.Form):
    """Which deliveries the list shows."""

    q = forms.CharField(label=_("案卷号"), max_length=19, required=False)
    subscription = SubscriptionChoice(
        label=_("订阅"), queryset=Subscription.objects.none(), required=False, empty_label=_("全部")
    )
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *Delivery.State.choices], required=False)
    step = forms.ChoiceField(label=_("步骤"), choices=STEPS_SENT, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["subscription"]
        assert isinstance(chosen, SubscriptionChoice)  # noqa: S101 - tells the type
        chosen.queryset = subscriptions.seen_by(actor).order_by("name")

    def conditions(self) -> Q:
        """As conditions on deliveries; a filter that cannot be read narrows nothing."""
        words = self.cleaned_data if self.is_valid() else {}
        names = {"q": "case_number__startswith", "subscription": "subscription", "state": "state", "step": "step"}
        return Q(**{names[name]: value for name, value in words.items() if value})


class TokenFilter(forms.Form):
    """Which tokens the list shows."""

    STATES = (("", _("有效")), ("over", _("已过期")), ("revoked", _("已吊销")))

    q = forms.CharField(label=_("名称"), max_length=40, required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)

    def conditions(self) -> Q:
        """As conditions on tokens."""
        words = self.cleaned_data if self.is_valid() else {}
        now = clock.now()
        states = {
            "": Q(revoked_at=None, expires_at__gt=now),
            "over": Q(revoked_at=None, expires_at__lte=now),
            "revoked": Q(revoked_at__isnull=False),
        }
        return states[words.get("state", "")] & Q(name__icontains=words.get("q", ""))


def _let_choose(form: forms.Form, actor: Actor) -> None:
    field = form.fields["mandate"]
    assert isinstance(field, MandateField)  # noqa: S101 - tells the type
    field.actor = actor
