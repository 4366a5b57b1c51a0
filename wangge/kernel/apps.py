"""The kernel as a Django app."""

import gc

from django.apps import AppConfig

NEW_OBJECTS = 50_000  # that the collector of reference cycles waits for; Python's own 700 suits a small program


class KernelConfig(AppConfig):
    """Words that every room uses."""

    name = "wangge.kernel"
    label = "kernel"

    def ready(self) -> None:
        """All models are loaded; they stay as long as the process, and the collector need not walk them again."""
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
