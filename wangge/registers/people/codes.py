"""Code tables of persons, by the names and values of GB/T 31000 and the standards it refers to.

What the law has left behind (暂住证, the older table of education) is kept for exchange and not offered here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSAID = "9", _("未说明")


class Marriage(models.TextChoices):
    """GB/T 2261.2."""

    SINGLE = "10", _("未婚")
    MARRIED = "20", _("已婚")
    WIDOWED = "30", _("丧偶")
    DIVORCED = "40", _("离婚")
    UNSAID = "90", _("未说明")


class Education(models.TextChoices):
    """GB/T 4658-2006, major groups."""

    POSTGRADUATE = "10", _("研究生")
    BACHELOR = "20", _("大学本科")
    COLLEGE = "30", _("大学专科")
    VOCATIONAL = "40", _("中等职业")
    HIGH = "60", _("普通高中")
    MIDDLE = "70", _("初中")
    PRIMARY = "80", _("小学")
    OTHER = "90", _("其他")


class Relation(models.TextChoices):
    """To the head of the household, GB/T 4761 by its first digit."""

    HEAD = "0", _("户主")
    SPOUSE = "1", _("配偶")
    SON = "2", _("子")
    DAUGHTER = "3", _("女")
    GRANDCHILD = "4", _("孙辈")
    PARENT = "5", _("父母")
    GRANDPARENT = "6", _("祖父母")
    SIBLING = "7", _("兄弟姐妹")
    OTHER = "8", _("其他")


class Capacity(models.TextChoices):
    """As what somebody is registered here."""

    REGISTERED = "registered", _("户籍人口")
    FLOATING = "floating", _("流动人口")
    FOREIGN = "foreign", _("境外人员")


class Presence(models.TextChoices):
    """Whether the person is where the register says (人户一致标识)."""

    BOTH = "both", _("人户一致")
    AWAY = "away", _("户在人不在")
    HERE = "here", _("人在户不在")


class Care(models.TextChoices):
    """What a neighbour would know: who may need a hand. Never a cause, never a diagnosis."""

    OLD_ALONE = "old_alone", _("高龄独居")
    EVACUATION = "evacuation", _("疏散时需要帮助")
    CHILD_BEHIND = "child_behind", _("留守儿童")
    OLD_BEHIND = "old_behind", _("留守老人")
    MOBILITY = "mobility", _("行动不便")
    OTHER = "other", _("其他关爱")


class ReminderKind(models.TextChoices):
    """What to mind before ringing. Never why."""

    CALL_FIRST = "call_first", _("上门前请先电话联系")
    GO_TOGETHER = "go_together", _("请两人同行")
    EVACUATION = "evacuation", _("疏散时需要帮助")
    SPEAK_SLOWLY = "speak_slowly", _("请放慢语速、当面沟通")


NATIONS = (
    *("汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼"),
    *(
        "哈萨克",
        "傣",
        "黎",
        "傈僳",
        "佤",
        "畲",
        "高山",
        "拉祜",
        "水",
        "东乡",
        "纳西",
        "景颇",
        "柯尔克孜",
        "土",
        "达斡尔",
    ),
    *("仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯"),
    *("鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺"),
)
# GB/T 3304: 01 to 56 in this order, 97 other, 98 of foreign descent.
NATION_CHOICES = [(f"{number:02d}", f"{name}族") for number, name in enumerate(NATIONS, 1)]
NATION_CHOICES += [("97", "其他"), ("98", "外国血统")]
