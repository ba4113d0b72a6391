"""STIX patterns in the words of the tools that operators have: Sigma, Suricata, Splunk, KQL, and plain
lists of what to block. What a tool cannot be told is refused, by the part that stands in the way."""

from noroshi.formats.stix.translating.asking import values_of
from noroshi.formats.stix.translating.writing import TARGETS, Subject, Translation, translate

__all__ = ["TARGETS", "Subject", "Translation", "translate", "values_of"]
