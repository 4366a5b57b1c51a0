"""The components say the same thing by colour and by word."""

from datetime import datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from tests.world import moment
from wangge.cases.workflow import Stage
from wangge.interfaces.shared.components.fields import active_filters, render
from wangge.interfaces.shared.components.icons import UnknownIcon, drawing, icon
from wangge.interfaces.shared.components.stages import stage_bar
from wangge.interfaces.shared.components.times import clock_face, relative

NOON = moment("2026-03-02 12:00")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=3), "3 分钟前"),
        (timedelta(hours=5), "5 小时前"),
        (timedelta(days=3), "3 天前"),
        (timedelta(days=40), "1月21日"),
        (timedelta(days=400), "2025年1月26日"),
        (timedelta(minutes=-90), "1 小时后"),
    ],
)
def test_moments_are_said_relative_to_now(ago: timedelta, words: str) -> None:
    assert relative(NOON - ago, NOON) == words


@pytest.mark.parametrize(
    ("knowing", "signal", "word"),
    [
        ({"due_at": NOON + timedelta(hours=3), "started_at": NOON - timedelta(hours=1)}, "ok", "剩 3 小时"),
        ({"due_at": NOON + timedelta(hours=1), "started_at": NOON - timedelta(hours=4)}, "soon", "剩 1 小时"),
        ({"due_at": NOON + timedelta(hours=9), "soon_at": NOON - timedelta(hours=1)}, "soon", "剩 9 小时"),
        ({"due_at": NOON - timedelta(hours=3)}, "late", "超时 3 小时"),
        ({"due_at": NOON - timedelta(hours=3), "paused": True}, "paused", "已暂停计时"),
        ({"due_at": NOON, "done_at": NOON - timedelta(hours=3)}, "done", "按时"),
        ({"due_at": NOON, "done_at": NOON + timedelta(hours=3)}, "done-late", "曾超时 3 小时"),
        ({"due_at": None}, "none", "无时限"),
    ],
)
def test_a_clock_has_colour_and_word(knowing: dict[str, datetime], signal: str, word: str) -> None:
    face = clock_face(now=NOON, **knowing)  # type: ignore[arg-type]

    assert (face.signal, face.word) == (signal, word)


def test_the_stage_bar_stands_where_the_case_stands() -> None:
    bar = stage_bar(Stage.HANDLE, {"collect": NOON})

    assert [piece.state for piece in bar.pieces] == ["done", "done", "done", "now", "todo", "todo", "todo"]
    assert bar.pieces[0].at == NOON


def test_a_declined_case_stops_where_it_was() -> None:
    bar = stage_bar(Stage.DECLINED, {"collect": NOON})

    assert bar.is_cut_short
    assert bar.word == "不予受理"
    assert "now" not in [piece.state for piece in bar.pieces]


def test_an_archived_case_has_all_seven_stages() -> None:
    assert {piece.state for piece in stage_bar(Stage.ENDED, {}).pieces} == {"done"}


class Filter(forms.Form):
    place = forms.CharField(label="地点", required=False, help_text="写到门牌")
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "—"), ("file", "建档立卷")])
    since = forms.DateField(label="起", widget=forms.DateInput, required=False)


def test_an_error_stands_beside_its_field_and_is_tied_to_it() -> None:
    form = Filter({"since": "soon"})
    html = render(form["since"], {})

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_since_error"' in html
    assert 'id="id_since_error"' in html
    assert 'type="date"' in html


def test_only_filters_that_are_on_become_chips() -> None:
    chips = list(active_filters(Filter({"stage": "file", "place": ""})))

    assert [(chip.name, chip.label, chip.value) for chip in chips] == [("stage", "阶段", "建档立卷")]


def test_a_chip_is_taken_off_without_losing_the_other_filters() -> None:
    request = RequestFactory().get("/?stage=file&place=x&after=9")
    page = Template("{% load shared %}{% chip_off request 'stage' %}").render(Context({"request": request}))

    assert page == "?place=x"


def test_pages_turn_by_key_and_keep_the_filters() -> None:
    request = RequestFactory().get("/?stage=file&before=3")
    page = {"next_key": "k7", "previous_key": "", "count": "1,000+"}
    html = Template("{% load shared %}{% pager page %}").render(
        Context({"request": request, "page": type("Page", (), page)})
    )

    assert 'href="?stage=file&amp;after=k7"' in html
    assert "1,000+" in html
    assert 'rel="prev"' not in html


def test_an_icon_has_a_name_or_is_hidden() -> None:
    assert 'aria-label="&lt;b&gt;"' in icon("home", "<b>")
    assert 'aria-hidden="true"' in icon("home")


def test_an_unknown_icon_is_refused() -> None:
    if not drawing("home"):
        pytest.skip("front-end packages are not installed: make run")
    with pytest.raises(UnknownIcon):
        drawing("no-such-icon")


@pytest.mark.django_db
def test_an_unknown_address_says_so_in_the_language_of_the_visitor(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert "回到首页" in answer.text


@pytest.mark.django_db
def test_a_page_has_no_inline_style_script_or_handler(client: Client) -> None:
    page = client.get("/report/").text

    assert page.count("<script") == page.count('<script type="importmap">') + page.count('<script type="module" src=')
    assert " style=" not in page
    assert " onclick=" not in page


def test_english_says_it_in_english() -> None:
    with translation.override("en"):
        assert relative(NOON - timedelta(days=40), NOON) == "21 Jan"
