"""What a watchman asks: alive, ready, and how much."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from config import health

pytestmark = pytest.mark.django_db


def test_alive_asks_no_database(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"alive\n"


def test_ready_while_the_schema_is_current(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_not_ready_where_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = health._expected() | {("cases", "9999_of_tomorrow")}
    monkeypatch.setattr(health, "_expected", lambda: expected)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the schema is old: run `wangge migrate`\n")


def test_metrics_count_answers_and_jobs(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('nothing', 'nowhere')")
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    assert 'wangge_answer_seconds_count{method="GET",status="200",view="healthz"}' in text
    assert 'wangge_jobs{status="todo"} 1.0' in text


def test_metrics_with_a_token_are_hidden_from_strangers(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "word"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer word"}).status_code == 200
