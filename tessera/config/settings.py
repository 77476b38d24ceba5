"""All settings, read from the environment once. `docs/settings.md` explains each variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "yes", "true", "on"}


def words(name: str) -> list[str]:
    return [word for word in os.environ.get(name, "").replace(",", " ").split() if word]


DEBUG = flag("TESSERA_DEBUG")
DATA = Path(os.environ.get("TESSERA_DATA", BASE_DIR / "var" / "data")).resolve()
PEPPER_FILE = Path(os.environ.get("TESSERA_PEPPER_FILE", DATA.with_name(DATA.name + ".pepper"))).resolve()
if PEPPER_FILE.is_relative_to(DATA):
    raise ImproperlyConfigured(
        f"TESSERA_PEPPER_FILE ({PEPPER_FILE}) lies inside the data folder. Whoever copies the folder must not"
        " get the pepper with it: move the file elsewhere, best onto another disk."
    )
# What was deleted, as keyed hashes: beside the pepper, so that no backup of the data folder puts it back.
DELETIONS = Path(os.environ.get("TESSERA_DELETIONS", PEPPER_FILE.with_suffix(".deletions"))).resolve()
if DELETIONS.is_relative_to(DATA):
    raise ImproperlyConfigured(
        f"TESSERA_DELETIONS ({DELETIONS}) lies inside the data folder. It has to outlive the folder, so that what"
        " was deleted does not come back with a backup: move it elsewhere, best beside the pepper."
    )

# A restart locks everyone anyway, so nothing signed has to outlive the process: one secret less on the disk.
SECRET_KEY = secrets.token_urlsafe(48)

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *words("TESSERA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in words("TESSERA_HOSTS")]

INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "tessera.ui",
    "tessera.audit",
    "tessera.accounts",
    "tessera.vault",
    "tessera.records",
    "tessera.envelopes",
    "tessera.directory",
    "tessera.access",
    "tessera.tracing",
    "tessera.exchange",
    "tessera.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tessera.web.middleware.room_on_the_disk",
    "tessera.web.middleware.plain_errors",
    "tessera.accounts.middleware.recognise_session",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tessera.web.middleware.set_up_first",
    # Last, so that its pages are whole; nothing above reads a body, and the form token is checked below.
    "tessera.web.middleware.bound_strangers",
]

ROOT_URLCONF = "tessera.config.urls"
WSGI_APPLICATION = "tessera.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tessera.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tessera.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "tessera.ui.forms.Renderer"


def sqlite(name: str, *pragmas: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / name,
        # Threads share a file, as in earnest; SQLite's shared memory has other locks.
        "TEST": {"NAME": DATA / f"test-{name}"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "; ".join(
                f"PRAGMA {p}" for p in ("journal_mode=WAL", "synchronous=FULL", *pragmas)
            ),
        },
    }


def keys(name: str) -> dict[str, object]:
    """Encrypted with a key that comes from the pepper; how it is opened stands in the backend."""
    return {
        "ENGINE": "tessera.vault.sqlcipher.keys",
        "NAME": DATA / name,
        "TEST": {"NAME": DATA / f"test-{name}"},
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "TESSERA_DATABASE_URL must read postgresql://user:password@host:port/name; leave it out for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        # A connection for each request, so none can be stale: a server that was restarted is there with the next.
        "CONN_MAX_AGE": 0,
        # One that is gone without a word, its cable pulled, is waited for so long, and not for a quarter of an hour.
        "OPTIONS": {"connect_timeout": "5", "tcp_user_timeout": "15000", **dict(parse_qsl(parts.query))},
    }


_database_url = os.environ.get("TESSERA_DATABASE_URL", "")
DATABASES = {
    # What was on a poster and is taken down is overwritten, whatever this SQLite was built with.
    "default": postgresql(_database_url) if _database_url else sqlite("commons.sqlite", "secure_delete=ON"),
    # Wraps and throttles stay out of PostgreSQL, which keeps deleted rows in dead tuples and its log.
    "keys": keys("keys.sqlite"),
}
DATABASE_ROUTERS = ["tessera.vault.router.PlacesRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")]
# In which everybody can read what everybody may: those of members, and who needs it most.
PUBLIC_LANGUAGES = [*LANGUAGES, ("ht", "Kreyòl ayisyen")]
LOCALE_PATHS = [BASE_DIR / "tessera" / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = True
TIME_ZONE = os.environ.get("TESSERA_TIME_ZONE", "UTC")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["tessera.ui.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Django's own handlers would write uploads above 2.5 MB in clear to the temporary folder.
FILE_UPLOAD_HANDLERS = ["tessera.vault.uploads.SealingUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# On loopback and behind TLS browsers accept Secure cookies; nothing else is served (see docs/settings.md).
SESSION_COOKIE = "__Host-session"
SECOND_STEP_COOKIE = "__Host-second-step"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_AGE = None  # it goes when the browser closes, and is a new one after each sign-in
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tessera.web.errors.form_expired"
MESSAGE_TAGS = {25: "ok", 30: "wait", 40: "no"}  # success, warning, error: the stylesheet's kinds of notes
MESSAGE_STORAGE = "tessera.web.message_cookie.SealedMessages"
SESSION_COOKIE_SECURE = True  # Django's messages cookie follows these three
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# TLS ends before this process; the header is only believed when the operator says that a proxy sets it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("TESSERA_BEHIND_TLS") else None
SECURE_HSTS_SECONDS = 31_536_000 if flag("TESSERA_BEHIND_TLS") else 0

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Other servers: where they reach this one, which stands on its card, and how this one reaches onion services.
NODE_ADDRESS = os.environ.get("TESSERA_ADDRESS", "").rstrip("/")
TOR_PROXY = os.environ.get("TESSERA_TOR_PROXY", "127.0.0.1:9050")
NODES_IN_HOUSE = flag("TESSERA_NODES_IN_HOUSE")

# Sessions: minutes without use, and hours in all, after which keys are forgotten.
SESSION_IDLE_MINUTES = 30
SESSION_HOURS = 8
# After signing in or showing it again, this long what concerns keys and members needs no words.
FRESH_MINUTES = 10
SECOND_STEP_MINUTES = 5
INVITATION_DAYS = 7
# Where a room is not locked down, its members have so long to object before trustees give anything.
REOPENING_WAIT_HOURS = 72

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"content_free": {"()": "tessera.web.logs.ContentFreeFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "content_free"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

LOOKS = [
    ("night", _("Night blue")),
    ("leaf", _("Leaf green")),
    ("plum", _("Plum")),
    ("stone", _("Stone grey")),
]
SILENCED_SYSTEM_CHECKS: list[str] = []
