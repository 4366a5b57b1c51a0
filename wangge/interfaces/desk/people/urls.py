"""Addresses of users and mandates."""

from django.urls import path

from wangge.interfaces.desk.people import mandates, users

urlpatterns = [
    path("", users.index, name="users"),
    path("new", users.new, name="new_user"),
    path("<int:pk>", users.show, name="user"),
    path("<int:pk>/change", users.change, name="change_user"),
    path("<int:pk>/grant", mandates.grant, name="grant"),
    path("<int:pk>/password", users.issue_password, name="issue_password"),
    path("<int:pk>/second-factor", users.clear_second_factor, name="clear_second_factor"),
    path("<int:pk>/lock", users.lock, name="lock_user"),
    path("<int:pk>/unlock", users.unlock, name="unlock_user"),
    path("mandates", mandates.index, name="mandates"),
    path("mandates/<int:pk>", mandates.show, name="mandate"),
    path("mandates/<int:pk>/end", mandates.end, name="end_mandate"),
    path("mandates/<int:pk>/public", mandates.public, name="publish_mandate"),
]
