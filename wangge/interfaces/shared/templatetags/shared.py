"""`{% load shared %}`: the components that every screen uses."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wangge.cases.deadlines import Limit, LimitRow
from wangge.cases.workflow import Stage
from wangge.interfaces.shared import front_end
from wangge.interfaces.shared.components import fields, icons, stages, times
from wangge.kernel import clock as kernel_clock

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """`{% icon "map-pin" %}`: an outline icon of Tabler by name."""
    return icons.icon(name, str(label), classes)


@register.simple_tag
def import_map() -> SafeString:
    """The one inline script of a page: which module stands at which address."""
    return format_html('<script type="importmap">{}</script>', front_end.import_map().text)


@register.simple_tag(takes_context=True)
def page_title(context: template.RequestContext) -> str:
    """The words of the block `title`, once more for the heading."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    title = blocks.get_block("title") if blocks else None
    return mark_safe(title.nodelist.render(context)) if title else ""  # noqa: S308 - rendered by the template engine


@register.simple_tag
def when(moment: datetime | date | None, empty: str = "—") -> SafeString:
    """`{% when entry.at %}`: relative, exact on hover and in print; refreshed by the page itself."""
    if moment is None:
        return format_html("<span>{}</span>", empty)
    exact = times.exact(moment)
    return format_html(
        '<time datetime="{}" title="{}" data-when data-exact="{}">{}</time>',
        moment.isoformat(),
        exact,
        exact,
        times.relative(moment, kernel_clock.now()),
    )


@register.simple_tag
def exact(moment: datetime | date | None) -> str:
    """The exact moment as text."""
    return times.exact(moment) if moment else "—"


@register.simple_tag
def limit(row: LimitRow) -> str:
    """`{% limit condition %}`: the limit of a row in words."""
    return str(Limit.of(row))


@register.inclusion_tag("shared/clock.html")
def clock(due_at: datetime | None, **knowing: Any) -> dict[str, Any]:
    """`{% clock case.due_at started_at=case.filed_at paused=case.is_paused %}`: colour, icon, word, bar.

    Also knows `soon_at` (turns amber) and `done_at` (in time or late).
    """
    return {"face": times.clock_face(due_at, kernel_clock.now(), **knowing)}


@register.inclusion_tag("shared/stage_bar.html")
def stage_bar(case: Any, dates: Mapping[str, datetime] | None = None, compact: bool = False) -> dict[str, Any]:
    """`{% stage_bar case dates=dates %}` the seven stages; `compact=True` for a row of a list."""
    return {"bar": stages.stage_bar(Stage(case.stage), dates or {}), "compact": compact}


@register.simple_tag
def field(bound: BoundField, **attributes: Any) -> SafeString:
    """`{% field form.reason %}`: label, control, help, and the error next to it."""
    return fields.render(bound, attributes)


@register.inclusion_tag("shared/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form as a whole."""
    return {"errors": form.non_field_errors()}


@register.inclusion_tag("shared/pager.html", takes_context=True)
def pager(context: template.RequestContext, page: Any) -> dict[str, Any]:
    """`{% pager page %}`: page by key. The page tells `next_key`, `previous_key` ("" for none) and `count`.

    The keys travel as `after=` and `before=`; everything else in the address stays.
    """
    return {
        "request": context["request"],
        "next_key": getattr(page, "next_key", ""),
        "previous_key": getattr(page, "previous_key", ""),
        "count": getattr(page, "count", ""),
    }


@register.inclusion_tag("shared/empty.html")
def empty(title: str, text: str = "", icon_name: str = "inbox", url: str = "", action: str = "") -> dict[str, Any]:
    """`{% empty _("还没有案件") _("居民上报后会出现在这里。") %}`: what will be here and how it comes."""
    return {"title": title, "text": text, "icon_name": icon_name, "url": url, "action": action}


@register.inclusion_tag("shared/chips.html", takes_context=True)
def chips(context: template.RequestContext, form: BaseForm) -> dict[str, Any]:
    """`{% chips filter_form %}`: every filter that is on, as a chip that takes it off."""
    return {"request": context["request"], "chips": fields.active_filters(form)}


@register.simple_tag
def chip_off(request: HttpRequest, name: str) -> str:
    """The address without one filter, at the first page."""
    query = request.GET.copy()
    for each in (name, "after", "before"):
        query.pop(each, None)
    return f"?{query.urlencode()}"


@register.inclusion_tag("shared/sort_header.html", takes_context=True)
def sort_header(context: template.RequestContext, name: str, label: str, classes: str = "") -> dict[str, Any]:
    """`{% sort_header "due" _("时限") %}`: a header that sorts; the order travels as `sort=due` or `sort=-due`."""
    order = context["request"].GET.get("sort", "")
    is_up, is_down = order == name, order == f"-{name}"
    return {
        "request": context["request"],
        "label": label,
        "classes": classes,
        "next_order": f"-{name}" if is_up else name,
        "aria": "ascending" if is_up else "descending" if is_down else "none",
        "icon_name": "chevron-up" if is_up else "chevron-down" if is_down else "selector",
    }


@register.inclusion_tag("shared/photos.html")
def photos(before: Iterable[Any] = (), after: Iterable[Any] = ()) -> dict[str, Any]:
    """`{% photos before after %}`: strips of photos side by side; each opens in a lightbox.

    A photo tells `url`, `thumbnail_url` and `caption`.
    """
    return {"before": list(before), "after": list(after)}


@register.inclusion_tag("shared/progress.html")
def progress(done: int, of: int, label: str = "") -> dict[str, Any]:
    """`{% progress job.done job.total _("导入") %}`: long work that can be left and found again."""
    return {"done": done, "of": of, "label": label, "percent": round(done * 100 / of) if of else 0}
