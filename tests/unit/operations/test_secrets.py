"""Secrets that are stored sealed."""

import pytest

from noroshi.kernel.errors import RefusedError
from noroshi.operations.secrets import opened_for, sealed_for


def test_what_was_sealed_opens_here_for_the_same_thing_only(tmp_path):
    home, other = tmp_path / "home", tmp_path / "other"
    sealed = sealed_for(home, "webhooks", b"secret", bound=b"endpoint")
    assert b"secret" not in sealed
    assert sealed != sealed_for(home, "webhooks", b"secret", bound=b"endpoint")
    assert opened_for(home, "webhooks", sealed, bound=b"endpoint") == b"secret"
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for place, purpose, octets, bound in (
        (home, "webhooks", sealed, b"another"),
        (home, "other purpose", sealed, b"endpoint"),
        (other, "webhooks", sealed, b"endpoint"),
        (home, "webhooks", altered, b"endpoint"),
        (home, "webhooks", b"", b"endpoint"),
    ):
        with pytest.raises(RefusedError):
            opened_for(place, purpose, octets, bound=bound)
