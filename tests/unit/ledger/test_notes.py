import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from noroshi.ledger.notes import (
    ED25519,
    MAX_NOTE_OCTETS,
    ML_DSA_65,
    Signer,
    Verifier,
    read_keys,
    read_note,
    require_signed,
    sign_note,
)

TEXT = "a fictional note\n\nwith an empty line\n"


def signer(name, algorithm, key):
    return Signer(Verifier(name, algorithm, key.public_key()), key)


@pytest.fixture(scope="module")
def ed25519():
    return signer("log.example/a", ED25519, Ed25519PrivateKey.generate())


@pytest.fixture(scope="module")
def ml_dsa_65():
    return signer("log.example/a", ML_DSA_65, MLDSA65PrivateKey.generate())


@pytest.fixture(scope="module")
def stranger():
    return signer("log.example/b", ED25519, Ed25519PrivateKey.generate())


def vkeys(*signers):
    return "".join(f"{signer.verifier.vkey()}\n" for signer in signers)


def test_both_algorithms_sign_and_verify(ed25519, ml_dsa_65):
    note = read_note(sign_note(TEXT, [ed25519, ml_dsa_65]))
    assert note.text == TEXT
    require_signed(note, read_keys(f"# kept since 2026\n\n{vkeys(ed25519, ml_dsa_65)}"))


def test_one_of_two_signatures_is_not_enough(ed25519, ml_dsa_65):
    keys = read_keys(vkeys(ed25519, ml_dsa_65))
    for only in (ed25519, ml_dsa_65):
        with pytest.raises(RefusedError, match="not signed by the key"):
            require_signed(read_note(sign_note(TEXT, [only])), keys)


def test_one_wrong_signature_of_two_is_refused(ed25519, ml_dsa_65):
    keys = read_keys(vkeys(ed25519, ml_dsa_65))
    lines = sign_note(TEXT, [ed25519, ml_dsa_65]).splitlines(keepends=True)
    other = sign_note("another text\n", [ed25519, ml_dsa_65]).splitlines(keepends=True)
    for at in (-1, -2):
        mixed = lines.copy()
        mixed[at] = other[at]
        with pytest.raises(RefusedError, match="wrong signature"):
            require_signed(read_note("".join(mixed)), keys)


def test_signatures_by_strangers_are_passed_over(ed25519, stranger):
    note = read_note(sign_note(TEXT, [stranger, ed25519]))
    require_signed(note, read_keys(vkeys(ed25519)))


def test_a_strangers_signature_does_not_help(ed25519, stranger):
    with pytest.raises(RefusedError):
        require_signed(read_note(sign_note(TEXT, [stranger])), read_keys(vkeys(ed25519)))


def test_a_key_under_another_name_is_another_key(ed25519):
    renamed = Verifier("log.example/c", ED25519, ed25519.verifier.key)
    with pytest.raises(RefusedError):
        require_signed(read_note(sign_note(TEXT, [ed25519])), [renamed])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text",
        "text\n",
        "text\n\n",
        "text\n— log.example/a AAAAAAA=\n",
        "text\n\n— log.example/a AAAAAAA=",
        "text\n\n- log.example/a AAAAAAA=\n",
        "text\n\n— log.example/a\n",
        "text\n\n— log.example/a AAAA\n",
        "text\n\n— log.example/a AAAAAAB=\n",
        "text\n\n— log.example/a AAAA AAAA\n",
        "text\n\n— log+example AAAAAAA=\n",
        "text\r\n\n— log.example/a AAAAAAA=\n",
        "text\x00\n\n— log.example/a AAAAAAA=\n",
        "text\n\n" + "— log.example/a AAAAAAA=\n" * 33,
        "x" * MAX_NOTE_OCTETS + "\n\n— log.example/a AAAAAAA=\n",
    ],
)
def test_what_is_no_note_is_malformed(note):
    with pytest.raises(MalformedError):
        read_note(note)


def test_a_malformed_signature_line_is_named():
    with pytest.raises(MalformedError, match="note: line 4"):
        read_note("text\n\n— log.example/a AAAAAAA=\n— log.example/a !\n")


def test_32_signatures_are_accepted():
    assert len(read_note("text\n\n" + "— log.example/a AAAAAAA=\n" * 32).signatures) == 32


@pytest.mark.parametrize(
    "line",
    [
        "",
        "log.example/a",
        "log.example/a+00000000+AAAA",
        "log example+00000000+AAAA",
        "+00000000+AAAA",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_what_is_no_verifier_key_is_malformed(line):
    with pytest.raises(MalformedError):
        read_keys(f"# first line\n{line}\n")


@pytest.mark.parametrize("text", ["no newline", "bell\x07\n", "carriage\r\n"])
def test_what_could_not_be_read_back_is_not_signed(ed25519, text):
    with pytest.raises(MalformedError):
        sign_note(text, [ed25519])


def test_a_checkpoint_reads_back(ed25519):
    checkpoint = Checkpoint("log.example/a", 17, bytes(range(32)))
    note = read_note(sign_checkpoint(checkpoint, [ed25519]))
    assert read_checkpoint(note.text) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "log.example/a\n17\n",
        "\n17\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log.example/a\n017\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log.example/a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log.example/a\n１７\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        f"log.example/a\n{'9' * 5000}\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log.example/a\n17\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "log.example/a\n17\nCsUYapGGPo4d\n",
        "log.example/a\n17\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_malformed(text):
    with pytest.raises(MalformedError):
        read_checkpoint(text)
