"""Settings. Everything that differs between installations comes from the environment."""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import api_settings, policies
from .databases import database
from .production import Installation, default_public_url, insist

BASE_DIR = Path(__file__).resolve().parent.parent


def env_flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {
        "1",
        "true",
        "yes",
        "on",
    }


def env_list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


# Where the SQLite file, uploaded files and the local secret live.
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True)


LOCAL_SECRET = DATA_DIR / "secret-key"


def local_secret() -> str:
    """A secret of this installation's own, made once: a known one would forge sign-ins."""
    try:
        with LOCAL_SECRET.open("x") as new:
            LOCAL_SECRET.chmod(0o600)
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return LOCAL_SECRET.read_text()


# In production the site is served by HTTPS and says so; else it is a local try over HTTP.
PRODUCTION = env_flag("PRODUCTION", False)
DEBUG = env_flag("DEBUG", False)
SECRET_KEY = os.environ.get("SECRET_KEY") or ("" if PRODUCTION else local_secret())
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or ([] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# The address printed on statements (QR code of the verify page).
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/") or (
    default_public_url(ALLOWED_HOSTS) if PRODUCTION else "http://127.0.0.1:8000"
)

INSTALLED_APPS = [
    # Ours first: where a library has the same text, our translation counts.
    "channels_mgmt.core",
    "dealers",
    "pricing",
    "rebates.sales",
    "rebates.conduct",
    "rebates",
    "channels_mgmt.demo",
    "channels_mgmt.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "knox",
]

MIDDLEWARE = [
    "channels_mgmt.health.health",
    "channels_mgmt.core.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "channels_mgmt.middleware.answer_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dealers.middleware.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "channels_mgmt.accounts.middleware.SecondFactorMiddleware",
    "channels_mgmt.middleware.body_limit",
]

ROOT_URLCONF = "channels_mgmt.urls"
WSGI_APPLICATION = "channels_mgmt.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "channels_mgmt.navigation.navigation",
            ],
            "string_if_invalid": "",
        },
    },
]

DATABASES = {
    "default": database(
        os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR / 'channels.sqlite3'}")
    )
}
# How background work comes to its workers: amqp://… or redis://… by Celery, beyond one machine;
# without it the workers of this machine look into the database by themselves.
JOBS_BROKER = os.environ.get("JOBS_BROKER", "")
JOBS_QUEUE = os.environ.get("JOBS_QUEUE", "channels.jobs")  # installations may share a broker

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "dealers.people.backends.RoleBackend",  # first: what the grants do not give, nothing else gives
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# Signing in: docs/security.md. By user name, without e-mail; nobody signs up by herself.
ACCOUNT_ADAPTER = "channels_mgmt.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# Wrong ones: so many by one address, so many for one person.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "code": "20/m/ip,5/5m/key"}
# How many proxies stand before the server: the address of the visitor is so far from the end of
# X-Forwarded-For. Without any the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "1" if PRODUCTION else "0"))
MFA_ADAPTER = "channels_mgmt.accounts.adapters.SecondFactorAdapter"
MFA_TOTP_TOLERANCE = 1  # half minutes that a clock may be wrong
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "TOKEN_PREFIX": "chan_"}
# Shared by all processes: the limits above count in it. Files serve one machine, Redis several.
CACHE_URL = os.environ.get("CACHE_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "channels_mgmt.core.cache.FileCache", "LOCATION": DATA_DIR / "cache"}
}

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "channels_mgmt" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [
    ("tabler", BASE_DIR / "node_modules" / "@tabler" / "core" / "dist"),
    ("echarts", BASE_DIR / "node_modules" / "echarts" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
# Uploaded files are never served by address: only through views that check the scope.
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = ""
# A request that is larger is refused unread; how large a file may be, its form says.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
LARGEST_UPLOAD = 52 * 2**20  # the largest import and what is sent around it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

DJANGO_TABLES2_TEMPLATE = "core/table.html"
REST_FRAMEWORK = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS

# A session ends after so many seconds without a request.
SESSION_ENGINE = "channels_mgmt.core.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = policies.CONTENT_SECURITY_POLICY
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env_flag("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = os.environ.get("SECURE_HSTS_SECONDS", "31536000")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    insist(
        Installation(
            secret=SECRET_KEY,
            local_secret=LOCAL_SECRET.read_text() if LOCAL_SECRET.exists() else "",
            debug=DEBUG,
            hosts=ALLOWED_HOSTS,
            public_url=PUBLIC_URL,
            origins=CSRF_TRUSTED_ORIGINS,
            ssl_redirect=SECURE_SSL_REDIRECT,
            hsts_seconds=SECURE_HSTS_SECONDS,
        )
    )
    SECURE_HSTS_SECONDS = int(SECURE_HSTS_SECONDS)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env_flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
    # To put a whole domain on the browsers' list is for its owner to decide, not for one site.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
