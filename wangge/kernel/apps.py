"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Words that every room uses."""

    name = "wangge.kernel"
    label = "kernel"
