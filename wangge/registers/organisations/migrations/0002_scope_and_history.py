"""Who reads and writes organisations, and their history."""

from django.db import migrations

from wangge.kernel.history import track
from wangge.registers.policies import BY_WORKING, archive, stands_in


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_organisations"), ("buildings", "0002_scope_and_history")]

    operations = [
        archive("organisations_organisation", read=BY_WORKING),
        archive("organisations_contact"),
        archive("organisations_hazard", read=BY_WORKING),
        stands_in("organisations_organisation", "area_id", "areas_area", "code"),
        stands_in("organisations_contact", "organisation_id", "organisations_organisation"),
        stands_in("organisations_hazard", "organisation_id", "organisations_organisation"),
        track("organisations_organisation"),
        track("organisations_contact"),
        track("organisations_hazard"),
    ]
