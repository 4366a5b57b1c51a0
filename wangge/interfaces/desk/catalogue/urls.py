"""Addresses of the catalogue."""

from django.urls import path

from wangge.interfaces.desk.catalogue import conditions, routes, rules, sheets, views

urlpatterns = [
    path("", views.index, name="catalogue"),
    path("categories/<int:pk>", views.category, name="category"),
    path("conditions/<int:pk>", conditions.show, name="condition"),
    path("conditions/<int:pk>/end", conditions.end, name="end_condition"),
    path("routes/", routes.index, name="routes"),
    path("routes/<int:pk>/end", routes.end, name="end_route"),
    path("rules/", rules.index, name="rules"),
    path("rules/first-desk/<int:pk>", rules.first_desk, name="set_first_desk"),
    path("rules/stage-limit", rules.stage_limit, name="set_stage_limit"),
    path("import", sheets.take_in, name="import_catalogue"),
    path("export", sheets.give_out, name="export_catalogue"),
]
