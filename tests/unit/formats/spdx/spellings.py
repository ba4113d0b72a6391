"""One document in SPDX's four spellings. packages: dictionaries with SPDX 2's JSON names, purl and
cpe; relations: (from, kind, to) in SPDX 2's words."""

import json
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://example.org/spdx/portal-1"
OTHER = "https://example.org/spdx/{}-7"
CREATORS = ("Tool: scanner-2.1", "Organization: Example Works (it@example.org)")
CREATED = "2026-04-01T00:00:00Z"
TAGS = {
    "name": "PackageName",
    "SPDXID": "SPDXID",
    "versionInfo": "PackageVersion",
    "supplier": "PackageSupplier",
    "originator": "PackageOriginator",
    "sourceInfo": "PackageSourceInfo",
    "licenseConcluded": "PackageLicenseConcluded",
    "licenseDeclared": "PackageLicenseDeclared",
    "primaryPackagePurpose": "PrimaryPackagePurpose",
}
KINDS_3 = {
    "DESCRIBES": "describes",
    "DEPENDS_ON": "dependsOn",
    "CONTAINS": "contains",
    "STATIC_LINK": "hasStaticLink",
}


def in_json(packages, relations=(), *, version="SPDX-2.3", name="portal", created=CREATED):
    return json.dumps(
        {
            "externalDocumentRefs": [
                {"externalDocumentId": ref, "spdxDocument": address}
                for ref, address in sorted(elsewhere(relations).items())
            ],
            "SPDXID": "SPDXRef-DOCUMENT",
            "spdxVersion": version,
            "name": name,
            "documentNamespace": NAMESPACE,
            "creationInfo": {"created": created, "creators": CREATORS},
            "packages": [json_package(package) for package in packages],
            "relationships": [
                {"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}
                for a, kind, b in relations
            ],
        },
        ensure_ascii=False,
    ).encode()


def elsewhere(relations):
    """Each other document that a relation is to, under the namespace that it has."""
    ends = [end for a, _, b in relations for end in (a, b) if end.startswith("DocumentRef-")]
    return {end.partition(":")[0]: OTHER.format(end.partition(":")[0]) for end in ends}


def whole(ref):
    """The address of an element, here or elsewhere."""
    document, _, element = ref.rpartition(":")
    return f"{OTHER.format(document) if document else NAMESPACE}#{element}"


def json_package(package):
    raw = {k: v for k, v in package.items() if k not in ("purl", "cpe", "bill")}
    refs = [("PACKAGE-MANAGER", "purl", "purl"), ("SECURITY", "cpe23Type", "cpe")]
    refs.append(("OTHER", "bom-link", "bill"))
    raw["externalRefs"] = [
        {"referenceCategory": category, "referenceType": kind, "referenceLocator": package[key]}
        for category, kind, key in refs
        if key in package
    ]
    return raw


def in_tags(packages, relations=(), *, version="SPDX-2.3", name="portal", created=CREATED):
    lines = ["# made up", f"SPDXVersion: {version}", "SPDXID: SPDXRef-DOCUMENT"]
    lines += [f"DocumentName: {name}", f"DocumentNamespace: {NAMESPACE}"]
    for ref, address in elsewhere(relations).items():
        lines.append(f"ExternalDocumentRef: {ref} {address} SHA1: {'ab' * 20}")
    lines += [f"Creator: {creator}" for creator in CREATORS] + [f"Created: {created}"]
    for package in packages:
        lines.append("")
        lines += [f"{TAGS[key]}: {package[key]}" for key in TAGS if key in package]
        for part in package.get("checksums", ()):
            lines.append(f"PackageChecksum: {part['algorithm']}: {part['checksumValue']}")
        if "purl" in package:
            lines.append(f"ExternalRef: PACKAGE-MANAGER purl {package['purl']}")
        if "cpe" in package:
            lines.append(f"ExternalRef: SECURITY cpe23Type {package['cpe']}")
        if "bill" in package:
            lines.append(f"ExternalRef: OTHER bom-link {package['bill']}")
        lines.append("PackageCopyrightText: <text>Copyright\nPackageName: none\n</text>")
    lines += [f"Relationship: {a} {kind} {b}" for a, kind, b in relations]
    return "\n".join(lines).encode()


def in_rdf(packages, relations=(), *, version="SPDX-2.3", name="portal", created=CREATED):
    info = element("created", created) + "".join(element("creator", text) for text in CREATORS)
    document = element("specVersion", version) + element("name", name)
    document += (
        f"<spdx:creationInfo><spdx:CreationInfo>{info}</spdx:CreationInfo></spdx:creationInfo>"
    )
    for ref, address in elsewhere(relations).items():
        inner = (
            element("externalDocumentId", ref) + f'<spdx:spdxDocument rdf:resource="{address}"/>'
        )
        inner = f"<spdx:ExternalDocumentRef>{inner}</spdx:ExternalDocumentRef>"
        document += f"<spdx:externalDocumentRef>{inner}</spdx:externalDocumentRef>"
    nodes = node("SpdxDocument", "SPDXRef-DOCUMENT", document)
    for package in packages:
        nodes += node("Package", package.get("SPDXID", ""), "".join(rdf_parts(package)))
    for a, kind, b in relations:
        inner = resource("relationshipType", f"relationshipType_{camel(kind)}")
        inner += f'<spdx:relatedSpdxElement rdf:resource="{whole(b)}"/>'
        relation = f"<spdx:Relationship>{inner}</spdx:Relationship>"
        nodes += description(a, f"<spdx:relationship>{relation}</spdx:relationship>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:spdx="http://spdx.org/rdf/terms#">{nodes}</rdf:RDF>'
    ).encode()


def rdf_parts(package):
    for key in ("name", "versionInfo", "supplier", "originator", "sourceInfo"):
        if key in package:
            yield element(key, package[key])
    for key in ("licenseConcluded", "licenseDeclared"):
        if key in package:
            yield f"<spdx:{key} rdf:resource={quoteattr(licence(package[key]))}/>"
    if "primaryPackagePurpose" in package:
        yield resource(
            "primaryPackagePurpose", f"purpose_{camel(package['primaryPackagePurpose'])}"
        )
    for part in package.get("checksums", ()):
        algorithm = part["algorithm"].lower().replace("-", "_")
        inner = resource("algorithm", f"checksumAlgorithm_{algorithm}")
        inner += element("checksumValue", part["checksumValue"])
        yield f"<spdx:checksum><spdx:Checksum>{inner}</spdx:Checksum></spdx:checksum>"
    for kind, key in (("purl", "purl"), ("cpe23Type", "cpe"), ("bom-link", "bill")):
        if key in package:
            inner = f'<spdx:referenceType rdf:resource="http://spdx.org/rdf/references/{kind}"/>'
            inner += element("referenceLocator", package[key])
            yield f"<spdx:externalRef><spdx:ExternalRef>{inner}</spdx:ExternalRef></spdx:externalRef>"


def licence(text):
    if text in ("NOASSERTION", "NONE"):
        return f"http://spdx.org/rdf/terms#{text.lower()}"
    return f"http://spdx.org/licenses/{text}"


def element(name, text):
    return f"<spdx:{name}>{escape(text)}</spdx:{name}>"


def resource(name, term):
    return f'<spdx:{name} rdf:resource="http://spdx.org/rdf/terms#{term}"/>'


def node(kind, ref, inner):
    return f'<spdx:{kind} rdf:about="{NAMESPACE}#{ref}">{inner}</spdx:{kind}>'


def description(ref, inner):
    return f'<rdf:Description rdf:about="{whole(ref)}">{inner}</rdf:Description>'


def camel(word):
    first, *others = word.lower().split("_")
    return first + "".join(part.capitalize() for part in others)


def in_json_ld(packages, relations=(), *, version="SPDX-2.3", name="portal", created=CREATED):
    spec_version = "3.0.1" if version.startswith("SPDX-2") else version
    ends = [end for a, _, b in relations for end in (a, b) if end.startswith("DocumentRef-")]
    graph = [
        {
            "type": "CreationInfo", "@id": "_:info", "specVersion": spec_version, "created": created,
            "createdBy": ["SPDXRef-works"], "createdUsing": ["SPDXRef-scanner"],
        },
        {"type": "Organization", "spdxId": "SPDXRef-works", "name": "Example Works"},
        {"type": "Tool", "spdxId": "SPDXRef-scanner", "name": "scanner-2.1"},
        {
            "type": "SpdxDocument", "spdxId": "SPDXRef-DOCUMENT", "name": name,
            "creationInfo": "_:info", "import": ["_:map", *[
                {"type": "ExternalMap", "externalSpdxId": whole(ref)} for ref in ends[1:]
            ]],
        },
        {"type": "ExternalMap", "@id": "_:map", "externalSpdxId": ends and whole(ends[0])},
    ]  # fmt: skip
    for start, kind, end in relations:
        a, b = (whole(one) if one in ends else one for one in (start, end))
        graph.append(
            {"type": "Relationship", "from": a, "to": [b], "relationshipType": KINDS_3[kind]}
        )
    for package in packages:
        graph += ld_package(package)
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False).encode()


