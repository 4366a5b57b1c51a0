"""`{% load desk %}`: what the frame of the desk shows."""

from django import template

from wangge.interfaces.desk.audit.browsers import short_name
from wangge.interfaces.desk.audit.told import subject_word, what_word
from wangge.interfaces.desk.navigation import Links, links_for, searches_cases
from wangge.interfaces.shared import searching

register = template.Library()
register.filter("browser", short_name)
register.filter("subject_word", subject_word)
register.filter("what_word", what_word)


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> list[Links]:
    """The lines of the left side for this person on this page."""
    return links_for(context["request"])


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
