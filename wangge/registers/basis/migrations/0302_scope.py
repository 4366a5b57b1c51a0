"""Everybody may read why something is collected; two administrators write it."""

from django.db import migrations

from wangge.accounts.policies import role_is
from wangge.accounts.roles import Role
from wangge.kernel.kept import stamp_on
from wangge.kernel.policies import append_only, protect, read_for_any_scope, scope_is

EDITORS = f"({role_is(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)} OR {scope_is('import', 'replay')})"


class Migration(migrations.Migration):
    dependencies = [
        ("basis", "0301_items_and_notices"),
        ("kernel", "0003_change"),
        ("accounts", "0003_department_office"),
    ]

    operations = [
        protect("basis_item", EDITORS),
        protect("basis_notice", EDITORS),
        read_for_any_scope("basis_item"),
        read_for_any_scope("basis_notice"),
        stamp_on("basis_item", "basis"),
        stamp_on("basis_notice", "basis"),
        append_only("basis_notice"),
    ]
