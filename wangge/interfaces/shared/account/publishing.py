"""What the public may see of a mandate: the same form for the person and for the administrator."""

from wangge.accounts import actions
from wangge.accounts.actors import Actor
from wangge.accounts.models import Mandate
from wangge.interfaces.shared.account.forms import PublicForm
from wangge.kernel import clock


def public_words(mandate: Mandate) -> dict[str, str | bool]:
    """What the form shows at first: what is published, or what could be."""
    return {
        "is_public": mandate.is_public,
        "name": mandate.public_name or mandate.user.name,
        "duty": mandate.public_duty or mandate.get_role_display(),
        "phone": mandate.public_phone,
    }


def decide_public(mandate: Mandate, form: PublicForm, *, by: Actor) -> None:
    """Publish what the form says, or withdraw."""
    words = form.cleaned_data
    if words["is_public"]:
        actions.publish(mandate, name=words["name"], duty=words["duty"], phone=words["phone"], by=by, at=clock.now())
    else:
        actions.withdraw(mandate, by=by, at=clock.now())
