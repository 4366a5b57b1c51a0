"""Attachments as the photo strips of a page want them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from wangge.cases.models import Attachment
from wangge.interfaces.shared.components import times


@dataclass(frozen=True)
class Shown:
    """One picture or file: where it is, how it looks small, and what it shows."""

    url: str
    thumbnail_url: str
    caption: str


def shown(attachments: Iterable[Attachment]) -> list[Shown]:
    """Pictures and files in the order given; load the attachments with their entries."""
    return [
        Shown(
            url=reverse("files:whole", args=[one.pk]),
            thumbnail_url=reverse("files:thumbnail", args=[one.pk]) if one.is_image else "",
            caption=f"{one.get_kind_display()} · {times.exact(one.entry.at)}",
        )
        for one in attachments
    ]
