"""Addresses of the field: what a grid worker does on a phone."""

from django.urls import path

from wangge.interfaces.field import ground, matter, me, minding, mine, news, report, today
from wangge.interfaces.shared import pulse

app_name = "field"

urlpatterns = [
    path("", today.today, name="today"),
    path("report/", report.write, name="report"),
    path("report/near/", report.near, name="near"),
    path("report/known/", report.known, name="known"),
    path("report/conditions/", report.conditions, name="choose_condition"),
    path("report/done/<uuid:pk>/", report.done, name="done"),
    path("mine/", mine.mine, name="mine"),
    path("map/", ground.show, name="map"),
    path("map/points.json", ground.points, name="points"),
    path("news/", news.news, name="news"),
    path("news/read/", news.read_all, name="read_news"),
    path("news/<int:pk>/", news.open_one, name="open_news"),
    path("me/", me.me, name="me"),
    path("pulse/", pulse.beat, name="pulse"),
    path("cases/<uuid:pk>/", matter.show, name="case"),
    path("cases/<uuid:pk>/mind/", minding.show, name="mind"),
    path("cases/<uuid:pk>/verify/", matter.answer, {"step": "answer_verify"}, name="verify"),
    path("cases/<uuid:pk>/check/", matter.answer, {"step": "answer_check"}, name="check"),
    path("cases/<uuid:pk>/handle/", matter.handle, name="handle"),
    path("cases/<uuid:pk>/join/", matter.join, name="join"),
    path("cases/<uuid:pk>/note/", matter.note, name="note"),
    path("cases/<uuid:pk>/locate/", matter.locate, name="locate"),
    path("cases/<uuid:pk>/urge/", matter.urge, name="urge"),
    path("cases/<uuid:pk>/contact/", matter.call, name="contact"),
    path("cases/<uuid:pk>/reveal/", matter.reveal, name="reveal"),
    path("cases/<uuid:pk>/photos/<uuid:photo>/", matter.photo, name="photo"),
    path("cases/<uuid:pk>/photos/<uuid:photo>/thumb/", matter.thumbnail, name="thumb"),
]
