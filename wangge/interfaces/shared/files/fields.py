"""A form's photos: several at once, kept through a refusal so that nobody has to choose them again.

What was taken in travels with the returned form as a signed line; only the person who brought it can send it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wangge.kernel import files
from wangge.kernel.files import StoredFile
from wangge.kernel.refused import Refused

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
MOST = 12
SALT = "kept-photos"
A_DAY = 24 * 3600


class PhotosInput(forms.FileInput):
    """Chooses several files; with our script they are shown small and made smaller before they travel."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, "multiple": True, "data-photo-input": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        """Every file of that name."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class PhotosField(forms.FileField):
    """Any number of photos up to MOST; the cleaned value is the list of uploads."""

    widget = PhotosInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": gettext_lazy("照片"), "required": False, **options})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The uploads, in order."""
        uploads = list(data or [])
        if len(uploads) > MOST:
            raise forms.ValidationError(_("一次最多 %(most)s 张照片。") % {"most": MOST})
        if self.required and not uploads:
            raise forms.ValidationError(_("请至少附一张照片。"))
        return uploads


class WithPhotos(forms.Form):
    """A form with the fields `photos` and `kept`; `take_photos` gives all of them as stored files."""

    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    bringer: int | None = None
    _stored: list[StoredFile] | None = None

    def take_photos(self) -> list[StoredFile]:
        """Store what came, add what was kept from an earlier try, and keep it all for the next one."""
        if self._stored is not None:
            return self._stored
        self._stored = stored = [*self._kept(), *(_take(upload) for upload in self.cleaned_data.get("photos") or [])]
        if stored:
            line = signing.dumps([_plain(one) for one in stored], salt=self._salt())
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("kept")] = line
            self.data = data
        return stored

    @property
    def kept_words(self) -> str:
        """How many photos are here already, for the person who sends the form again."""
        count = len(self._kept())
        words = ngettext("已收到 %(count)d 张照片，不用重新选。", "已收到 %(count)d 张照片，不用重新选。", count)
        return words % {"count": count} if count else ""

    def _kept(self) -> Sequence[StoredFile]:
        line = self.data.get(self.add_prefix("kept"), "") if self.is_bound else ""
        try:
            rows = signing.loads(line, salt=self._salt(), max_age=A_DAY) if line else []
        except signing.BadSignature:
            return []
        return [StoredFile.read(row) for row in rows]

    def _salt(self) -> str:
        return f"{SALT}:{self.bringer}"


def _plain(stored: StoredFile) -> dict[str, Any]:
    return asdict(replace(stored, position=None, taken_at=None))


def _take(upload: UploadedFile[Any]) -> StoredFile:
    try:
        return files.take(upload)  # type: ignore[arg-type]
    except Refused as refused:
        raise Refused(
            _("%(label)s：%(text)s") % {"label": upload.name, "text": refused.sentence},
            field="photos",
            mend=refused.mend,
        ) from refused
