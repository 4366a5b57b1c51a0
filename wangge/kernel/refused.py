"""A loud no: an act that will not be done says why, in a sentence fit for the person who asked."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """The act is not done. `sentence` is shown as it stands; `field` and `mend` say where and how to put it right."""

    def __init__(self, sentence: str, field: str = "", mend: str = "") -> None:
        super().__init__(sentence, field, mend)
        self.sentence = sentence
        self.field = field
        self.mend = mend

    def __str__(self) -> str:
        return str(self.sentence)

    @property
    def whole(self) -> str:
        """The sentence and how to put it right."""
        words = {"sentence": self.sentence, "mend": self.mend}
        return _("%(sentence)s%(mend)s") % words if self.mend else str(self)


class NotYours(Refused):
    """The thing is not this person's; interfaces answer as if it did not exist."""
