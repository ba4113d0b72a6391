"""Who may sign in, and with what proof. Nobody signs up: people are invited."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from noroshi.entrypoints.web.views import errors
from noroshi.parties.queries import Hat, hats

FRESH = 300  # seconds
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by address and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def add_message(self, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Pass on what went wrong; the library's notices of success are not in our words."""
        if message:
            super().add_message(*args, message=message, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not in the minutes after a sign-in, for the first second factor and the first sight of
        its recovery codes: it was just proved."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and time.time() - records[-1]["at"] < FRESH
        is_first = not is_mfa_enabled(self.request.user) or _sees_codes_first(self.request)
        if app == "allauth.mfa" and is_fresh and is_first:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


def _sees_codes_first(request: Any) -> bool:
    """Does the request ask for recovery codes that nobody has seen?"""
    match = request.resolver_match
    if match is None or match.url_name != "mfa_view_recovery_codes":
        return False
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    held = codes.first()
    return held is not None and not held.wrap().did_view


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in by an OpenID Connect provider, which speaks for named organisations only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in who is already known by a verified address and has a hat at an organisation that
        the provider is bound to; refuse everybody else."""
        person = _known_person(sociallogin)
        binding = _binding(sociallogin.account.provider)
        if person is None or not person.is_active or not _within(hats(person.pk), binding):
            raise ImmediateHttpResponse(errors.unknown_to_us(request))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)


def _known_person(sociallogin: Any) -> Any:
    """Whom this account belongs to, or else whose address the provider has verified."""
    if sociallogin.is_existing:
        return sociallogin.user
    verified = [address.email for address in sociallogin.email_addresses if address.verified]
    people = get_user_model().objects
    return next(filter(None, (people.filter(email__iexact=one).first() for one in verified)), None)


def hats_of(request: Any) -> tuple[Hat, ...]:
    """The hats that the signed-in person may wear in this session: all after a password, those of
    its organisations after a provider's word."""
    held = hats(request.user.pk)
    provider = _provider(request)
    return held if provider is None else _within(held, _binding(provider))


def lacks_second_factor(request: Any) -> bool:
    """A second factor is owed by every account but the demo's, unless the provider that the person
    came from is trusted to ask for it."""
    provider = _provider(request)
    if request.user.is_demo or (provider is not None and _binding(provider).get("trusts_mfa")):
        return False
    return not is_mfa_enabled(request.user, SECOND_FACTORS)


def _provider(request: Any) -> str | None:
    """The provider whose word this session stands on; None after a password. Without any record
    it is one that we do not know, and there is no hat.

    The last record counts: those before it may be of a sign-in that was not completed."""
    for record in reversed(get_authentication_records(request, request.user)):
        if record["method"] == "socialaccount":
            return str(record["provider"])
        if record["method"] == "password" and not record.get("reauthenticated"):
            return None
    return ""


def _binding(provider: str) -> Mapping[str, Any]:
    """The settings of a provider; nothing for one that is configured no more."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return next((app["settings"] for app in apps if app["provider_id"] == provider), {})


def _within(held: tuple[Hat, ...], binding: Mapping[str, Any]) -> tuple[Hat, ...]:
    bound = set(binding.get("organisations", ()))
    return tuple(hat for hat in held if hat.actor.organisation_code in bound)


def demo_people() -> Any:
    """Address and name of the demo nation's accounts, for the sign-in page. None elsewhere."""
    people = get_user_model().objects.filter(is_demo=True, is_active=True)
    return people.order_by("email").values_list("email", "name")
