"""Addresses of the pages."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import include, path
from django.views.i18n import set_language

from noroshi.entrypoints.web.views import (
    assets,
    communities,
    documentation,
    health,
    home,
    ledger,
    live,
    organisations,
    own,
    preferences,
    saved_views,
    vulnerabilities,
    warnings,
)

# The library's other pages, sign-up and password by e-mail among them, have no address here.
SIGN_IN = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("provider/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("provider/error/", social.login_error, name="socialaccount_login_error"),
    path("provider/", include("allauth.socialaccount.providers.openid_connect.urls")),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", include(SIGN_IN)),
    path("language/", set_language, name="set_language"),
    path("hat/", preferences.hat, name="hat"),
    path("search/", preferences.search, name="search"),
    path("views/<slug:place>/", saved_views.view_keep, name="view_keep"),
    path("views/<uuid:identifier>/drop/", saved_views.view_drop, name="view_drop"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/acknowledge/", warnings.acknowledge, name="warnings_acknowledge"),
    path("warnings/events", live.warning_events, name="warning_events"),
    path("warnings/<uuid:identifier>/", warnings.warning, name="warning"),
    path("warnings/<uuid:identifier>/answer/", warnings.answer, name="warning_answer"),
    path("warnings/<uuid:identifier>/assign/", warnings.assign, name="warning_assign"),
    path("warnings/<uuid:identifier>/comment/", warnings.comment, name="warning_comment"),
    path("systems/", assets.systems, name="systems"),
    path("assets/", assets.assets, name="assets"),
    path("assets/import/", assets.asset_import, name="asset_import"),
    path("assets/template.csv", assets.asset_template, name="asset_template"),
    path("assets/<uuid:identifier>/", assets.asset, name="asset"),
    path("vulnerabilities/", vulnerabilities.vulnerabilities, name="vulnerabilities"),
    path("vulnerabilities/<path:identifier>/", vulnerabilities.vulnerability, name="vulnerability"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/import/", organisations.organisation_import, name="organisation_import"),
    path("organisations/<str:code>/", organisations.organisation, name="organisation"),
    path("communities/", communities.communities, name="communities"),
    path("communities/new/", communities.community_new, name="community_new"),
    path("communities/<str:code>/", communities.community, name="community"),
    path("communities/<str:code>/change/", communities.community_change, name="community_change"),
    path("claims/", organisations.claims, name="claims"),
    path(
        "claims/networks/<uuid:identifier>/",
        organisations.claim_verify,
        {"kind": "network"},
        name="claim_verify_network",
    ),
    path(
        "claims/domains/<uuid:identifier>/",
        organisations.claim_verify,
        {"kind": "domain"},
        name="claim_verify_domain",
    ),
    path("own/", own.own, name="own"),
    path("own/networks/", own.own_network, name="own_network"),
    path("own/domains/", own.own_domain, name="own_domain"),
    path("own/people/", own.own_invite, name="own_invite"),
    path("own/roles/<uuid:identifier>/end/", own.own_end, name="own_end"),
    path("own/clients/", own.own_client, name="own_client"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/checkpoint/", ledger.ledger_checkpoint, name="ledger_checkpoint"),
    path("ledger/<uuid:identifier>/", ledger.ledger_entry, name="ledger_entry"),
    path("ledger/<uuid:identifier>/verify/", ledger.ledger_verify, name="ledger_verify"),
    path("documentation/api/", documentation.api_documentation, name="api_documentation"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
