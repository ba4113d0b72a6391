"""Why a warning concerns its organisation, and what to do: in sentences, as it stands now."""

from dataclasses import dataclass, replace
from decimal import Decimal
from ipaddress import ip_interface
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from noroshi.vulnerabilities.aliases import written
from noroshi.vulnerabilities.models import Exposure, Vulnerability
from noroshi.vulnerabilities.queries import Standing, exposures_of, standings
from noroshi.warnings.models import Warning
from noroshi.warnings.sentences import explained
from noroshi.warnings.ssvc import Decision, Facts, decide, foremost, policy


@dataclass(frozen=True, slots=True)
class Explained:
    """A warning with what stands behind it: exposures, standing, the cause's base score, what the
    deployer's tree decided about the most urgent asset (None without any), and sentences for people."""

    warning: Warning
    exposures: list[Exposure]
    standing: Standing
    cvss_score: Decimal | None
    decision: Decision | None
    reasons: list[str]
    actions: list[str]


def explain(warnings: list[Warning]) -> list[Explained]:
    """Give each warning its reasons and actions, in the active language; five queries in all."""
    causes = {warning.cause for warning in warnings}
    known = standings(causes)
    records = Vulnerability.objects.only(*OF_CAUSE).in_bulk(causes)
    by_pair: dict[tuple[UUID, str], list[Exposure]] = {}
    for exposure in exposures_of((one.organisation_id, one.cause) for one in warnings):
        by_pair.setdefault((exposure.organisation_id, exposure.cause), []).append(exposure)
    found = []
    for warning in warnings:
        why = by_pair.get((warning.organisation_id, warning.cause), [])
        standing = known[warning.cause]
        record = records.get(warning.cause)
        score = record.cvss_score if record else None
        decision = _decision(why, record, standing)
        reasons = _reasons(why, standing, score)
        if decision:
            reasons.append(explained(decision, get_language() or "en"))
        actions = _actions(why, standing)
        found.append(Explained(warning, why, standing, score, decision, reasons, actions))
    return found


OF_CAUSE = (
    "cvss_score",
    "cvss_vector",
    "ssvc_exploitation",
    "ssvc_automatable",
    "ssvc_technical_impact",
)


def _decision(
    why: list[Exposure], record: Vulnerability | None, standing: Standing
) -> Decision | None:
    if record is None or not why:
        return None
    facts = Facts(
        is_exploited=standing.exploited is not None,
        epss=standing.prediction.epss if standing.prediction else None,
        exploitation=record.ssvc_exploitation,
        automatable=record.ssvc_automatable,
        technical_impact=record.ssvc_technical_impact,
        cvss_vector=record.cvss_vector,
    )
    return foremost(
        decide(
            replace(
                facts,
                addresses=tuple(ip_interface(text).ip for text in exposure.asset.addresses),
                role=exposure.asset.system.role,
            ),
            policy(),
        )
        for exposure in why
    )


def _reasons(why: list[Exposure], standing: Standing, score: Decimal | None) -> list[str]:
    reasons = [
        _("%(asset)s in %(system)s: %(version)s lies in %(range)s")
        % {
            "asset": exposure.asset.name,
            "system": exposure.asset.system.name,
            "version": exposure.version,
            "range": exposure.range_text.removeprefix("= "),
        }
        for exposure in why
    ]
    reasons += _other_names(why)
    if standing.exploited:
        reasons.append(
            _("KEV: known to be exploited since %(day)s")
            % {"day": standing.exploited.added_on.isoformat()}
        )
    if standing.prediction:
        reasons.append(
            _("EPSS: %(value)s probability of exploitation within 30 days")
            % {"value": f"{standing.prediction.epss:.3f}"}
        )
    if score is not None:
        reasons.append(_("CVSS: base score %(score)s") % {"score": score})
    return reasons


def _other_names(why: list[Exposure]) -> list[str]:
    """Where it is not by its own name that a product was found, by which one."""
    known = _("%(product)s is also known as %(name)s")
    confirmed = _("%(product)s is also known as %(name)s, as the national office confirmed")
    sentences = {"alias": known, "confirmed": confirmed}
    found = {
        (
            exposure.certainty,
            " ".join(filter(None, (exposure.asset.vendor, exposure.asset.product)))
            or exposure.asset.name,
            written(exposure.matched_by),
        )
        for exposure in why
        if exposure.certainty in sentences
    }
    return [
        sentences[certainty] % {"product": product, "name": name}
        for certainty, product, name in sorted(found)
    ]


def _actions(why: list[Exposure], standing: Standing) -> list[str]:
    fixes = sorted({(e.asset.product or e.asset.name, e.fixed_in) for e in why if e.fixed_in})
    actions = [
        _("Update %(product)s to %(version)s or later") % {"product": product, "version": version}
        for product, version in fixes
    ]
    if any(not exposure.fixed_in for exposure in why):
        actions.append(_("Ask the supplier for a fixed version, or apply its mitigation"))
    if standing.exploited:
        actions.append(_("Look for signs of intrusion: this weakness is exploited"))
    return actions
