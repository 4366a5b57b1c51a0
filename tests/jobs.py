"""The worker, for tests that commit: runs what has been left until nothing is due."""

from concurrent.futures import ThreadPoolExecutor
from typing import cast

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.periodic import PeriodicRegistry


def work() -> None:
    """Run every job that is due as the real worker would, then stop. Needs `django_db(transaction=True)`."""
    kept = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0  # the worker's threads end, and their connections with them
    try:
        # in a thread of its own: Playwright keeps an event loop in the one where tests run
        with ThreadPoolExecutor(1) as thread:
            thread.submit(worker().run_worker, wait=False, install_signal_handlers=False, listen_notify=False).result()
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = kept


def worker() -> App:
    """The app of a real worker on the test database; it leaves no periodic jobs of its own."""
    made = app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())
    made.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    return made
