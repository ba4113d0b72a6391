"""Tests of others' suites that are not run here, each with its reason (docs/divergences.md)."""

from collections.abc import Mapping, Sequence
from typing import Final

Reasons = Mapping[str, Sequence[str]]

MISP: Final[Reasons] = {
    "an administrator of the site reads what every organisation keeps to itself; here nobody does": (
        "test_search_value_event", "test_search_value_attribute", "test_search_tag_event",
        "test_search_tag_attribute", "test_sightings",
    ),
    "users, roles, organisations, registrations, settings and logs of a site are not kept here by MISP's interface": (
        "test_blocklists", "test_communities", "test_db_schema", "test_default_distribution",
        "test_live_acl", "test_organisation", "test_registrations", "test_roles",
        "test_roles_expanded", "test_search_csv", "test_search_logs", "test_server_settings",
        "test_user", "test_user_perms", "test_user_search", "test_user_settings", "test_versions",
        "test_zmq",
    ),
    "tags, taxonomies, galaxies, warning and notice lists, templates are the administrator's, by `noroshi reference import`": (
        "test_attach_galaxy_cluster", "test_event_galaxy", "test_freetext", "test_galaxies",
        "test_galaxy_cluster", "test_noticelists", "test_object_template", "test_search_galaxy",
        "test_simple_event", "test_tags", "test_taxonomies", "test_warninglists",
    ),
    "sharing groups, servers and feeds to pull from are not managed by MISP's interface": (
        "test_feeds", "test_servers", "test_sharing_group", "test_sharing_group_search",
        "test_sharing_groups",
    ),
    "proposals, event reports, analyst data, correlations, decay and statistics are not served": (
        "test_analyst_data_ACL", "test_analyst_data_CRUD", "test_attribute",
        "test_correlation_exclusions", "test_event_report", "test_search_decay", "test_statistics",
    ),
    "STIX goes in and out by TAXII and `noroshi intelligence`, not by MISP's interface": (
        "test_search_stix", "test_upload_stix",
    ),
    "an instant that is none is refused, where MISP finds nothing": (
        "test_search_publish_timestamp",
    ),
    "it needs samples of malware that its sources do not bring": (
        "test_add_event_with_attachment", "test_add_event_with_attachment_object_controller",
        "test_add_event_with_attachment_object_controller__hard", "test_custom_template",
        "test_expansion", "test_lief_and_sign",
    ),
}  # fmt: skip

TAXII: Final[Reasons] = {
    "STIX 2.0 is raised to 2.1 when it comes in, and given out as that": (
        "test_delete_objects_spec_version", "test_get_object_spec_version_20",
        "test_get_object_spec_version_2021", "test_get_objects_match_type_spec_version",
        "test_get_objects_spec_version_20", "test_get_version_spec_version_20",
        "test_get_version_spec_version_2021", "test_manifest_spec_version_20",
        "test_manifest_spec_version_2021",
    ),
    "it is of medallion's configuration and of its own store": (
        "test_default_backend_no_backend_section", "test_default_taxii_no_taxii_section",
        "test_default_userpass_no_auth_section", "test_no_config", "test_save_to_file",
        "test_status_cleanup",
    ),
    "it asks for the names, API roots and collections of medallion's data": (
        "test_get_api_root_information", "test_get_collections", "test_server_discovery",
    ),
    "another's collection is not told to be there: 404, not 403": (
        "test_get_object_403", "test_get_object_manifest_403",
    ),
    "it sends what STIX 2.1 does not allow: a relationship without `modified`, an artifact of nothing": (
        "test_SCO_versioning", "test_object_already_present",
    ),
    "nothing is ever pending": ("test_get_status",),
}  # fmt: skip


def names(reasons: Reasons) -> list[str]:
    """Of all of the tests."""
    return [name for some in reasons.values() for name in some]
