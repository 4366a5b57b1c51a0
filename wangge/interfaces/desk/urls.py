"""Addresses of the desk: each screen is a folder with its own `urls.py`; the names live in the namespace `desk`."""

from django.urls import include, path

app_name = "desk"

urlpatterns = [
    path("", include("wangge.interfaces.desk.queue.urls")),
    path("population/", include("wangge.interfaces.desk.population.urls")),
    path("overview/", include("wangge.interfaces.desk.overview.urls")),
    path("cases/new/", include("wangge.interfaces.desk.new_case.urls")),
    path("cases/", include("wangge.interfaces.desk.case.urls")),
    path("cases/", include("wangge.interfaces.desk.cases.urls")),
    path("dispatch/", include("wangge.interfaces.desk.dispatch.urls")),
    path("department/", include("wangge.interfaces.desk.department.urls")),
    path("reminders/", include("wangge.interfaces.desk.reminders.urls")),
    path("departments/", include("wangge.interfaces.desk.departments.urls")),
    path("supervision/", include("wangge.interfaces.desk.supervision.urls")),
    path("map/", include("wangge.interfaces.desk.map.urls")),
    path("areas/", include("wangge.interfaces.desk.areas.urls")),
    path("buildings/", include("wangge.interfaces.desk.buildings.urls")),
    path("organisations/", include("wangge.interfaces.desk.organisations.urls")),
    path("grids/", include("wangge.interfaces.desk.grids.urls")),
    path("catalogue/", include("wangge.interfaces.desk.catalogue.urls")),
    path("calendar/", include("wangge.interfaces.desk.calendar.urls")),
    path("people/", include("wangge.interfaces.desk.people.urls")),
    path("imports/", include("wangge.interfaces.desk.imports.urls")),
    path("exports/", include("wangge.interfaces.desk.exports.urls")),
    path("residents/", include("wangge.interfaces.desk.residents.urls")),
    path("notices/", include("wangge.interfaces.desk.notices.urls")),
    path("exchange/", include("wangge.interfaces.desk.exchange.urls")),
    path("basis/", include("wangge.interfaces.desk.basis.urls")),
    path("requests/", include("wangge.interfaces.desk.requests.urls")),
    path("ledgers/", include("wangge.interfaces.desk.ledgers.urls")),
    path("audit/", include("wangge.interfaces.desk.audit.urls")),
    path("pulse/", include("wangge.interfaces.desk.pulse.urls")),
    path("_styleguide/", include("wangge.interfaces.desk.styleguide.urls")),
]
