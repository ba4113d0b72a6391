from concurrent.futures import ThreadPoolExecutor

import pytest

from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError
from noroshi.ledger.keys import FILE_NAME, load_keys, open_keys
from noroshi.ledger.notes import read_keys, read_note, require_signed, sign_note

NAME = "log.example/keys"


def test_keys_are_made_once_and_loaded_again(tmp_path):
    made = open_keys(tmp_path / "keys", name=NAME)
    again = open_keys(tmp_path / "keys", name="log.example/other")
    assert again.name == NAME
    assert again.public_key_text() == made.public_key_text()


def test_what_the_keys_sign_their_public_text_verifies(tmp_path):
    keys = open_keys(tmp_path, name=NAME)
    note = read_note(sign_note("text\n", keys.signers))
    verifiers = read_keys(keys.public_key_text())
    assert len(verifiers) == 2
    require_signed(note, verifiers)


def test_nobody_else_may_read_them(tmp_path):
    directory = tmp_path / "keys"
    open_keys(directory, name=NAME)
    assert directory.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in directory.iterdir()] == [FILE_NAME]
    assert (directory / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_makers_at_the_same_time_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        texts = pool.map(lambda _: open_keys(tmp_path, name=NAME).public_key_text(), range(8))
    assert len(set(texts)) == 1


def test_keys_open_to_others_are_refused(tmp_path):
    open_keys(tmp_path, name=NAME)
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(RefusedError, match="chmod 600"):
        load_keys(tmp_path)


def test_missing_keys_are_absent(tmp_path):
    with pytest.raises(AbsentError):
        load_keys(tmp_path)


@pytest.mark.parametrize("cut", [0, 30, 200, -60])
def test_a_damaged_file_is_malformed(tmp_path, cut):
    open_keys(tmp_path, name=NAME)
    path = tmp_path / FILE_NAME
    path.write_text(path.read_text()[:cut])
    with pytest.raises(MalformedError):
        load_keys(tmp_path)


def test_keys_in_the_wrong_order_are_malformed(tmp_path):
    open_keys(tmp_path, name=NAME)
    path = tmp_path / FILE_NAME
    name, first, second = path.read_text().split("-----BEGIN PRIVATE KEY-----\n")
    begin = "-----BEGIN PRIVATE KEY-----\n"
    path.write_text(f"{name}{begin}{second}{begin}{first}")
    with pytest.raises(MalformedError):
        load_keys(tmp_path)


def test_a_name_that_no_note_can_carry_is_refused(tmp_path):
    with pytest.raises(MalformedError):
        open_keys(tmp_path, name="two words")
