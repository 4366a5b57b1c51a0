"""What one writes first with django-import-export: a person and his residence from a row, checked and sealed."""

from datetime import date
from typing import Any

from import_export import resources

from wangge.kernel import clock
from wangge.registers.buildings.address import Address
from wangge.registers.buildings.models import Dwelling
from wangge.registers.importing.people import FIELDS
from wangge.registers.people import documents, names
from wangge.registers.people.actions import PersonFacts
from wangge.registers.people.actions.settling import refuse_days
from wangge.registers.people.models import Person, Residence
from wangge.registers.people.models.person import document_index

READ = {field.name: field.read for field in FIELDS}
CODED = {"民族": "nation", "文化程度": "education"}


class PersonResource(resources.ModelResource):
    """Found by the blind index of the number."""

    class Meta:
        model = Person
        fields = ("document_index", "name", "nation", "education")
        import_id_fields = ("document_index",)
        skip_unchanged = True

    def before_import_row(self, row: dict[str, Any], **options: Any) -> None:
        """The checks of a row, and its columns by our names."""
        row["document"] = documents.read(row["公民身份号码"])
        born_on = date.fromisoformat(row["出生日期"])
        row["facts"] = PersonFacts(
            row["姓名"], row["document"], row["联系电话"], READ["sex"](row["性别"]), born_on
        ).settled()
        refuse_days(born_on, None, clock.today())
        row["document_index"], row["name"] = document_index(row["document"]), row["姓名"]
        row |= {name: READ[name](row[column]) for column, name in CODED.items()}

    def before_save_instance(self, instance: Person, row: dict[str, Any], **options: Any) -> None:
        """What is derived and what is sealed."""
        facts = row["facts"]
        instance.sex, instance.born_on = facts.sex, facts.born_on
        instance.pinyin, instance.initials = names.pinyin_of(facts.name), names.initials_of(facts.name)
        instance.hold(facts.document)
        instance.be_called_at(facts.phone)

    def after_save_instance(self, instance: Person, row: dict[str, Any], **options: Any) -> None:
        """Where he lives."""
        dwelling = Dwelling.objects.get(address=str(Address.read(row["现住址"])), is_gone=False)
        Residence.objects.update_or_create(
            person=instance,
            dwelling=dwelling,
            capacity=READ["capacity"](row["人口类别"]),
            to_on=None,
            defaults={
                "area_code": dwelling.area_code, "relation": READ["relation"](row["与户主关系"]), "name": instance.name,
                "pinyin": instance.pinyin, "initials": instance.initials,
                "phone_tail_index": instance.phone_tail_index,
            },
        )  # fmt: skip

    def after_import(self, dataset: Any, result: Any, **options: Any) -> None:
        """It would set the sequence anew, which the product's login may not."""
