"""Field by field the columns that hold it, each with what stands there once nothing is held any more."""

from wangge.registers.basis.sight import Columns
from wangge.registers.people.codes import Sex

ERASED_NAME = "已去标识"
PERSON_FIELDS: Columns = {
    "name": {"name": ERASED_NAME, "pinyin": "", "initials": ""},
    "sex": {"sex": Sex.UNKNOWN.value},
    "born_on": {"born_on": None},
    "died_on": {"died_on": None},
    "guardian": {"guardian_id": None},
    "document": {"document_kind": "", "document_sealed": None, "document_index": ""},
    "phone": {"phone_sealed": None, "phone_index": "", "phone_tail_index": ""},
    **{
        name: {name: ""}
        for name in ("former_name", "nation", "native_place", "marriage", "education", "occupation", "workplace")
    },
}
# The day on which somebody moved out stays: every term counts from it.
RESIDENCE_FIELDS: Columns = {
    "capacity": {"capacity": ""},
    "presence": {"presence": ""},
    "relation": {"relation": "", "household_id": None},
    "from_on": {"from_on": None},
}
