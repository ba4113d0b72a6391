"""CVE records in CVE JSON 5.0 to 5.2 (CVEProject/cve-schema)."""

from noroshi.formats.advisories import Affected, Metric
from noroshi.formats.cve5.reading import is_record, read
from noroshi.formats.cve5.record import CveRecord, Ssvc, State

__all__ = ["Affected", "CveRecord", "Metric", "Ssvc", "State", "is_record", "read"]
