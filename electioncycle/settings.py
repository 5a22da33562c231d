"""Settings, read from environment variables only (see docs/operations.md)."""

import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from electioncycle.keys import load_keys
from electioncycle.security.private_files import start_privately

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DATABASE_FILE = DATA_DIR / "electioncycle.sqlite3"
start_privately(DATA_DIR, *(DATABASE_FILE.with_name(DATABASE_FILE.name + end) for end in ("", "-wal", "-shm")))
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or DATA_DIR / "media")
FONT_DIR = Path(os.environ["FONT_DIR"]) if os.environ.get("FONT_DIR") else None
# Built by `make fonts`; a second data folder on the same machine uses those of the checkout.
PRINT_FONTS = next((p for p in (DATA_DIR / "fonts", BASE_DIR / "var" / "fonts") if p.exists()), DATA_DIR / "fonts")
DEBUG = flag("DEBUG", False)
HTTPS = flag("HTTPS", True)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED_DATABASE = not DATABASE_URL
if EMBEDDED_DATABASE:
    DATABASES: dict[str, Any] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATABASE_FILE,
            "OPTIONS": {
                # A write transaction takes the lock when it begins: two writers queue instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
                "PRAGMA secure_delete=ON;",  # what is deleted is overwritten (electioncycle/security/freed_pages.py)
            },
            "TEST": {"NAME": os.environ.get("TEST_DATABASE") or None},
        }
    }
else:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=300, conn_health_checks=True)}

KEYS = load_keys(DATA_DIR, may_create=EMBEDDED_DATABASE, restoring=sys.argv[1:2] == ["restore"])
# Daily backups: by themselves beside an embedded database, elsewhere when a folder is named.
BACKUP_DIR = Path(os.environ["BACKUP_DIR"]) if os.environ.get("BACKUP_DIR") else None
if BACKUP_DIR is None and EMBEDDED_DATABASE:
    BACKUP_DIR = DATA_DIR / "backups"
BACKUP_KEEP_DAILY = int(os.environ.get("BACKUP_KEEP_DAILY", "7"))
BACKUP_KEEP_WEEKLY = int(os.environ.get("BACKUP_KEEP_WEEKLY", "4"))
SECRET_KEY = KEYS.secret

# Beijing time rules in every county; the suite names a zone in which no run meets a midnight.
TIME_ZONE = os.environ.get("TIME_ZONE") or "Asia/Shanghai"

# Celery: the Job row is the truth, the broker only rings the bell (electioncycle/jobs/services.py).
REDIS_URL = os.environ.get("REDIS_URL", "")
EMBEDDED_BROKER = not REDIS_URL
BROKER_URL = REDIS_URL or f"redis+socket://{DATA_DIR / 'run' / 'broker.sock'}"
CELERY_BROKER_URL = BROKER_URL
# How far the worker's processes give way to those of the pages, as nice(1) counts: 0 not at all, 19 most.
WORKER_NICENESS = int(os.environ.get("WORKER_NICENESS") or 10)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "unacked_restore_throttle": 1,
    "visibility_timeout": 3600,
    # A request that rings the bell must not wait for a dead broker.
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BEAT_SCHEDULE = {
    # Sweeps nobody heard are worth nothing later.
    "sweep-jobs": {"task": "electioncycle.tasks.sweep_jobs", "schedule": 15.0, "options": {"expires": 15}}
}

INSTALLED_APPS = [
    "electioncycle.apps.SharedConfig",
    "villages",
    "accounts",
    "risks",
    "candidates",
    "meetings",
    "readiness",
    "elections",
    "reports",
    "filing",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_tables2",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "electioncycle.web.compressed.CompressedPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "electioncycle.web.upload_handlers.in_memory_uploads",  # before whatever reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "electioncycle.web.middleware.refusals_in_words",
    "accounts.middleware.account_rules",
    "villages.middleware.current_cycle",
    "axes.middleware.AxesMiddleware",
]

FORM_RENDERER = "electioncycle.web.form_renderer.FormRenderer"
ROOT_URLCONF = "electioncycle.urls"
WSGI_APPLICATION = "electioncycle.wsgi.application"
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
                "electioncycle.desk.navigation.shell",
            ],
            "builtins": ["electioncycle.templatetags.office", "electioncycle.templatetags.defined"],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# length: long ones, no complexity, no rotation. dengbao: as 等保 assessments ask (accounts/passwords.py).
