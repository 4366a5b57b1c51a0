"""All settings, from the environment. `docs/operating` explains them; what is doubtful is refused at start."""

import os
import secrets
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from config import database, environment, front_end
from config.doubt import Doubt
from config.house import ROOT, home, kept_secret

# Lets types such as QuerySet[Case] be written where Python evaluates them.
django_stubs_ext.monkeypatch()

# --- where we are: a person's own machine, or a district's server ---------------------------------------------------

MODE = environment.choice("WANGGE_MODE", "local", "production")
IS_PRODUCTION = MODE == "production"
DEBUG = environment.flag("WANGGE_DEBUG", False)
if DEBUG and IS_PRODUCTION:
    raise Doubt("WANGGE_DEBUG shows the inside of the program to strangers; it is refused in production.")


def _secret(name: str, kept_as: str, size: int, prefix: str = "") -> str:
    """A secret of the environment; on a person's own machine one is made and kept under the data folder."""
    given = environment.text(name)
    if given:
        return given
    if IS_PRODUCTION:
        raise Doubt(f"{name} is not set. Production needs it (or {name}_FILE); it is never made up.")
    return kept_secret(kept_as, lambda: prefix + secrets.token_hex(size))


SECRET_KEY = _secret("WANGGE_SECRET_KEY", "session", 32)
if len(SECRET_KEY) < 32:
    raise Doubt("WANGGE_SECRET_KEY is too short: at least 32 characters.")
FIELD_CIPHER = environment.choice("WANGGE_FIELD_CIPHER", "SM4-GCM", "AES-GCM")
FIELD_KEYS = environment.numbered_keys("WANGGE_FIELD_KEYS", _secret("WANGGE_FIELD_KEYS", "fields", 16, "1:"))
INDEX_KEY = environment.key("WANGGE_INDEX_KEY", _secret("WANGGE_INDEX_KEY", "index", 32))

ALLOWED_HOSTS = environment.words("WANGGE_HOSTS", "" if IS_PRODUCTION else "localhost,127.0.0.1,[::1]")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise Doubt("WANGGE_HOSTS must list the names under which this server is visited.")
CSRF_TRUSTED_ORIGINS = environment.words("WANGGE_ORIGINS")

# --- who is in the house --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "wangge.kernel",
    "wangge.areas",
    "wangge.accounts",
    "wangge.registers.basis",
    "wangge.registers.buildings",
    "wangge.registers.people",
    "wangge.registers.organisations",
    "wangge.registers.counting",
    "wangge.registers.importing",
    "wangge.registers.exporting",
    "wangge.registers.rights",
    "wangge.cases",
    "wangge.notices",
    "wangge.exchange",
    "wangge.interfaces.shared",
    "wangge.interfaces.desk",
    "wangge.interfaces.field",
    "wangge.interfaces.portal",
    "wangge.interfaces.api",
    "wangge.interfaces.timer",
    "wangge.interfaces.towns",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "config.health.measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wangge.interfaces.shared.middleware.ContentSecurity",
    "wangge.interfaces.shared.middleware.Scoped",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wangge.interfaces.shared.front_end.context",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------------------------

