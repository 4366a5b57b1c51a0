"""`{% load desk %}`: what the frame of the desk shows."""

from urllib.parse import urlencode

from django import template
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.interfaces.desk.audit.browsers import short_name
from wangge.interfaces.desk.audit.told import subject_word, what_word
from wangge.interfaces.desk.navigation import Links, above, links_for, searches_cases
from wangge.interfaces.shared import searching
from wangge.interfaces.shared.components.icons import icon

register = template.Library()
register.filter("browser", short_name)
register.filter("subject_word", subject_word)
register.filter("what_word", what_word)


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> list[Links]:
    """The lines of the left side for this person on this page."""
    return links_for(context["request"])


@register.simple_tag(takes_context=True)
def back(context: template.RequestContext, word: str = "", to: str = "", *args: object, **query: object) -> SafeString:
    """`{% back %}`: to the list above this page; `{% back area.name "desk:area" area.pk %}`: to that page.

    Several on end are a path. What is named behind the page goes into the query of its address.
    """
    if to:
        address = resolve_url(to, *args) + (f"?{urlencode(query)}" if query else "")
        return _step_back(address, word or _("返回"))
    line = above(context["request"])
    return _step_back(line.url, line.label) if line else SafeString()


@register.simple_tag(takes_context=True)
def has_search(context: template.RequestContext) -> bool:
    """Whether the search box is of use to this person."""
    return searches_cases(context["request"])


@register.simple_tag(takes_context=True)
def said(context: template.RequestContext, name: str) -> str:
    """`{% said "q" %}`: what the address says, in clear."""
    return searching.said(context["request"]).get(name, "")


@register.simple_tag(takes_context=True)
def sealed(context: template.RequestContext, words: str) -> str:
    """`?q={% sealed person.name %}`: words for the address of a list that is searched."""
    return searching.sealed(words, context["request"])


def _step_back(address: str, word: str | Promise) -> SafeString:
    return format_html('<a href="{}">{}<span>{}</span></a>', address, icon("arrow-left"), word)
