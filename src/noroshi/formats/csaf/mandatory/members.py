"""Tests of single members: 6.1.11 to 6.1.13, 6.1.15, 6.1.23 to 6.1.25 and 6.1.28."""

from collections.abc import Iterator

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import Found, products, vulnerabilities
from noroshi.formats.csaf.schema import Cwe, Document, Vulnerability
from noroshi.formats.names.cwes import weaknesses
from noroshi.formats.names.languages import is_language
from noroshi.formats.names.purls import read_purl
from noroshi.kernel.errors import MalformedError

# Types whose definition (ECMA-427) prohibits one.
WITHOUT_NAMESPACE = frozenset(
    ("bitnami", "cargo", "cocoapods", "conda", "cran", "gem", "hackage", "nuget", "oci", "pypi")
)


def unknown_cwe(document: Document) -> Iterator[Found]:
    """6.1.11 CWE."""
    for place, vulnerability in vulnerabilities(document):
        for where, cwe in _cwes(place, vulnerability):
            names = weaknesses().get(cwe.id)
            if names is None:
                yield f"{where}/id", f"{cwe.id} is no weakness"
            elif cwe.name not in names:
                yield f"{where}/name", f"not the name of {cwe.id}"


def _cwes(place: str, vulnerability: Vulnerability) -> Iterator[tuple[str, Cwe]]:
    if vulnerability.cwe:
        yield f"{place}/cwe", vulnerability.cwe
    if isinstance(vulnerability, schema21.Vulnerability):
        for index, cwe in enumerate(vulnerability.cwes):
            yield f"{place}/cwes/{index}", cwe


def unknown_language(document: Document) -> Iterator[Found]:
    """6.1.12 Language."""
    for member in ("lang", "source_lang"):
        tag = getattr(document.document, member)
        if tag is not None and not is_language(tag):
            yield f"/document/{member}", f"{tag!r} is no language (BCP 47)"


def invalid_purl(document: Document) -> Iterator[Found]:
    """6.1.13 PURL."""
    for place, purl in _purls(document):
        try:
            read = read_purl(purl)
        except MalformedError as error:
            yield place, error.detail
        else:
            if read.type in WITHOUT_NAMESPACE and read.namespace:
                yield place, f"a purl of type {read.type} has no namespace"


def _purls(document: Document) -> Iterator[tuple[str, str]]:
    for place, product in products(document):
        helper = product.product_identification_helper
        if helper is not None and helper.purl is not None:
            yield f"{place}/product_identification_helper/purl", helper.purl
        if isinstance(helper, schema21.Helper):
            for index, purl in enumerate(helper.purls or ()):
                yield f"{place}/product_identification_helper/purls/{index}", purl


def untranslated(document: Document) -> Iterator[Found]:
    """6.1.15 Translator."""
    about = document.document
    if about.publisher.category == "translator" and about.source_lang is None:
        yield "/document/source_lang", "a translator says from which language"


def cve_twice(document: Document) -> Iterator[Found]:
    """6.1.23 Multiple Use of Same CVE."""
    known: set[str] = set()
    for place, vulnerability in vulnerabilities(document):
        if vulnerability.cve in known:
            yield f"{place}/cve", f"{vulnerability.cve} stands before"
        if vulnerability.cve:
            known.add(vulnerability.cve)


def involved_twice(document: Document) -> Iterator[Found]:
    """6.1.24 Multiple Definition in Involvements."""
    for place, vulnerability in vulnerabilities(document):
        known: set[tuple[str, object]] = set()
        for index, one in enumerate(vulnerability.involvements):
            if (one.party, one.date) in known:
                yield f"{place}/involvements/{index}", f"{one.party} stands before with this date"
            known.add((one.party, one.date))


def algorithm_twice(document: Document) -> Iterator[Found]:
    """6.1.25 Multiple Use of Same Hash Algorithm."""
    for place, product in products(document):
        helper = product.product_identification_helper
        for index, file in enumerate((helper and helper.hashes) or ()):
            known: set[str] = set()
            for at, one in enumerate(file.file_hashes):
                if one.algorithm in known:
                    where = f"{place}/product_identification_helper/hashes/{index}/file_hashes/{at}"
                    yield where, f"{one.algorithm} stands before"
                known.add(one.algorithm)


def translated_from_itself(document: Document) -> Iterator[Found]:
    """6.1.28 Translation."""
    about = document.document
    if about.lang is not None and about.lang == about.source_lang:
        yield "/document/source_lang", f"{about.lang} is the language of the translation, too"
