"""The form that works without a network: whole, closed, and signed."""

import re

import pytest

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger.keys import open_keys
from noroshi.reporting.forms.offline import write_offline
from noroshi.reporting.forms.signed import check_form, check_signature, sign_form
from noroshi.reporting.forms.steps import lists, singles
from noroshi.reporting.incident import Kind


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return open_keys(tmp_path_factory.mktemp("keys"), name="noroshi.example/ledger")


@pytest.mark.parametrize("kind", Kind)
def test_a_form_asks_everything_and_fetches_nothing(kind):
    page = write_offline(kind).decode()
    asked = set(re.findall(r'data-(?:path|many)="([a-z_.]+)"', page))
    wanted = {path for path, (one, _) in singles().items() if one.only in (None, kind)}
    assert {*wanted, *lists()} - {"kind"} <= asked
    assert ("flood.vector" in asked) == (kind is Kind.DDOS)
    assert "http" not in re.sub(r"hxxps?://|noroshi-form|http-equiv", "", page)
    assert not re.search(r"""<(?:img|link|iframe|object)|\ssrc=|\sstyle=|\son[a-z]+=""", page)
    assert check_form(page.encode(), "form") in page
    assert write_offline(kind) == page.encode()


def test_what_was_changed_or_is_another_ones_is_refused(keys, tmp_path):
    octets = write_offline(Kind.OTHER)
    note = sign_form(octets, keys.signers)
    check_signature(octets, note, keys.verifiers, "form.sig")
    with pytest.raises(RefusedError, match="was changed"):
        check_form(octets.replace(b"needed", b"wanted", 1), "form")
    with pytest.raises(RefusedError, match="another file"):
        check_signature(write_offline(Kind.DDOS), note, keys.verifiers, "form.sig")
    other = open_keys(tmp_path / "keys", name="noroshi.example/ledger")
    with pytest.raises(RefusedError, match="not signed by the key"):
        check_signature(octets, note, other.verifiers, "form.sig")
    for wrong in (b"", b"\xff\xfe", b"<html></html>"):
        with pytest.raises(MalformedError, match="is no form"):
            check_form(wrong, "form")
    with pytest.raises(MalformedError, match="too long"):
        check_form(octets + b" " * (4 << 20), "form")
    with pytest.raises(MalformedError):
        check_signature(octets, "no note", keys.verifiers, "form.sig")