def ld_package(package):
    names = {"name": "name", "SPDXID": "spdxId", "versionInfo": "software_packageVersion"}
    names["sourceInfo"] = "software_sourceInfo"
    raw = {"type": "software_Package"} | {
        ours: package[theirs] for theirs, ours in names.items() if theirs in package
    }
    ref = raw.get("spdxId", "")
    identifiers = [("packageUrl", "purl"), ("cpe23", "cpe")]
    raw["externalIdentifier"] = [
        {"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": package[key]}
        for kind, key in identifiers
        if key in package
    ]
    if "bill" in package:
        ref_3 = {"type": "ExternalRef", "externalRefType": "other", "locator": [package["bill"]]}
        raw["externalRef"] = [ref_3]
    if "primaryPackagePurpose" in package:
        raw["software_primaryPurpose"] = camel(package["primaryPackagePurpose"])
    raw["verifiedUsing"] = [
        {
            "type": "Hash",
            "algorithm": ld_algorithm(part["algorithm"]),
            "hashValue": part["checksumValue"],
        }
        for part in package.get("checksums", ())
    ]
    yield raw
    for key, member in (("supplier", "suppliedBy"), ("originator", "originatedBy")):
        if key in package:
            agent = f"{ref}-{member}"
            raw[member] = agent if key == "supplier" else [agent]
            name = package[key].partition(": ")[2].partition(" (")[0]
            yield {"type": "Organization", "spdxId": agent, "name": name}
    for key in ("licenseConcluded", "licenseDeclared"):
        if key in package:
            text = f"{ref}-{key}"
            yield {
                "type": "simplelicensing_LicenseExpression", "spdxId": text,
                "simplelicensing_licenseExpression": package[key],
            }  # fmt: skip
            kind = f"has{key.removeprefix('license')}License"
            yield {"type": "Relationship", "from": ref, "to": [text], "relationshipType": kind}


def ld_algorithm(name):
    return name.lower().replace("blake2b-", "blake2b").replace("-", "_")


SPELLINGS = {"json": in_json, "tags": in_tags, "rdf": in_rdf, "json-ld": in_json_ld}
