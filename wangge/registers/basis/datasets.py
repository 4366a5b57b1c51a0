"""The data sets that hold personal data, field by field: the complete list of what an item can be about.

A field bears the name that its form and its importer use; document stands for kind and number.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERSON, RESIDENCE, CARE, DWELLING, CONTACT = "person", "residence", "care_need", "dwelling", "contact"
DATASETS: Mapping[str, Promise] = {
    PERSON: _("人员"),
    RESIDENCE: _("居住信息"),
    CARE: _("关爱信息"),
    DWELLING: _("房屋"),
    CONTACT: _("单位联系人"),
}
FIELDS: Mapping[str, Mapping[str, Promise]] = {
    PERSON: {
        "name": _("姓名"),
        "former_name": _("曾用名"),
        "sex": _("性别"),
        "born_on": _("出生日期"),
        "nation": _("民族"),
        "native_place": _("籍贯"),
        "marriage": _("婚姻状况"),
        "education": _("学历"),
        "occupation": _("职业"),
        "workplace": _("服务处所"),
        "document": _("证件类型和号码"),
        "phone": _("联系电话"),
        "guardian": _("监护人"),
        "died_on": _("死亡日期"),
    },
    RESIDENCE: {
        "capacity": _("人口类别"),
        "presence": _("人户情况"),
        "relation": _("与户主关系"),
        "from_on": _("入住日期"),
        "to_on": _("迁出日期"),
    },
    CARE: {"kind": _("关爱类别")},
    DWELLING: {"owner_name": _("房主"), "owner_phone": _("房主电话")},
    CONTACT: {"name": _("姓名"), "phone": _("联系电话")},
}


def field_word(dataset: str, field: str) -> str:
    """The field as people call it; what is not listed keeps its name."""
    return str(FIELDS.get(dataset, {}).get(field, field))


def may_be_agreed_to(dataset: str, field: str) -> bool:
    """Whether a consent can be its basis: somebody of the archive of people gives it, under a name that stands."""
    return dataset == CARE or (dataset == PERSON and field not in ("name", "sex"))


def is_known(dataset: str, field: str) -> bool:
    """Whether an item can be about this field."""
    return field in FIELDS.get(dataset, {})
