"""The tool that keeps the English catalogue: it finds sentences, and sees what is missing or unsound."""

from pathlib import Path

import pytest

from config import console, translations


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "PO", tmp_path / "locale/en/LC_MESSAGES/django.po")
    folder = tmp_path / "wangge"
    folder.mkdir()
    (folder / "words.py").write_text('_("案件"); ngettext("%(n)d 天", "%(n)d 天", 2)\n')
    (folder / "page.html").write_text(
        "{% load i18n %}<h1>{% translate '网格' %}</h1>\n"
        "{% blocktranslate trimmed with who=name %}\n  {{ who }} 受理\n{% endblocktranslate %}\n"
    )
    return tmp_path


def _translate(words: str, english: str) -> None:
    text = translations.PO.read_text()
    assert f'msgid "{words}"\nmsgstr ""' in text
    translations.PO.write_text(text.replace(f'msgid "{words}"\nmsgstr ""', f'msgid "{words}"\nmsgstr "{english}"'))


def test_sentences_of_python_and_templates_are_found(sources: Path) -> None:
    assert translations.extract_all() == 4
    text = translations.PO.read_text()
    for words in ("案件", "网格", "%(who)s 受理", "%(n)d 天"):
        assert f'msgid "{words}"' in text


def test_extracting_again_keeps_what_is_translated_and_changes_nothing(sources: Path) -> None:
    translations.extract_all()
    _translate("案件", "Case")
    before = translations.PO.read_text()
    translations.extract_all()
    assert translations.PO.read_text() == before


def test_what_is_missing_is_named_with_its_place(sources: Path) -> None:
    translations.extract_all()
    _translate("案件", "Case")
    faults = translations.faults()
    assert "wangge/page.html:1: no English: 网格" in faults
    assert not any("案件" in fault for fault in faults)


def test_the_check_fails_until_every_sentence_has_english(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sources / "wangge" / "page.html").unlink()
    (sources / "wangge" / "words.py").write_text('_("案件")\n')
    translations.extract_all()
    check = console.OF_THE_HOUSE["translations"]
    assert check(["--check"]) == 1
    assert "wangge/words.py:1: no English: 案件" in capsys.readouterr().out
    _translate("案件", "Case")
    assert check(["--check"]) == 0


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("%(whom)s accepted", "a placeholder that the sentence does not have"),
        ("Accepted", "a placeholder left out"),
    ],
)
def test_english_that_would_break_the_sentence_is_named(sources: Path, english: str, fault: str) -> None:
    translations.extract_all()
    _translate("%(who)s 受理", english)
    assert any(fault in line and "受理" in line for line in translations.faults())


def test_chinese_that_never_asks_for_english_is_named(sources: Path) -> None:
    (sources / "wangge" / "bare.html").write_text("{# 备注 #}\n<p>{% translate '有' %} 无</p>\n")
    assert "wangge/bare.html:2: not translated: 无" in translations.faults()


def test_full_width_punctuation_between_words_is_named(sources: Path) -> None:
    (sources / "wangge" / "bare.html").write_text("<p>{{ label }}：{{ text }}</p>\n{% translate '：' %}\n")
    assert [fault for fault in translations.faults() if "bare.html" in fault and "not translated" in fault] == [
        "wangge/bare.html:1: not translated: ："
    ]


def test_every_sentence_of_the_house_has_sound_english() -> None:
    assert translations.faults() == []
