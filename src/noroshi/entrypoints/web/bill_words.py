"""Words for bills of materials: the minimum elements, and the data fields of BSI's guideline."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BILLS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "element": {
        "supplier": _("Supplier"),
        "name": _("Name"),
        "version": _("Version"),
        "identifier": _("Identifier (package URL or CPE)"),
        "dependency": _("Dependencies"),
        "author": _("Author of the document"),
        "timestamp": _("Time of the document"),
        "hash": _("Hash"),
        "licence": _("Licence"),
        "tool": _("Tool"),
        "context": _("Stage at which it was made"),
    },
    "bom_field": {
        "sbom_creator": _("Creator of the SBOM (e-mail or URL)"),
        "sbom_timestamp": _("Time of the document"),
        "component_creator": _("Component creator (e-mail or URL)"),
        "component_name": _("Component name"),
        "component_version": _("Component version"),
        "filename": _("Filename of the component"),
        "dependencies": _("Dependencies, and how complete their list is"),
        "distribution_licences": _("Distribution licences"),
        "deployable_hash": _("SHA-512 of the deployable component"),
        "executable": _("Executable or not"),
        "archive": _("Archive or not"),
        "structured": _("Structured or not"),
        "sbom_uri": _("URI of the SBOM"),
        "source_uri": _("URI of the source code"),
        "deployable_uri": _("URI of the deployable form"),
        "identifiers": _("Other unique identifiers"),
        "original_licences": _("Original licences"),
    },
}
