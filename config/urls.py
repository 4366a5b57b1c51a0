"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config import health

handler400 = "config.faults.unreadable"
handler403 = "config.faults.refused"
handler404 = "config.faults.missing"
handler500 = "config.faults.fault"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("language", set_language, name="set_language"),
    path("", include("wangge.interfaces.shared.urls")),
    path("desk/", include("wangge.interfaces.desk.urls")),
    path("field/", include("wangge.interfaces.field.urls")),
    path("api/v1/", include("wangge.interfaces.api.urls")),
    path("", include("wangge.interfaces.portal.urls")),
]
