"""The one settings file: everything comes from the environment, a wrong value stops the start.

Each variable is described in docs/operations.md.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import pgtrigger
import structlog
from celery.schedules import crontab
from redis.backoff import NoBackoff
from redis.retry import Retry

from kbang_ntm import embedded
from kbang_ntm.core.redaction import hide_link_tokens
from kbang_ntm.environment import (
    Environment,
    celery_broker,
    kept_secret,
    mail_server,
    scanner_address,
    stop,
    tls_address,
)

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# --- What kind of portal ------------------------------------------------------------------------
PORTAL_ENV = env.choice("PORTAL_ENV", "development", ("development", "production"))
PRODUCTION = PORTAL_ENV == "production"
VAR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var"))).resolve()
DEBUG = env.flag("PORTAL_DEBUG", False)
ALLOWED_HOSTS = env.words("PORTAL_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("PORTAL_CSRF_ORIGINS")
PUBLIC_ADDRESS = next(iter(CSRF_TRUSTED_ORIGINS), "")  # stands on paper, where no request tells it
BEHIND_TLS_PROXY = env.flag("PORTAL_PROXY_SSL", PRODUCTION)
SECRET_KEY = env.secret("PORTAL_SECRET_KEY")
DATABASE_URL = env.database_url("DATABASE_URL")
DATABASE_OWNER_URL = env.database_url("DATABASE_OWNER_URL") or DATABASE_URL
REDIS_URL = env.broker_url("REDIS_URL")
# manage.py sets "owner" for the commands that change tables; everything else runs without that.
DATABASE_ROLE = env.choice("PORTAL_DATABASE_ROLE", "app", ("app", "owner"))

EMBEDDED_SERVICES = frozenset(
    name
    for name, given in (("postgres", DATABASE_URL), ("valkey", REDIS_URL))
    if not given and not PRODUCTION
)

if PRODUCTION:
    if len(SECRET_KEY) < 32:
        stop(
            "bản chính thức cần PORTAL_SECRET_KEY (hoặc PORTAL_SECRET_KEY_FILE) riêng, "
            "ngẫu nhiên, từ 32 ký tự trở lên."
        )
    if DEBUG:
        stop("bản chính thức không chạy với PORTAL_DEBUG=True; bỏ biến này đi.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        stop("bản chính thức cần PORTAL_ALLOWED_HOSTS: các tên máy, cách nhau bằng dấu phẩy.")
    if not DATABASE_URL or not REDIS_URL:
        stop("bản chính thức cần DATABASE_URL và REDIS_URL; bản kèm theo chỉ để chạy thử.")
else:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
    SECRET_KEY = SECRET_KEY or kept_secret(VAR / "secret_key")
    if EMBEDDED_SERVICES:
        services = embedded.addresses(VAR)
        if not DATABASE_URL:
            DATABASE_URL, DATABASE_OWNER_URL = services.database, services.database_owner
        REDIS_URL = REDIS_URL or services.broker

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "kbang_ntm.core",
    "communes",
    "campaigns",
    "awards",
    "reports",
    "whitenoise.runserver_nostatic",
    "kbang_ntm.admin_site.PortalAdminConfig",  # django.contrib.admin, open by post
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kbang_ntm.core.session_app.PortalSessionsConfig",  # allauth.usersessions, quieter
    "axes",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "import_export",
    "pgtrigger",
    "pghistory",
    "django_structlog",
    "django_prometheus",
    "csp",
]
AUTH_USER_MODEL = "core.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "kbang_ntm.urls"
WSGI_APPLICATION = "kbang_ntm.wsgi.application"

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "kbang_ntm.core.admission.gate.AdmissionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kbang_ntm.core.sessions.SlidingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kbang_ntm.core.plain_requests.PlainRequestsMiddleware",
    "kbang_ntm.core.who.PersonMiddleware",
    "kbang_ntm.core.sign_in.SignInRequiredMiddleware",
    "kbang_ntm.core.sign_in.SecondFactorMiddleware",
    "kbang_ntm.core.strangers.StrangersMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kbang_ntm.core.exports.TablesAsFilesMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

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
                "kbang_ntm.core.navigation.navigation",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/portal.html"
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # names typed by people open in spreadsheets
CSRF_FAILURE_VIEW = "kbang_ntm.core.views.pages.csrf_failure"

# --- Database, broker, files --------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **dj_database_url.parse(
            DATABASE_OWNER_URL if DATABASE_ROLE == "owner" else DATABASE_URL,
            conn_max_age=env.number("PORTAL_DATABASE_CONNECTION_SECONDS", 600),
            conn_health_checks=True,
        ),
        "ATOMIC_REQUESTS": False,
    }
}
# A database that does not answer is told to people as such, sooner than the proxy gives up (75 s);
# one whose machine has vanished without a word is noticed within half a minute.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    **DATABASES["default"].get("OPTIONS", {}),
}
# The role that gets its rights by `manage.py grant_rights`; the owner needs no grants.
DATABASE_APP_ROLE = dj_database_url.parse(DATABASE_URL).get("USER", "")
# This very object, an equal one is not recognised; measured: fifty times quicker than row level.
PGHISTORY_LEVEL = pgtrigger.Statement  # type: ignore[has-type, unused-ignore]  # import cycle
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

CLOCK = "database"  # tests that travel in time set "machine"

CACHES = {
    "default": {
        "BACKEND": "kbang_ntm.core.cache.CalmRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        # A broker that is gone costs a page half a second at most, not the client's retries.
        "OPTIONS": {
            "socket_connect_timeout": 0.5,
            "socket_timeout": 0.5,
            "retry": Retry(NoBackoff(), 1),
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a dead broker must not sign people out

CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Short, because a repeated wake-up is harmless: the job's lease decides who runs it.
    "visibility_timeout": 60,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 15,
    "socket_connect_timeout": 2,
    # A person who saves while the broker is gone waits milliseconds for that, not six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
}
# Who wakes a worker is a person who has just saved: a broker that is there and silent is not
# waited for, the sweeper finds the row.
BROKER_PATIENCE = {"socket_timeout": 1.0, "socket_connect_timeout": 0.5}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper finds what could not be woken
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 10.0, "options": {"expires": 10}},
    "daily-digest": {"task": "core.daily_digest", "schedule": crontab(hour=6, minute=30)},
    "nightly-backup": {"task": "core.nightly_backup", "schedule": crontab(hour=1, minute=30)},
    "clean-orphans": {"task": "core.clean_orphans", "schedule": crontab(hour=2, minute=10)},
    "carry-out-changes": {
        "task": "communes.carry_out_changes",
        "schedule": crontab(hour=0, minute=5),
    },
    "watch": {"task": "core.watch", "schedule": 300.0, "options": {"expires": 300}},
    "remind-of-tasks": {
        "task": "campaigns.daily_round",
        "schedule": crontab(hour=6, minute=0),
    },
}

SLOW_QUERY_MS = env.number("PORTAL_SLOW_QUERY_MS", 500)  # 0: nothing is told

# --- Who is let in when many come: places in each web process; 0 lets everybody in ---------------
ADMISSION_PAGES = env.number("PORTAL_PAGES_AT_ONCE", 5, high=1000)
ADMISSION_DASHBOARDS = env.number("PORTAL_DASHBOARDS_AT_ONCE", 2, high=1000)
ADMISSION_PAPERS = env.number("PORTAL_PAPERS_AT_ONCE", 1, high=1000)
ADMISSION_PATIENCE = env.number("PORTAL_PLACE_WAIT_MS", 1500, high=30_000) / 1000  # seconds
# How long after the last waiting page the time of the first knock counts, in seconds.
WAITING_GRACE = 60 * env.number("PORTAL_WAITING_GRACE_MINUTES", 15, high=60)

# --- Watching -----------------------------------------------------------------------------------
METRICS_TOKEN = env.secret("PORTAL_METRICS_TOKEN")
TLS_WATCH = tls_address(env.text("PORTAL_TLS_WATCH"))
ALERT_QUEUE_MINUTES = env.number("PORTAL_ALERT_QUEUE_MINUTES", 15, low=1)
ALERT_FREE_PERCENT = env.number("PORTAL_ALERT_FREE_PERCENT", 10, high=90)
ALERT_CERTIFICATE_DAYS = env.number("PORTAL_ALERT_CERTIFICATE_DAYS", 21)
ALERT_QUOTA_PERCENT = env.number("PORTAL_ALERT_QUOTA_PERCENT", 90, low=1, high=100)
PROMETHEUS_EXPORT_MIGRATIONS = False  # /readyz tells; this would ask the database at each start

# --- Backups ------------------------------------------------------------------------------------
BACKUP_FOLDER = Path(env.text("PORTAL_BACKUP_FOLDER", str(VAR / "backups")))
BACKUP_KEY_FILE = env.text("PORTAL_BACKUP_KEY_FILE", "" if PRODUCTION else str(VAR / "backup_key"))
BACKUP_KEEP = env.number("PORTAL_BACKUP_KEEP", 14, low=1, high=1000)
# A role that may create databases, here or on another server; it needs no right on the portal's.
REHEARSAL_URL = env.database_url("PORTAL_REHEARSAL_URL") or DATABASE_OWNER_URL

# Hashed, compressed file names need `collectstatic`; `make run` does that too.
STATIC_MANIFEST = PRODUCTION or env.flag("PORTAL_STATIC_MANIFEST", False)
FILES_ON_S3 = bool(env.text("PORTAL_FILES_S3_BUCKET"))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("PORTAL_FILES_S3_BUCKET"),
            "endpoint_url": env.text("PORTAL_FILES_S3_ENDPOINT") or None,
            "region_name": env.text("PORTAL_FILES_S3_REGION") or None,
            "access_key": env.secret("PORTAL_FILES_S3_ACCESS_KEY") or None,
            "secret_key": env.secret("PORTAL_FILES_S3_SECRET_KEY") or None,
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
    if FILES_ON_S3
    else {
        "BACKEND": "kbang_ntm.core.durable_files.DurableFileStorage",
        "OPTIONS": {
            "location": str(VAR / "files"),
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_QUOTA_BYTES = env.number("PORTAL_UPLOAD_QUOTA_MB", 10_240) * 1024 * 1024  # 0: no limit
CLAMD = scanner_address(env.text("PORTAL_CLAMD"))
FILE_UPLOAD_HANDLERS = [
    "kbang_ntm.core.upload_handlers.UploadGuard",  # keeps unsafe names visible; bounds the size
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("PORTAL_STATIC_ROOT", str(VAR / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("documents", BASE_DIR / "reports" / "documents" / "styles"),  # previews look as the paper does
]
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST

SEAL_FILE = env.text("PORTAL_SEAL_FILE")
SEAL_PASSWORD = env.secret("PORTAL_SEAL_PASSWORD")
PDF_ENABLED = env.flag("PORTAL_PDF", True)

# --- Signing in ---------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "kbang_ntm.core.accounts.ClosedSignupAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "kbang_ntm.core.forms.SignInForm",
    "change_password": "kbang_ntm.core.forms.ChangePasswordForm",
    "reauthenticate": "kbang_ntm.core.forms.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False  # offices share one address
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Per address only: a limit per name would let anybody keep a colleague out.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "kbang_ntm.core.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "kbang_ntm.core.forms.CodeForm",
    "reauthenticate": "kbang_ntm.core.forms.CodeAgainForm",
    "activate_totp": "kbang_ntm.core.forms.ActivateForm",
}
MFA_TOTP_TOLERANCE = 1  # telephones of the mountains are half a minute off
MFA_TOTP_ISSUER = "Nông thôn mới Kbang"
MFA_REQUIRED_ROLES = frozenset(env.words("PORTAL_MFA_ROLES"))

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # knocking on does not prolong it
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "kbang_ntm.core.accounts.client_username"
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "kbang_ntm.core.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "kbang_ntm.core.accounts.client_ip"
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"

SESSION_COOKIE_AGE = 14 * 24 * 3600  # sliding: SlidingSessionMiddleware renews it once a day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"

# --- Headers ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [
    r"^suc-khoe/$",
    r"^healthz$",
    r"^readyz$",
]  # asked by the container engine from inside
SECURE_HSTS_SECONDS = env.number("PORTAL_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True  # of the portal's own name; it has none without TLS
# Browsers' built-in list takes whole domains, and those of a district are not the portal's alone.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "display-capture": [],
}

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["kbang_ntm.formats"]
LOCALE_PATHS = [BASE_DIR / "kbang_ntm" / "locale"]  # words that packages leave in English

# --- Mail: only where a server is set -----------------------------------------------------------
MAIL = mail_server(env.secret("PORTAL_EMAIL_URL"))
MAIL_ENABLED = MAIL is not None
# Without a server a portal for trying out keeps its alerts as files; an official one says on the
# page of its condition that nobody is told.
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL
    else "django.core.mail.backends.dummy.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend"
)
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("PORTAL_EMAIL_FROM", "cong-ntm@localhost")

# --- Logs ---------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOG_CHAIN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    hide_link_tokens,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False)
            if PRODUCTION
            else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            "foreign_pre_chain": LOG_CHAIN,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django_structlog": {"level": "INFO"},
        "kbang_ntm": {"level": "INFO"},
        "communes": {"level": "INFO"},
        "campaigns": {"level": "INFO"},
        "awards": {"level": "INFO"},
        "reports": {"level": "INFO"},
        "celery": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *LOG_CHAIN,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
