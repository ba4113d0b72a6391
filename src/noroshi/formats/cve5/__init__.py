"""CVE records in CVE JSON 5.0 to 5.2 (CVEProject/cve-schema)."""

from noroshi.formats.advisories import Affected, Metric
from noroshi.formats.cve5.reading import decoded, is_record, read, told
from noroshi.formats.cve5.record import CveRecord, Ssvc, State
from noroshi.formats.cve5.wire import Record

__all__ = [
    "Affected",
    "CveRecord",
    "Metric",
    "Record",
    "Ssvc",
    "State",
    "decoded",
    "is_record",
    "read",
    "told",
]
