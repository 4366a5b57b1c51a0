"""A refusal in a form: next to the field that it names, with its mend."""

from django.forms import BaseForm

from wangge.kernel.refused import NotYours, Refused


def tell(form: BaseForm, refused: Refused) -> None:
    """Write why an act was refused into the form that asked for it; where nothing that was typed can mend it, go on."""
    if isinstance(refused, NotYours) and refused.field not in form.fields:
        raise refused
    form.add_error(refused.field if refused.field in form.fields else None, refused.whole)
