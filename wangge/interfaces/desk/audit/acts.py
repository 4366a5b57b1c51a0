"""How the acts on record read; an act that is not listed reads as its code."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.create_user": _("新建用户"),
    "accounts.change_user": _("更正用户资料"),
    "accounts.give_phone": _("修改本人手机号码"),
    "accounts.lock_user": _("停用账号"),
    "accounts.unlock_user": _("解锁账号"),
    "accounts.issue_password": _("发放初始密码"),
    "accounts.clear_second_factor": _("清除两步验证"),
    "accounts.renew_recovery_codes": _("更换恢复码"),
    "accounts.grant": _("授权"),
    "accounts.end_mandate": _("结束授权"),
    "accounts.publish_mandate": _("对外公示"),
    "accounts.withdraw_mandate": _("撤下公示"),
    "accounts.create_department": _("新设部门"),
    "accounts.change_department": _("更改部门"),
    "accounts.retire_department": _("撤销部门"),
    "areas.added": _("新设区域"),
    "areas.renamed": _("区域更名"),
    "areas.recoded": _("区域换码"),
    "areas.redrawn": _("区域重划边界"),
    "areas.retired": _("停用区域"),
    "areas.kind_changed": _("更改网格类型"),
    "areas.imported": _("导入区域"),
    "areas.parent_made": _("导入时补建上级区域"),
}
