"""Where each tool keeps what STIX names: Elastic's Common Schema, Splunk's Common Information Model, and
the fields of Sigma's log sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from noroshi.formats.stix.translating.asking import Test, refused


@dataclass(frozen=True, slots=True)
class Field:
    """kql, splunk: names of which one is to hold; sigma: of its log source's, with a modifier; category:
    of the log source; written: how a value stands in Sigma's field; is_key:
    is it one of the Windows registry? Empty where a tool has none."""

    kql: tuple[str, ...] = ()
    splunk: tuple[str, ...] = ()
    category: str = ""
    sigma: tuple[str, ...] = ()
    written: str = "{}"
    is_key: bool = False


def _hash(name: str) -> Field:
    low = name.lower().replace("-", "")
    return Field(
        (f"file.hash.{low}", f"process.hash.{low}"),
        ("file_hash", "process_hash"),
        "process_creation",
        ("Hashes|contains",),
        f"{low.upper()}={{}}",
    )


_ADDRESS: Final = Field(
    ("source.ip", "destination.ip"), ("src", "dest"), "firewall", ("src_ip", "dst_ip")
)
_TO: Final = Field(("destination.ip",), ("dest",), "firewall", ("dst_ip",))
_FROM: Final = Field(("source.ip",), ("src",), "firewall", ("src_ip",))
_SENDER: Final = Field(("email.from.address",), ("src_user",))
_KEY: Final = Field(
    ("registry.path",),
    ("registry_path",),
    "registry_event",
    ("TargetObject|contains",),
    is_key=True,
)
FIELDS: Final[Mapping[str, Field]] = {
    "ipv4-addr:value": _ADDRESS,
    "ipv6-addr:value": _ADDRESS,
    "network-traffic:dst_ref.value": _TO,
    "network-traffic:src_ref.value": _FROM,
    "network-traffic:dst_port": Field(
        ("destination.port",), ("dest_port",), "firewall", ("dst_port",)
    ),
    "network-traffic:src_port": Field(("source.port",), ("src_port",), "firewall", ("src_port",)),
    "domain-name:value": Field(("dns.question.name",), ("query",), "dns", ("query",)),
    "url:value": Field(("url.full", "url.original"), ("url",), "proxy", ("c-uri",)),
    "email-addr:value": _SENDER,
    "email-message:from_ref.value": _SENDER,
    "email-message:sender_ref.value": _SENDER,
    "email-message:subject": Field(("email.subject",), ("subject",)),
    "autonomous-system:number": Field(("source.as.number", "destination.as.number")),
    "file:hashes.md5": _hash("MD5"),
    "file:hashes.sha-1": _hash("SHA-1"),
    "file:hashes.sha-256": _hash("SHA-256"),
    "file:hashes.sha-512": _hash("SHA-512"),
    "file:name": Field(
        ("file.name",), ("file_name",), "file_event", ("TargetFilename|endswith",), "\\{}"
    ),
    "process:name": Field(
        ("process.name",), ("process_name",), "process_creation", ("Image|endswith",), "\\{}"
    ),
    "process:command_line": Field(
        ("process.command_line",), ("process",), "process_creation", ("CommandLine",)
    ),
    "windows-registry-key:key": _KEY,
    "user-account:user_id": Field(("user.name", "user.id"), ("user",)),
    "user-account:account_login": Field(("user.name",), ("user",)),
}
# Other spellings of the same, as they are met.
_SPELLED: Final = {
    "file:hashes.sha1": "file:hashes.sha-1",
    "file:hashes.sha256": "file:hashes.sha-256",
    "file:hashes.sha512": "file:hashes.sha-512",
}


def place_of(test: Test) -> str:
    """The path of a test in the one spelling of FIELDS."""
    return _SPELLED.get(test.path, test.path)


def field_of(test: Test) -> Field:
    """Raises: MalformedError where nothing is known of it."""
    found = FIELDS.get(place_of(test))
    if found is None:
        raise refused(test.path)
    return found
