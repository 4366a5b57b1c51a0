"""What may be done to users, departments and mandates."""

from wangge.accounts.actions.departments import change_department, create_department, retire_department
from wangge.accounts.actions.mandates import end, grant, publish, withdraw
from wangge.accounts.actions.secrets import (
    change_password,
    clear_second_factor,
    issue_password,
    renew_recovery_codes,
    start_second_factor,
    stop_second_factor,
)
from wangge.accounts.actions.users import change_user, choose_language, create_user, give_phone, lock, unlock

__all__ = [
    "change_department",
    "change_password",
    "change_user",
    "choose_language",
    "clear_second_factor",
    "create_department",
    "create_user",
    "end",
    "give_phone",
    "grant",
    "issue_password",
    "lock",
    "publish",
    "renew_recovery_codes",
    "retire_department",
    "start_second_factor",
    "stop_second_factor",
    "unlock",
    "withdraw",
]
