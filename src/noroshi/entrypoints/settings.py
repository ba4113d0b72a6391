"""Django's settings, from the configuration that was read at the start."""

from pathlib import Path

from csp.constants import NONE, SELF

from noroshi.operations.config import Process, config
from noroshi.operations.database import django_database, role_of_process
from noroshi.operations.logs import django_logging
from noroshi.operations.oidc import origins, providers
from noroshi.operations.secrets import derived, installation_secret

_config = config()
_here = Path(__file__).parent
_public_host = _config.public_url.split("//", 1)[1].split("/", 1)[0].rsplit(":", 1)[0].strip("[]")
_providers = providers(_config.oidc)
_secure = _config.public_url.startswith("https://")

DEBUG = False
SECRET_KEY = derived(installation_secret(_config.home, "django"), "secret key")
ALLOWED_HOSTS = [*dict.fromkeys((_public_host, _config.bind_host, "localhost", *_config.hosts))]
CSRF_TRUSTED_ORIGINS = [_config.public_url]
ROOT_URLCONF = "noroshi.entrypoints.urls"
ASGI_APPLICATION = "noroshi.entrypoints.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "oauth2_provider",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "noroshi.operations.apps.OperationsConfig",
    "noroshi.ledger.apps.LedgerConfig",
    "noroshi.parties.apps.PartiesConfig",
    "noroshi.release.apps.ReleaseConfig",
    "noroshi.assets.apps.AssetsConfig",
    "noroshi.vulnerabilities.apps.VulnerabilitiesConfig",
    "noroshi.warnings.apps.WarningsConfig",
    "noroshi.intelligence.apps.IntelligenceConfig",
    "noroshi.suppliers.apps.SuppliersConfig",
    "noroshi.reporting.apps.ReportingConfig",
    "noroshi.entrypoints.web.apps.WebConfig",
]

MIDDLEWARE = [
    "noroshi.entrypoints.web.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "noroshi.entrypoints.web.middleware.Requester",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "noroshi.entrypoints.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "noroshi.entrypoints.web.templatetags.faces",
            ],
        },
    }
]

DATABASES = {"default": django_database(role_of_process())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"

USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [_here.parent / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = _config.home / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # the server of static files wants it to be there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

if _config.process is Process.WEB:  # the library counts sign-ins there, in all processes together
    _cache = "noroshi.entrypoints.web.shared_cache.SharedCache"
    _place = {"LOCATION": _config.home / "cache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    CACHES = {"default": {"BACKEND": _cache, **_place}}

AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "noroshi.entrypoints.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed; sign-in asks for these
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
SOCIALACCOUNT_ADAPTER = "noroshi.entrypoints.web.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _providers}}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Noroshi"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure

OAUTH2_PROVIDER = {
    "SCOPES": {
        "assets": "Register and read systems",
        "warnings": "Read and answer warnings",
        "reports": "File and read reports",
        "intelligence": "Intelligence; judge names and sources",
        "taxii": "Exchange intelligence by TAXII",
        "misp": "Exchange intelligence as MISP does",
    },
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "SCOPES_BACKEND_CLASS": "noroshi.entrypoints.api.scopes.ClientScopes",
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "noroshi.entrypoints.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *origins(_providers)],  # a sign-in by a provider is a form sent there
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "noroshi.entrypoints.upload_limit.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if _config.smtp is not None:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _config.smtp.host, _config.smtp.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _config.smtp.user, _config.smtp.password
    EMAIL_USE_TLS = _config.smtp.security == "starttls"
    EMAIL_USE_SSL = _config.smtp.security == "tls"
    EMAIL_TIMEOUT = 8  # seconds
    DEFAULT_FROM_EMAIL = _config.smtp.sender
LOGGING_CONFIG = None
LOGGING = django_logging(_config.log_level, json=_config.process is not Process.CLI)

PROCRASTINATE_ON_APP_READY = "noroshi.pipeline.register"
