"""An export is seen by who asked for it, under the mandate under which it was asked for, and by the machines."""

from django.db import migrations

from wangge.kernel.policies import MANDATE_ID, USER_ID, in_area, protect, scope_is

OWN = f"({scope_is('mandate')} AND user_id = {USER_ID} AND mandate_id = {MANDATE_ID})"


class Migration(migrations.Migration):
    dependencies = [("exporting", "0001_exports"), ("kernel", "0001_initial")]

    operations = [protect("exporting_export", f"{in_area()} AND ({OWN} OR {scope_is('worker', 'timer')})")]
