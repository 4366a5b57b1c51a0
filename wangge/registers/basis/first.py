"""The items and the notice with which every installation begins; administrators change them at the desk.

Articles are those of 个人信息保护法 (2021-11-01), see docs/standards.md §5.1. A place adds its own regulations.
"""

from dataclasses import dataclass
from datetime import date

from wangge.accounts.roles import Role

BEGINNING = date(2021, 11, 1)
NOTICE_CODE = "archives"
NOTICE_TITLE = "社区网格人房单位信息采集告知书"
NOTICE_TEXT = """\
一、谁在处理：本区社区网格化管理平台的主管部门，以及您所在的街道、社区。联系方式见本页“谁负责这里”。
二、处理什么、为什么：姓名、证件、出生日期等身份信息和居住信息，用于人口、房屋、单位底数登记和上门服务；电话用于联系您；职业、服务处所、\
关爱信息只在您同意后采集，用于提供帮助。每一项的依据见采集项目录。
三、敏感个人信息：证件号码和不满十四周岁未成年人的信息按敏感个人信息保护，加密保存，显示时遮盖；查看全文须说明事由并留下记录。\
不满十四周岁的，须由监护人同意。
四、保存多久：居住关系结束后按采集项目录所列期限保存，到期自动删除或去标识化。
五、您的权利：可以查阅、复制、更正、删除本人信息，查询谁看过；可以随时撤回同意，撤回不影响为您提供服务。请在居民端“我的信息”提出，\
或到社区办理，十五个工作日内答复。
"""

DUTY = ("3", "个人信息保护法第十三条第一款第（三）项、第三十四条、第三十五条")
CONSENT = ("1", "个人信息保护法第十三条第一款第（一）项、第十四条、第十五条")
SENSITIVE_DUTY = ("3", "个人信息保护法第十三条第一款第（三）项、第二十八条、第三十条、第三十四条")
SENSITIVE_CONSENT = ("1", "个人信息保护法第十三条第一款第（一）项、第二十八条、第二十九条、第三十一条")
KEEPERS = [Role.GRID_WORKER, Role.GRID_LEADER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DUTY_OFFICER]
YEAR = 365


@dataclass(frozen=True)
class First:
    """One item of the beginning."""

    dataset: str
    fields: tuple[str, ...]
    basis: tuple[str, str]
    purpose: str
    sensitivity: str = "general"
    kept_days: int = 2 * YEAR

    def rows(self) -> list[dict[str, object]]:
        """The values of its rows, without the notice."""
        basis, reference = self.basis
        return [
            {
                "dataset": self.dataset,
                "field": field,
                "basis": basis,
                "reference": reference,
                "purpose": self.purpose,
                "sensitivity": self.sensitivity,
                "kept_days": self.kept_days,
                "roles": [role.value for role in KEEPERS],
                "from_on": BEGINNING,
            }
            for field in self.fields
        ]


FIRST = (
    First("person", ("name", "former_name", "sex", "born_on"), DUTY, "实有人口登记，识别本人"),
    First("person", ("document",), SENSITIVE_DUTY, "识别本人，防止重复登记", "sensitive"),
    First("person", ("nation", "native_place", "marriage", "education"), DUTY, "人口统计"),
    First("person", ("occupation", "workplace"), CONSENT, "就业服务", kept_days=YEAR),
    First("person", ("phone",), DUTY, "上门服务和紧急情况时联系本人", kept_days=YEAR),
    First("person", ("guardian",), SENSITIVE_DUTY, "未成年人由监护人代为行使权利", "sensitive"),
    First("person", ("died_on",), DUTY, "注销居住登记"),
    First("residence", ("capacity", "presence", "relation", "from_on", "to_on"), DUTY, "实有人口与房屋关联"),
    First("care_need", ("kind",), SENSITIVE_CONSENT, "上门关心和应急疏散", "sensitive", YEAR),
    First("dwelling", ("owner_name", "owner_phone"), DUTY, "房屋安全和出租房管理时联系房主"),
    First("contact", ("name", "phone"), DUTY, "安全检查和紧急情况时联系单位负责人"),
)


def notice_values() -> dict[str, object]:
    """The first version of the notice."""
    return {"code": NOTICE_CODE, "version": 1, "title": NOTICE_TITLE, "text": NOTICE_TEXT, "from_on": BEGINNING}


def item_values() -> list[dict[str, object]]:
    """The values of the first items."""
    return [row for first in FIRST for row in first.rows()]
