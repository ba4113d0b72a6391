"""The mandatory tests of CSAF 2.0 (section 6.1), each a function of a document."""

from collections.abc import Callable, Iterator, Mapping

from noroshi.formats.csaf.mandatory import members, products, profiles, revisions, scores
from noroshi.formats.csaf.mandatory.walking import Found
from noroshi.formats.csaf.schema import Document

TESTS: Mapping[str, Callable[[Document], Iterator[Found]]] = {
    "6.1.1": products.missing_product_id,
    "6.1.2": products.product_id_twice,
    "6.1.3": products.circular_product_id,
    "6.1.4": products.missing_group_id,
    "6.1.5": products.group_id_twice,
    "6.1.6": products.contradicting_status,
    "6.1.7": scores.same_version_twice,
    "6.1.8": scores.invalid_cvss,
    "6.1.9": scores.wrong_computation,
    "6.1.10": scores.inconsistent_cvss,
    "6.1.11": members.unknown_cwe,
    "6.1.12": members.unknown_language,
    "6.1.13": members.invalid_purl,
    "6.1.14": revisions.unsorted_history,
    "6.1.15": members.untranslated,
    "6.1.16": revisions.not_latest_version,
    "6.1.17": revisions.not_draft,
    "6.1.18": revisions.unreleased_history,
    "6.1.19": revisions.pre_release_in_history,
    "6.1.20": revisions.pre_release_released,
    "6.1.21": revisions.missing_revision,
    "6.1.22": revisions.revision_twice,
    "6.1.23": members.cve_twice,
    "6.1.24": members.involved_twice,
    "6.1.25": members.algorithm_twice,
    "6.1.26": profiles.prohibited_category,
    "6.1.27.1": profiles.document_notes,
    "6.1.27.2": profiles.document_references,
    "6.1.27.3": profiles.no_vulnerabilities,
    "6.1.27.4": profiles.product_tree,
    "6.1.27.5": profiles.vulnerability_notes,
    "6.1.27.6": profiles.product_status,
    "6.1.27.7": profiles.vex_product_status,
    "6.1.27.8": profiles.vulnerability_id,
    "6.1.27.9": profiles.impact_statement,
    "6.1.27.10": profiles.action_statement,
    "6.1.27.11": profiles.some_vulnerabilities,
    "6.1.28": members.translated_from_itself,
    "6.1.29": products.remediation_without_product,
    "6.1.30": revisions.mixed_versioning,
    "6.1.31": products.range_in_version,
    "6.1.32": products.flag_without_product,
    "6.1.33": products.justified_twice,
}
