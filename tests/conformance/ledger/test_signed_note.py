"""c2sp.org/signed-note and c2sp.org/tlog-checkpoint: the standards' own examples."""

import pytest

from noroshi.kernel.errors import RefusedError
from noroshi.ledger.checkpoints import read_checkpoint
from noroshi.ledger.notes import read_keys, read_note, require_signed

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONn"
    "cAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2"
    "q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_example_note_verifies():
    note = read_note(NOTE)
    assert note.text == "This is an example message.\n"
    require_signed(note, read_keys(VKEY))


def test_a_verifier_key_is_written_as_it_was_read():
    (verifier,) = read_keys(VKEY)
    assert verifier.vkey() == VKEY


def test_an_altered_example_note_is_refused():
    with pytest.raises(RefusedError, match="wrong signature"):
        require_signed(read_note(NOTE.replace("an example", "no example")), read_keys(VKEY))


def test_the_example_checkpoint_reads():
    checkpoint = read_checkpoint(read_note(CHECKPOINT).text)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20852163
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert checkpoint.text() + "\n" == CHECKPOINT[: CHECKPOINT.index("—")]
