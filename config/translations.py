"""Chinese stands in the source; the English catalogue is extracted, kept complete and compiled here."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from config.house import ROOT

PO = ROOT / "locale/en/LC_MESSAGES/django.po"
# The file must not change where no sentence has.
BORN = datetime(2026, 1, 1, tzinfo=UTC)
FOLDERS = ("wangge", "config")
# Characters, and the full-width punctuation that would stand between English words.
CHINESE = re.compile(r"[\u3001\u3002\u4e00-\u9fff\uff00-\uffef]+")
TRANSLATED = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->|\{%\s*blocktranslate.*?endblocktranslate\s*%\}"
    # The name of a language stands in that language.
    r"|lang=\"zh[^\"]*\".*?</"
    r"|\{%\s*translate\s.*?%\}|_\(\"[^\"]*\"\)|_\('[^']*'\)",
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")
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
    catalogue.creation_date = BORN
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    return len(catalogue)


def faults() -> list[str]:
    """Sentences without English or with unsound English, and Chinese that never asks for English, with their places."""
    catalogue = _read()
    return [
        f"{file}:{line}: {fault}: {_words(message.id)}"
        for message in _template()
        if message.id
        for file, line in message.locations[:1]
        if (fault := _fault(catalogue, message))
    ] + list(_unasked())


def compile_all() -> None:
    """Write the .mo file that the program reads. One that is made by another process at the same time does no harm."""
    if not PO.exists():
        return
    draft = PO.with_suffix(f".mo.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, _read())
    draft.replace(PO.with_suffix(".mo"))


def _empty() -> Catalog:
    return Catalog(
        locale="en",
        project="Wangge",
        version="1",
        header_comment="# English for every sentence that stands in Chinese in the sources.",
        msgid_bugs_address="Wangge",
        last_translator="Wangge",
        language_team="Wangge",
        creation_date=BORN,
        revision_date=BORN,
        charset="utf-8",
        fuzzy=False,
    )


def _unasked() -> Iterator[str]:
    """Chinese in a template that stands outside of every tag that translates."""
    for file in _sources():
        if file.suffix == ".html" and file.parent.name != "styleguide":  # developers alone see that page
            plain = TRANSLATED.sub(lambda found: re.sub(r"[^\n]", "", found[0]), file.read_text())
            for number, line in enumerate(plain.splitlines(), 1):
                for words in CHINESE.findall(line):
                    yield f"{file.relative_to(ROOT)}:{number}: not translated: {words}"


def _template() -> Catalog:
    template = _empty()
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
        # Tags that are not translated become XX…; their indentation means nothing and would not parse.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(file)).splitlines())
    return extract("python", BytesIO(text.encode()), KEYWORDS)


def _read() -> Catalog:
    if not PO.exists():
        return _empty()
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def _fault(catalogue: Catalog, message: Message) -> str:
    found = catalogue.get(message.id, message.context)
    if found is None or found.fuzzy or not all(_forms(found.string)):
        return "no English"
    named = set(PLACEHOLDER.findall("".join(_forms(message.id))))
    if any(set(PLACEHOLDER.findall(form)) - named for form in _forms(found.string)):
        return "a placeholder that the sentence does not have"
    if named - set(PLACEHOLDER.findall(_forms(found.string)[-1])):
        return "a placeholder left out"
    return ""


def _forms(words: object) -> list[str]:
    """One form, or the singular and the plural."""
    return [str(form) for form in words] if isinstance(words, tuple | list) else [str(words)]


def _words(words: object) -> str:
    return _forms(words)[0]