# The command line says which login its command needs: migrations run as the owner of the tables.
DATABASE_LOGIN: database.Login = "owner" if os.environ.get("WANGGE_LOGIN") == "owner" else "web"
DATABASES: dict[str, dict[str, Any]] = {"default": database.connection(DATABASE_LOGIN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "wangge_cache"}}
# An empty database is filled with a small town to look at, on a person's own machine only.
HAS_DEMO = environment.flag("WANGGE_DEMO", not IS_PRODUCTION)
DEMO_ACCOUNTS = home() / "secrets" / "demo-accounts.json"
MEDIA_ROOT = Path(environment.text("WANGGE_MEDIA") or home() / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
API_REQUESTS_PER_MINUTE = environment.number("WANGGE_API_REQUESTS_PER_MINUTE", 600)
REVEALS_AN_HOUR = environment.number("WANGGE_REVEALS_AN_HOUR", 30)
IMPORT_BATCH_ROWS = environment.number("WANGGE_IMPORT_BATCH_ROWS", 5_000)
EXPORTS_A_DAY = environment.number("WANGGE_EXPORTS_A_DAY", 10)
# Within so many days the audit desk marks whoever looked at people so often: in one day, outside the own area, at night
# (from one hour until before the other); 0: that is never marked.
AUDIT_DAYS = environment.number("WANGGE_AUDIT_DAYS", 30)
AUDIT_LOOKS_A_DAY = environment.number("WANGGE_AUDIT_LOOKS_A_DAY", 30)
AUDIT_LOOKS_OUTSIDE = environment.number("WANGGE_AUDIT_LOOKS_OUTSIDE", 1)
AUDIT_LOOKS_AT_NIGHT = environment.number("WANGGE_AUDIT_LOOKS_AT_NIGHT", 1)
AUDIT_NIGHT = environment.hours("WANGGE_AUDIT_NIGHT", "22-6")
# Where a workbook is put together: plain parts of it, in a folder of its own, gone with the attempt.
EXPORT_DRAFTS = home() / "drafts"
UPLOAD_LIMIT = environment.number("WANGGE_UPLOAD_LIMIT_MIB", 20) * 1024 * 1024
# Working days within which somebody's request about his own data is answered: the law says in time, fifteen is usual.
REQUEST_WORKING_DAYS = environment.number("WANGGE_REQUEST_WORKING_DAYS", 15)
# The heads of the journal's seals are written here, outside the database; those of looks and changes beside them.
SEALS_FILE = Path(environment.text("WANGGE_SEALS_FILE") or home() / "seals.jsonl")

# What happens after which step: step → names of tasks.
REACTIONS = "config.reactions.REACTIONS"
# Every sealed column: what the rotation of keys has to seal anew.
SEALED_COLUMNS = "config.sealed.COLUMNS"
# Tasks stand in each room's reactions.py; the kernel's own beside its glue.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "reactions"
PROCRASTINATE_IMPORT_PATHS = ["wangge.kernel.jobs"]

# --- what we tell other systems --------------------------------------------------------------------------------------

# Networks of the district's own to which webhooks may be sent; everything private is refused otherwise.
WEBHOOK_NETWORKS = environment.networks("WANGGE_WEBHOOK_NETWORKS")
WEBHOOK_ALLOWS_HTTP = environment.flag("WANGGE_WEBHOOK_HTTP", False)
# A file of certificates (PEM) of a closed network's own authority.
WEBHOOK_AUTHORITIES = environment.text("WANGGE_WEBHOOK_AUTHORITIES")
# How long after each failed attempt the next one is made; after the last, about three days later, it is given up.
WEBHOOK_RETRY_SECONDS = environment.numbers(
    "WANGGE_WEBHOOK_RETRY_SECONDS", "5,30,120,600,1800,3600,7200,14400,28800,43200,72000,86400"
)
# For how many days things are kept that have done their service.
KEPT_DAYS_PAUSED = environment.number("WANGGE_KEPT_DAYS_PAUSED", 7)
KEPT_DAYS_DELIVERED = environment.number("WANGGE_KEPT_DAYS_DELIVERED", 30)
KEPT_DAYS_DEAD = environment.number("WANGGE_KEPT_DAYS_DEAD", 180)
KEPT_DAYS_SHEETS = environment.number("WANGGE_KEPT_DAYS_SHEETS", 7)
KEPT_DAYS_EXPORTS = environment.number("WANGGE_KEPT_DAYS_EXPORTS", 7)
KEPT_DAYS_ANSWERS = environment.number("WANGGE_KEPT_DAYS_ANSWERS", 7)

# --- who may come in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": environment.number("WANGGE_PASSWORD_LENGTH", 10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SIGN_IN_FAILURES = environment.number("WANGGE_SIGN_IN_FAILURES", 5)
SIGN_IN_LOCK_SECONDS = environment.number("WANGGE_SIGN_IN_LOCK_SECONDS", 900)
# Failures from one network address within ten minutes, whatever the name; an office may share one address.
SIGN_IN_ADDRESS_FAILURES = environment.number("WANGGE_SIGN_IN_ADDRESS_FAILURES", 50)
# How authenticator apps name us; the roles that must set up a second factor before anything else, by code name.
SECOND_FACTOR_ISSUER = "Wangge"
SECOND_FACTOR_ROLES = environment.words("WANGGE_SECOND_FACTOR_ROLES", "")
# After so many days a password must be changed; 0: never by age alone.
PASSWORD_DAYS = environment.number("WANGGE_PASSWORD_DAYS", 0)
IDLE_SECONDS = environment.number("WANGGE_IDLE_SECONDS", 3600)

LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

# --- what a browser may do ------------------------------------------------------------------------------------------

IS_HTTPS = environment.flag("WANGGE_HTTPS", IS_PRODUCTION)
SESSION_COOKIE_NAME = "wangge_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if IS_HTTPS else None
if environment.flag("WANGGE_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- words, time, files of the front end ----------------------------------------------------------------------------

LANGUAGE_CODE = environment.choice("WANGGE_LANGUAGE", "zh-hans", "en")
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = environment.text("WANGGE_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.static.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "webp", "jpg", "gz", "br", "woff", "woff2", "pmtiles")
# What the product draws itself: the base map.
MADE_STATIC = home() / "made"
# With a key of tianditu.gov.cn the maps offer 天地图 as ground, and browsers may ask its tile host.
TIANDITU_KEY = environment.word("WANGGE_TIANDITU_KEY", r"[0-9a-f]{32}", "the 32 characters 0-9 and a-f of your key")
TIANDITU_TILES = "https://t0.tianditu.gov.cn"
IMPORTS = front_end.IMPORTS
ICONS = front_end.ICONS

FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
FORMAT_MODULE_PATH = "config.formats"

# --- what we write down about ourselves -----------------------------------------------------------------------------

# Whoever reads /metrics must know this word, where it is set; in production nobody reads them without it.
METRICS_TOKEN = environment.text("WANGGE_METRICS_TOKEN", secrets.token_hex(16) if IS_PRODUCTION else "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("WANGGE_LOG_LEVEL", "WARNING")},
}
