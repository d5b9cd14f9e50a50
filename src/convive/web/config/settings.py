"""Django's settings, worked out from :mod:`convive.web.config.options`. Nothing is written to disk here."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from convive.core.errors import ConviveError
from convive.web.config import secret
from convive.web.config.options import Options

try:
    _options = Options(os.environ)
    DEBUG = _options.flag("CONVIVE_DEBUG")
    CONVIVE_DEMO = _options.flag("CONVIVE_DEMO")
    _https = _options.flag("CONVIVE_HTTPS")
    CONVIVE_API_PER_MINUTE = _options.number("CONVIVE_API_PER_MINUTE")
    CONVIVE_UPLOAD_MEGABYTES = _options.number("CONVIVE_UPLOAD_MEGABYTES")
    CONVIVE_JOB_MINUTES = _options.number("CONVIVE_JOB_MINUTES")
    _mail_port = _options.number("CONVIVE_MAIL_PORT")
except ConviveError as error:
    raise ImproperlyConfigured(str(error)) from error

CONVIVE_DATA = Path(_options.text("CONVIVE_DATA")).absolute()
CONVIVE_NAME = _options.text("CONVIVE_NAME")
CONVIVE_PLACE = _options.text("CONVIVE_PLACE").upper()
SECRET_KEY = _options.text("CONVIVE_SECRET_KEY") or secret.read(CONVIVE_DATA)
# The demo lets anybody in as an invented person, so it answers to this machine's own names and to no other.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if CONVIVE_DEMO else _options.words("CONVIVE_HOSTS")

INSTALLED_APPS = [
    "convive.web.config",
    "convive.web.ui",
    "convive.web.accounts",
    "convive.web.audit",
    "convive.web.place",
    "convive.web.plan",
    "convive.web.library",
    "convive.web.imports",
    "convive.web.placements",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "rules",
]
MIDDLEWARE = [
    "convive.web.config.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "convive.web.config.limits.Limits",
    "convive.web.config.access.Access",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "convive.web.config.urls"
WSGI_APPLICATION = "convive.web.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "convive.web.ui.chrome.chrome",
            ],
        },
    }
]
FORM_RENDERER = "convive.web.ui.renderer.HouseRenderer"

# Write-ahead logging lets readers go on while one writer works; immediate transactions make a writer wait its turn at
# the start instead of failing at the end. PostgreSQL by DATABASE_URL comes with the part that needs it.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": CONVIVE_DATA / "convive.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
# Work in the background waits in the database; ``convive serve`` starts a worker beside the server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One process serves, so its own memory is enough to count attempts to sign in.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("look", str(files("convive.reports") / "look"))]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "convive.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "request_login_code": "convive.web.accounts.forms.AskForCode",
    "confirm_login_code": "convive.web.accounts.forms.GiveCode",
}

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "convive.web.ui.views.form_too_old"
# The default keeps messages in a cookie of their own, also for visitors.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONE],
        "style-src": [SELF],
        # The cloth is a picture of a kilobyte inside a style sheet of ours.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DEFAULT_FROM_EMAIL = _options.text("CONVIVE_MAIL_FROM")
EMAIL_HOST = _options.text("CONVIVE_MAIL_HOST")
EMAIL_PORT = _mail_port
EMAIL_HOST_USER = _options.text("CONVIVE_MAIL_USER")
EMAIL_HOST_PASSWORD = _options.text("CONVIVE_MAIL_PASSWORD")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = CONVIVE_DATA / "mail"
if CONVIVE_DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
elif EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# No log line carries an address, a name or a network address; the server writes no access log.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
