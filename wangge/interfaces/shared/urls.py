"""Addresses that every interface shares."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("wangge.interfaces.shared.account.urls")),
    path("files/", include("wangge.interfaces.shared.files.urls")),
    path("map/", include("wangge.interfaces.shared.maps.urls")),
]
