"""Addresses of the door and of one's own account."""

from django.urls import path

from wangge.interfaces.shared.account import profile, second_factor, sign_in

app_name = "accounts"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("code", sign_in.code, name="code"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("home", sign_in.home, name="home"),
    path("mandate", profile.choose_mandate, name="choose_mandate"),
    path("me", profile.show, name="profile"),
    path("password", profile.password, name="password"),
    path("phone", profile.phone, name="phone"),
    path("language", profile.language, name="language"),
    path("public/<int:pk>", profile.public, name="public"),
    path("second-factor", second_factor.show, name="second_factor"),
    path("second-factor/codes", second_factor.renew, name="recovery_codes"),
    path("second-factor/stop", second_factor.stop, name="stop_second_factor"),
]
