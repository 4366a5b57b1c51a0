"""Who sees every area sees every person, without asking for each where he lives; who left and who was erased is found
without reading those who live here."""

from django.db import migrations, models
from django.db.models import Q

from wangge.accounts.policies import role_is
from wangge.kernel.policies import IN_EVERY_AREA
from wangge.registers.policies import KEEPERS, MACHINES

PERSON = f"({role_is(*KEEPERS)} OR {MACHINES})"
ONE_BY_ONE = f"{PERSON} AND people_in_sight(id)"
IN_SIGHT = f"{PERSON} AND ({IN_EVERY_AREA} OR people_in_sight(id))"
CLAUSES = {"select": ("USING",), "update": ("USING", "WITH CHECK"), "delete": ("USING",)}


def judged(command: str, condition: str) -> str:
    """A policy of people under another condition."""
    return f"ALTER POLICY by_{command} ON people_person " + " ".join(
        f"{clause} ({condition})" for clause in CLAUSES[command]
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0461_who_may_ask")]

    operations = [
        *(migrations.RunSQL(judged(command, IN_SIGHT), judged(command, ONE_BY_ONE)) for command in CLAUSES),
        migrations.AddIndex(
            model_name="residence",
            index=models.Index(fields=["to_on", "id"], condition=Q(("to_on__isnull", False)), name="residence_past"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id"], condition=Q(("erased_at__isnull", False)), name="person_erased"),
        ),
    ]
