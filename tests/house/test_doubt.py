"""What is doubtful is refused at start, in one sentence, without a traceback."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

WHOLE = {
    "WANGGE_MODE": "production",
    "WANGGE_SECRET_KEY": "s" * 50,
    "WANGGE_FIELD_KEYS": "1:" + "0" * 32,
    "WANGGE_INDEX_KEY": "0" * 64,
    "WANGGE_HOSTS": "wangge.example",
}


def _start(tmp_path: Path, changes: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    given = {name: value for name, value in (WHOLE | dict(changes)).items() if value}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("WANGGE_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "wangge", "collectstatic", "--dry-run", "--no-input", "--verbosity", "0"],
        env=outside | given | {"WANGGE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"WANGGE_SECRET_KEY": ""}, "WANGGE_SECRET_KEY is not set"),
        ({"WANGGE_SECRET_KEY": "short"}, "too short"),
        ({"WANGGE_SECRET_KEY": "", "WANGGE_SECRET_KEY_FILE": "/nowhere"}, "cannot be read"),
        ({"WANGGE_FIELD_KEYS": ""}, "WANGGE_FIELD_KEYS is not set"),
        ({"WANGGE_FIELD_KEYS": "0" * 32}, "as version:key"),
        ({"WANGGE_INDEX_KEY": "zz"}, "hexadecimal"),
        ({"WANGGE_HOSTS": ""}, "WANGGE_HOSTS"),
        ({"WANGGE_HOSTS": "*"}, "WANGGE_HOSTS"),
        ({"WANGGE_DEBUG": "yes"}, "refused in production"),
        ({"WANGGE_DEBUG": "perhaps"}, "yes or no"),
        ({"WANGGE_MODE": "prod"}, "one of local, production"),
        ({"WANGGE_TIANDITU_KEY": "my key"}, "32 characters"),
        ({"WANGGE_IDLE_SECONDS": "an hour"}, "whole number"),
    ],
)
def test_a_doubtful_setting_is_refused(tmp_path: Path, changes: Mapping[str, str], sentence: str) -> None:
    ended = _start(tmp_path, changes)
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


def test_whole_settings_are_accepted_and_make_up_no_secret(tmp_path: Path) -> None:
    ended = _start(tmp_path, {})
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "secrets").exists()


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(tmp_path: Path) -> None:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    ended = subprocess.run(
        [sys.executable, "-m", "wangge", "migrate"],
        env=outside | {"WANGGE_HOME": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "cannot be reached" in ended.stderr
    assert "Traceback" not in ended.stderr
