"""Addresses of the portal: what a resident can do without signing in."""

from django.urls import path

from wangge.interfaces.portal.follow import views as follow
from wangge.interfaces.portal.home import views as home
from wangge.interfaces.portal.mine import consents
from wangge.interfaces.portal.mine import views as mine
from wangge.interfaces.portal.places import views as places
from wangge.interfaces.portal.report import views as report

app_name = "portal"

urlpatterns = [
    path("", home.show, name="home"),
    path("robots.txt", home.robots, name="robots"),
    path("report/", report.write, name="report"),
    path("report/receipt/", report.receipt, name="receipt"),
    path("follow/", follow.enter, name="follow"),
    path("follow/matter/", follow.show, name="matter"),
    path("follow/matter/urge/", follow.urge_it, name="urge"),
    path("follow/matter/rate/", follow.rate_it, name="rate"),
    path("follow/matter/reopen/", follow.reopen_it, name="reopen"),
    path("follow/leave/", follow.leave, name="leave"),
    path("mine/", mine.enter, name="mine"),
    path("mine/ask/", mine.ask, name="ask"),
    path("mine/request/", mine.show, name="request"),
    path("mine/consents/", consents.show, name="consents"),
    path("mine/consents/<int:pk>/withdraw/", consents.take_back, name="withdraw_consent"),
    path("mine/leave/", mine.leave, name="leave_request"),
    path("places/", places.find, name="places"),
    path("places/<int:area_id>/", places.show, name="place"),
    path("places/here/", places.here, name="here"),
]
