"""The worker, for tests that commit: runs what has been left until nothing is due."""

from django.db import connection
from procrastinate.contrib.django import app


def work() -> None:
    """Run every job that is due as the real worker would, then stop. Needs `django_db(transaction=True)`."""
    kept = connection.settings_dict["CONN_MAX_AGE"]
    connection.settings_dict["CONN_MAX_AGE"] = 0  # the worker's threads end, and their connections with them
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = kept
