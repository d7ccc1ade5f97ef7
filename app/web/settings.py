"""Django settings of the web application: those of the store, and accounts, sessions, pages and their protection."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from app.config import load_config
from app.settings import *  # noqa: F403 - the store's own come first
from app.settings import HOME

CONFIG = load_config(HOME)
WEB = Path(__file__).parent


def _secret() -> str:
    """The key that signs tokens: made once, kept beside the office's other keys, readable by its owner only."""
    path = HOME / "keys" / "web.secret"
    if not path.exists() or not path.stat().st_size:  # empty: the machine stopped while it was written
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text("ascii")


SECRET_KEY = _secret()
DEBUG = False
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "axes",
    "csp",
    "app",
    "app.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "app.web.gate.Gate",
    "axes.middleware.AxesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "app.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"environment": "app.web.pages.environment", "context_processors": ["app.web.pages.common"]},
    }
]
FORM_RENDERER = "app.web.pages.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STATIC_URL = "/static/"
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405 - the server's threads are few and stay
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *CONFIG.allowed_hosts]
if CONFIG.host not in ("127.0.0.1", "0.0.0.0", "localhost", "::", "::1"):  # noqa: S104
    ALLOWED_HOSTS.append(CONFIG.host)

# accounts
AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = CONFIG.invitation_days * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "app.web.passwords.Long"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
]
PASSWORD_ROTATION = None
if CONFIG.password_profile == "等保":
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "app.web.passwords.Mixed"})
    PASSWORD_ROTATION = timedelta(days=90)
LOGIN_URL = "login"
AXES_FAILURE_LIMIT = CONFIG.lockout_tries
AXES_COOLOFF_TIME = timedelta(minutes=CONFIG.lockout_minutes)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "app.web.where.address"
AXES_LOCKOUT_CALLABLE = "app.web.views.signing.locked"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# sessions live in the store: a copied cookie is worth nothing after logout
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "app.web.views.faults.forged"
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in CONFIG.allowed_hosts] if CONFIG.https else []

# what a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # an upload goes to a file at once, never into memory
FILE_UPLOAD_TEMP_DIR = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "plain", "level": "ERROR"}},
    "loggers": {"django.security": {"level": "CRITICAL"}},  # answered with 400 to whoever asked so; no fault of ours
    "root": {"handlers": ["error"], "level": "WARNING"},
}
