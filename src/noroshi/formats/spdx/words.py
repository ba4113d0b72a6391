"""SPDX's vocabularies, brought to the words that all bills share."""

from collections.abc import Mapping
from typing import Final

from noroshi.formats.bom import EdgeKind

# What says that nothing is known, or that there is nothing (SPDX 2.3 sections 7.5 and 7.13).
NOTHING: Final = frozenset({"", "NOASSERTION", "NONE"})

# SPDX 2.3 section 7.24, 3.0 Software/SoftwarePurpose. The rest have no word in CycloneDX.
PURPOSES: Final[Mapping[str, str]] = {
    "APPLICATION": "application",
    "FRAMEWORK": "framework",
    "LIBRARY": "library",
    "CONTAINER": "container",
    "OPERATING_SYSTEM": "operating-system",
    "DEVICE": "device",
    "FIRMWARE": "firmware",
    "FILE": "file",
    "SOURCE": "library",
    "ARCHIVE": "library",
    "INSTALL": "library",
    "OTHER": "library",
}
PURPOSES_3: Final[Mapping[str, str]] = {
    "application": "application",
    "framework": "framework",
    "library": "library",
    "container": "container",
    "operatingSystem": "operating-system",
    "device": "device",
    "firmware": "firmware",
    "file": "file",
    "platform": "platform",
    "deviceDriver": "device-driver",
    "model": "machine-learning-model",
    "data": "data",
}

# SPDX 2.3 section 7.10, 3.0 Core/HashAlgorithm.
ALGORITHMS: Final[Mapping[str, str]] = {
    "SHA1": "SHA-1",
    "SHA224": "SHA-224",
    "SHA256": "SHA-256",
    "SHA384": "SHA-384",
    "SHA512": "SHA-512",
    "SHA3-256": "SHA3-256",
    "SHA3-384": "SHA3-384",
    "SHA3-512": "SHA3-512",
    "BLAKE2b-256": "BLAKE2b-256",
    "BLAKE2b-384": "BLAKE2b-384",
    "BLAKE2b-512": "BLAKE2b-512",
    "BLAKE3": "BLAKE3",
    "MD2": "MD2",
    "MD4": "MD4",
    "MD5": "MD5",
    "MD6": "MD6",
    "ADLER32": "ADLER32",
}

# SPDX 2.3 section 11.1: the kind of a relation, and whether it is told from the other end.
RELATIONS: Final[Mapping[str, tuple[EdgeKind, bool]]] = {
    "DESCRIBES": (EdgeKind.DESCRIBES, False),
    "DESCRIBED_BY": (EdgeKind.DESCRIBES, True),
    "CONTAINS": (EdgeKind.CONTAINS, False),
    "CONTAINED_BY": (EdgeKind.CONTAINS, True),
    "PACKAGE_OF": (EdgeKind.CONTAINS, True),
    "OPTIONAL_COMPONENT_OF": (EdgeKind.CONTAINS, True),
    "DEPENDS_ON": (EdgeKind.DEPENDS_ON, False),
    "DYNAMIC_LINK": (EdgeKind.DEPENDS_ON, False),
    "STATIC_LINK": (EdgeKind.DEPENDS_ON, False),
    "HAS_PREREQUISITE": (EdgeKind.DEPENDS_ON, False),
    "PREREQUISITE_FOR": (EdgeKind.DEPENDS_ON, True),
    "DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "BUILD_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "DEV_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "OPTIONAL_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "PROVIDED_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "RUNTIME_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "TEST_DEPENDENCY_OF": (EdgeKind.DEPENDS_ON, True),
    "BUILD_TOOL_OF": (EdgeKind.DEPENDS_ON, True),
    "DEV_TOOL_OF": (EdgeKind.DEPENDS_ON, True),
    "TEST_TOOL_OF": (EdgeKind.DEPENDS_ON, True),
}
# The rest of that section: neither what is needed nor what is inside.
OTHER_RELATIONS: Final = frozenset({
    "AMENDS", "ANCESTOR_OF", "COPY_OF", "DATA_FILE_OF", "DEPENDENCY_MANIFEST_OF", "DESCENDANT_OF",
    "DISTRIBUTION_ARTIFACT", "DOCUMENTATION_OF", "EXAMPLE_OF", "EXPANDED_FROM_ARCHIVE",
    "FILE_ADDED", "FILE_DELETED", "FILE_MODIFIED", "GENERATED_FROM", "GENERATES", "METAFILE_OF",
    "OTHER", "PATCH_APPLIED", "PATCH_FOR", "REQUIREMENT_DESCRIPTION_FOR", "SPECIFICATION_FOR",
    "TEST_CASE_OF", "TEST_OF", "VARIANT_OF",
})  # fmt: skip

# SPDX 3.0 Core/RelationshipType, always told from the end that needs, holds or describes but for
# `packagedBy`; the rest say neither what is needed nor what is inside.
RELATIONS_3: Final[Mapping[str, tuple[EdgeKind, bool]]] = {
    "describes": (EdgeKind.DESCRIBES, False),
    "contains": (EdgeKind.CONTAINS, False),
    "hasOptionalComponent": (EdgeKind.CONTAINS, False),
    "packagedBy": (EdgeKind.CONTAINS, True),
    "dependsOn": (EdgeKind.DEPENDS_ON, False),
    "hasDynamicLink": (EdgeKind.DEPENDS_ON, False),
    "hasStaticLink": (EdgeKind.DEPENDS_ON, False),
    "hasPrerequisite": (EdgeKind.DEPENDS_ON, False),
    "hasOptionalDependency": (EdgeKind.DEPENDS_ON, False),
    "hasProvidedDependency": (EdgeKind.DEPENDS_ON, False),
    "usesTool": (EdgeKind.DEPENDS_ON, False),
}
