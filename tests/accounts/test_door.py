"""The door: names, passwords, locks and second factors, with time as a value."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.accounts.conftest import user_of
from tests.world import MONDAY_NINE, PASSWORD, As, World, give_password
from wangge.accounts import actions, door, totp
from wangge.accounts.door import Visitor
from wangge.accounts.models import Credential, RecoveryCode, SignIn, User
from wangge.kernel.refused import Refused
from wangge.kernel.scope import machine, open_scope

HERE = Visitor("10.0.0.1", "a browser")


@pytest.fixture
def doorstep(town: World, settings: Any) -> World:
    """The worker has a password; five failures lock for fifteen minutes."""
    settings.SIGN_IN_FAILURES, settings.SIGN_IN_LOCK_SECONDS, settings.SIGN_IN_ADDRESS_FAILURES = 5, 900, 50
    give_password("worker")
    return town


def knock(password: str, username: str = "worker", after: float = 0, address: str = "10.0.0.1") -> User:
    """Try a password some seconds after nine."""
    with open_scope(machine("signin")):
        return door.try_password(
            username, password, visitor=Visitor(address), at=MONDAY_NINE + timedelta(seconds=after)
        )


def fail(times: int, username: str = "worker", start: float = 0) -> str:
    """Fail from as many addresses; the last sentence."""
    sentence = ""
    for number in range(times):
        with open_scope(machine("signin")), pytest.raises(Refused) as told:
            door.try_password(
                username,
                "wrong",
                visitor=Visitor(f"10.0.1.{number}"),
                at=MONDAY_NINE + timedelta(seconds=start + number),
            )
        sentence = str(told.value)
    return sentence


def test_name_and_password_open_whatever_the_case_of_the_name(doorstep: World) -> None:
    assert knock(PASSWORD, " Worker ").pk == doorstep.worker.user_id
    with pytest.raises(Refused, match="不正确"):
        knock(PASSWORD.lower())


def test_five_failures_lock_even_from_five_addresses(doorstep: World) -> None:
    assert "15 分钟" in fail(5)
    with pytest.raises(Refused, match="锁定"):
        knock(PASSWORD, after=10)
    with pytest.raises(Refused, match="锁定"):
        knock(PASSWORD, after=4 + 899)
    assert knock(PASSWORD, after=4 + 900).username == "worker"


def test_four_failures_warn_and_do_not_lock(doorstep: World) -> None:
    assert "再错 1 次" in fail(4)
    assert knock(PASSWORD, after=10)


def test_an_unknown_name_hears_the_same_words(doorstep: World) -> None:
    known = [fail(1, "worker", start) for start in range(6)]
    unknown = [fail(1, "nobody", start) for start in range(6)]
    assert known == unknown


def test_a_success_forgets_the_failures_before_it(doorstep: World) -> None:
    fail(4)
    with open_scope(machine("signin")):
        door.note(SignIn.Kind.SIGNED_IN, user_of(doorstep, "worker"), visitor=HERE, at=at(10))
    fail(4, start=20)
    assert knock(PASSWORD, after=30)


def at(seconds: float) -> datetime:
    return MONDAY_NINE + timedelta(seconds=seconds)


def test_failures_spread_over_a_day_do_not_lock(doorstep: World) -> None:
    for hour in range(6):
        fail(1, start=hour * 3600)
    assert knock(PASSWORD, after=6 * 3600)


def test_the_security_administrator_lifts_a_lock(doorstep: World) -> None:
    fail(5)
    with As(doorstep.security_admin) as by:
        actions.unlock(user_of(doorstep, "worker"), by=by, at=at(60))
    assert knock(PASSWORD, after=61)


def test_one_address_that_tries_many_names_is_refused(doorstep: World, settings: Any) -> None:
    settings.SIGN_IN_ADDRESS_FAILURES = 3
    for name in ("a1", "b2", "c3"):
        with open_scope(machine("signin")), pytest.raises(Refused):
            door.try_password(name, "wrong", visitor=HERE, at=MONDAY_NINE)
    with pytest.raises(Refused, match="网络地址"):
        knock(PASSWORD)
    assert knock(PASSWORD, address="10.9.9.9")


def test_a_locked_account_says_so_only_to_who_knows_the_password(doorstep: World) -> None:
    with As(doorstep.security_admin) as by:
        actions.lock(user_of(doorstep, "worker"), by=by, at=MONDAY_NINE)
    with pytest.raises(Refused, match="不正确"):
        knock("wrong")
    with pytest.raises(Refused, match="已停用"):
        knock(PASSWORD, after=1)


def test_the_record_keeps_no_typed_name(doorstep: World) -> None:
    fail(1, username="my-secret-password")
    with As(doorstep.audit_admin):
        (event,) = SignIn.objects.all()
    assert event.user_id is None
    assert "secret" not in event.name_index
    assert event.kind == SignIn.Kind.WRONG_PASSWORD


# --- the second factor -----------------------------------------------------------------------------------------------


def test_codes_follow_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp.code_at(59 // 30, secret=secret) == "287082"
    assert totp.code_at(1111111109 // 30, secret=secret) == "081804"


@pytest.fixture
def with_factor(doorstep: World) -> tuple[World, str, list[str]]:
    """The worker has set up a second factor at nine."""
    secret = totp.new_secret()
    with As(doorstep.worker) as me:
        codes = actions.start_second_factor(
            user_of(doorstep, "worker"), secret=secret, code=code_of(secret, 0), by=me, at=MONDAY_NINE
        )
    return doorstep, secret, codes


def code_of(secret: str, after: float) -> str:
    """What the phone shows some seconds after nine."""
    return totp.code_at(int(at(after).timestamp()) // 30, secret=secret)


def show(town: World, code: str, after: float) -> None:
    """Show a code at the door."""
    with open_scope(machine("signin")):
        door.try_code(user_of(town, "worker"), code, visitor=HERE, at=at(after))


def test_the_secret_is_sealed_in_its_row(with_factor: tuple[World, str, list[str]]) -> None:
    town, secret, codes = with_factor
    with As(town.worker):
        row = Credential.objects.get(user_id=town.worker.user_id)
        digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert secret.encode() not in bytes(row.totp_sealed or b"")
    assert len(digests) == 10
    assert digests.isdisjoint(codes)


def test_a_code_opens_once(with_factor: tuple[World, str, list[str]]) -> None:
    town, secret, _codes = with_factor
    with pytest.raises(Refused, match="动态码"):
        show(town, code_of(secret, 0), after=5)  # used when it was set up
    show(town, code_of(secret, 60), after=60)
    with pytest.raises(Refused, match="动态码"):
        show(town, code_of(secret, 60), after=61)


def test_a_code_of_yesterday_opens_nothing(with_factor: tuple[World, str, list[str]]) -> None:
    town, secret, _codes = with_factor
    with pytest.raises(Refused):
        show(town, code_of(secret, 300), after=86_400)


def test_a_recovery_code_opens_once(with_factor: tuple[World, str, list[str]]) -> None:
    town, _secret, codes = with_factor
    show(town, codes[0].upper().replace("-", " "), after=60)
    with pytest.raises(Refused):
        show(town, codes[0], after=61)
    show(town, codes[1], after=62)


def test_wrong_codes_lock_like_wrong_passwords(with_factor: tuple[World, str, list[str]]) -> None:
    town, secret, _codes = with_factor
    with open_scope(machine("signin")):
        for number in range(5):
            with pytest.raises(Refused):
                door.try_code(user_of(town, "worker"), "000000", visitor=HERE, at=at(60 + number))
    with pytest.raises(Refused, match="锁定"):
        show(town, code_of(secret, 90), after=90)


def test_the_second_factor_is_cleared_by_the_security_administrator(
    with_factor: tuple[World, str, list[str]],
) -> None:
    town, _secret, _codes = with_factor
    with As(town.security_admin) as by:
        actions.clear_second_factor(user_of(town, "worker"), by=by, at=at(60))
        assert not RecoveryCode.objects.filter(user_id=town.worker.user_id).exists()
    assert not knock(PASSWORD, after=61).credential.has_totp


# --- many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_one_by_one(settings: Any) -> None:
    settings.SIGN_IN_FAILURES, settings.SIGN_IN_LOCK_SECONDS = 5, 900

    def guess(number: int) -> str:
        try:
            with open_scope(machine("signin")):
                try:
                    door.try_password("anybody", "wrong", visitor=Visitor(f"10.2.0.{number}"), at=MONDAY_NINE)
                except Refused as refused:
                    return str(refused)
            return "let in"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(16)))

    assert sum("不正确" in sentence for sentence in told) == 4
    assert sum("锁定，请" in sentence for sentence in told) == 12
    with open_scope(machine("signin")):
        kinds = Counter(SignIn.objects.values_list("kind", flat=True))
    assert kinds == {"wrong_password": 5, "locked_out": 11}
