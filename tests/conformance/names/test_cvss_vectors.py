"""Vectors with the scores that the specifications' own calculators give."""

import json
from decimal import Decimal

from noroshi.formats.names.cvss import read_vector


def published(lines):
    for line in lines:
        vector, _, scores = line.partition(" - ")
        base = scores.strip("() ").split(",")[0]
        yield vector, Decimal(base).quantize(Decimal("0.1"))


def test_every_vector_has_its_published_score(data):
    files = json.loads((data / "cvss/cvss_vectors.json").read_text())
    pairs = [pair for lines in files.values() for pair in published(lines)]
    wrong = [(vector, score) for vector, score in pairs if read_vector(vector).score != score]
    assert len(pairs) > 5000
    assert wrong == []
