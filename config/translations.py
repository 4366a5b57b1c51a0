"""Chinese stands in the source; the English catalogue is extracted, kept complete and compiled here."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from config.house import ROOT

PO = ROOT / "locale/en/LC_MESSAGES/django.po"
FOLDERS = ("wangge", "config")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extract_all() -> int:
    """Bring the catalogue up to the sources, keeping what is translated; returns how many sentences it holds."""
    catalogue, template = _read(), _template()
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    return len(catalogue)


def missing() -> list[str]:
    """Sentences of the sources that have no English, with where they stand."""
    catalogue = _read()
    return [
        f"{file}:{line}: {_words(message.id)}"
        for message in _template()
        if message.id
        for file, line in message.locations[:1]
        if not _is_translated(catalogue, message.id, message.context)
    ]


def compile_all() -> None:
    """Write the .mo file that the program reads. One that is made by another process at the same time does no harm."""
    if not PO.exists():
        return
    draft = PO.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, _read())
    draft.replace(PO.with_suffix(".mo"))


def _template() -> Catalog:
    template = Catalog(project="wangge", copyright_holder="Wangge", charset="utf-8")
    for file in _sources():
        for line, words, comments, context in _sentences(file):
            template.add(
                words, locations=[(str(file.relative_to(ROOT)), line)], auto_comments=comments, context=context
            )
    return template


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted((ROOT / folder).rglob(pattern))


def _sentences(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Python is read as it is; a template first becomes the Python that Django's own tools make of it."""
    text = file.read_text()
    if file.suffix != ".py":
        text = templatize(text, origin=str(file))
    # Django's templatize writes tags it does not translate as XX…; Babel reads Python only where it parses.
    return extract("python", BytesIO(text.encode()), KEYWORDS)


def _read() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", project="wangge", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def _is_translated(catalogue: Catalog, words: object, context: str | None) -> bool:
    found = catalogue.get(words, context)  # type: ignore[arg-type]
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else bool(found.string)


def _words(words: object) -> str:
    return str(words[0] if isinstance(words, tuple | list) else words)