PASSWORD_POLICY = os.environ.get("PASSWORD_POLICY") or "length"
_POLICIES: dict[str, list[tuple[str, dict[str, int]]]] = {
    "length": [("LongEnough", {"least": 10}), ("NotCommon", {}), ("NotLikeOwner", {})],
    "dengbao": [
        ("LongEnough", {"least": 8}),
        ("SeveralClasses", {}),
        ("NotCommon", {}),
        ("NotLikeOwner", {}),
        ("NotUsedBefore", {}),
    ],
}
if PASSWORD_POLICY not in _POLICIES:
    raise ImproperlyConfigured(f"PASSWORD_POLICY 应为 length 或 dengbao，现在是“{PASSWORD_POLICY}”。")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}", "OPTIONS": options} for name, options in _POLICIES[PASSWORD_POLICY]
]
# Roles that sign in with a code from an authenticator app besides the password.
TOTP_ROLES = frozenset(words("TOTP_ROLES", "security_admin,system_admin,auditor,county_admin"))
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
# Lock-out lives in the database, so that it holds across processes and with Redis down.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = ["username"]
# What was typed as a name is often a password: a keyed hash of it is kept, and no word of the form.
AXES_USERNAME_CALLABLE = "accounts.services.lockout.name_kept"
AXES_SENSITIVE_PARAMETERS = ["username", "otp_token", "old_password", "new_password1", "new_password2"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else knocking on a locked door would keep it locked for ever
AXES_DISABLE_ACCESS_LOG = True  # the audit trail has it
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = 1 if flag("TRUST_PROXY", False) else 0

SESSION_COOKIE_AGE = int(os.environ.get("SESSION_HOURS") or 8) * 3600  # from the sign-in on, however busy
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_MINUTES") or 60) * 60
CSRF_FAILURE_VIEW = "electioncycle.web.pages.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if flag("TRUST_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's form controls draw their marks from data: images
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORMAT_MODULE_PATH = ["electioncycle.formats"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a missing one
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
S3_ENDPOINT = os.environ.get("S3_ENDPOINT", "")
_files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}}
if S3_ENDPOINT:
    _files = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": S3_ENDPOINT,
            "bucket_name": os.environ["S3_BUCKET"],
            "access_key": os.environ["S3_KEY"],
            "secret_key": os.environ["S3_SECRET"],
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
STORAGES = {
    "default": _files,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# `manage.py serve` gathers and compresses them (operations/static_files). Without it, or with those of another edition,
# they are served from where they lie.
STATIC_MARK = "\n".join(
    f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}"
    for path in [*sorted((BASE_DIR / "static").rglob("*.*")), Path(get_bootstrap_dir())]
)
_gathered = STATIC_ROOT / "mark"
WHITENOISE_USE_FINDERS = DEBUG or not _gathered.exists() or _gathered.read_text() != STATIC_MARK
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12000  # a grid of a township's villages is saved in one request
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "electioncycle.web.upload_handlers.Sealed",
]

# A file of more lines than this is no longer made in the request that asks for it: the worker makes it.
ROWS_IN_A_REQUEST = 300
REQUEST_MAX_BYTES = 450 * 1024 * 1024  # twenty attachments of 20 MB at once
# At most so many acts in so many seconds by one account, before sign-in by one address (security/limits.py).
RATE_LIMITS = {
    "print": (600, 600),
    "export": (600, 600),
    "job": (200, 600),
    "upload": (600, 600),
    "reveal": (300, 600),
    "full_numbers": (60, 3600),
    "slip": (200, 600),
    "sign_in": (1000, 600),  # a county may stand behind one address
}
for _limit in words("RATE_LIMITS"):
    _name, _, _budget = _limit.partition("=")
    _most, _, _seconds = _budget.partition("/")
    if _name not in RATE_LIMITS or not (_most.isdigit() and _seconds.isdigit() and int(_most) and int(_seconds)):
        raise ImproperlyConfigured(f"RATE_LIMITS 应写成 print=600/600,export=300/600，现在是“{_limit}”。")
    RATE_LIMITS[_name] = (int(_most), int(_seconds))

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "ledger/table.html"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENABLED = True
FILTERS_EMPTY_CHOICE_LABEL = "全部"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The lock-out is by user name: a whole township office may share one address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
PRODUCT_NAME = "村(社区)“两委”换届工作平台"

ADMINS = [("系统管理员", address) for address in words("ERROR_MAIL_TO")]
DEFAULT_EXCEPTION_REPORTER = "electioncycle.security.error_reports.MaskedReport"
DEFAULT_EXCEPTION_REPORTER_FILTER = "electioncycle.security.error_reports.NothingEntered"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its own handlers would not mask
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "electioncycle.security.request_lines.RequestFilter"},
        "mask": {"()": "electioncycle.security.privacy.MaskingLogFilter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["request", "mask"]},
        "mail": {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR", "filters": ["request", "mask"]},
    },
    "root": {"handlers": ["console", "mail"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},  # its defaults would print and mail a second time
        "electioncycle": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.security": {"handlers": ["console"], "propagate": False},  # broken requests; nothing to mail
    },
}
