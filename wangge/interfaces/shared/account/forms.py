"""What the door and one's own account ask."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The code of the moment, or a recovery code."""

    code = forms.CharField(
        label=_("动态码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=_("原密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """Both must be alike."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("两次输入的新密码不一致。"))
        return again


class ProveForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class PhoneForm(forms.Form):
    """One's own phone number."""

    phone = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        required=False,
        help_text=_("加密保存，只有您本人和系统管理员能看到全号。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class LanguageForm(forms.Form):
    """One of the languages of the house."""

    language = forms.ChoiceField(
        label=_("语言"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": _("语言")}),
    )


class PublicForm(forms.Form):
    """What the public may see of a mandate; nothing when it is not ticked."""

    is_public = forms.BooleanField(label=_("在居民端公示"), required=False)
    name = forms.CharField(label=_("公示姓名"), max_length=40, required=False)
    duty = forms.CharField(label=_("公示职责"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("公示电话"),
        max_length=20,
        required=False,
        help_text=_("请填办公电话；会显示给所有人。"),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
