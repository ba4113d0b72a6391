import io
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.kernel.errors import MalformedError, NoroshiError, RefusedError
from noroshi.operations import sealed
from noroshi.operations.sealed import FRAME, opened, read_envelope, seal

PASSPHRASE = b"correct horse battery staple"
HEADER = b'{"format": 1}'

quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def cheap_key(monkeypatch):
    monkeypatch.setattr(sealed, "_COST", 2)


def sealed_file(content: bytes, *, part: int = FRAME) -> bytes:
    parts = (content[at : at + part] for at in range(0, len(content), part))
    file = io.BytesIO()
    seal(file, parts, header=HEADER, passphrase=PASSPHRASE)
    return file.getvalue()


def unsealed(octets: bytes, passphrase: bytes = PASSPHRASE) -> bytes:
    file = io.BytesIO(octets)
    envelope = read_envelope(file, name="b")
    return b"".join(opened(file, envelope, passphrase=passphrase, name="b"))


@quick
@given(st.integers(0, 3 * FRAME + 1), st.integers(1, 2 * FRAME))
def test_what_was_sealed_comes_back(size, part):
    content = bytes(number % 251 for number in range(size))
    assert unsealed(sealed_file(content, part=part)) == content


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME])
def test_sizes_about_a_frame_come_back(size):
    assert unsealed(sealed_file(b"x" * size)) == b"x" * size


@quick
@given(st.data())
def test_an_altered_octet_is_noticed_wherever_it_stands(data):
    octets = bytearray(sealed_file(b"x" * (2 * FRAME + 7)))
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoroshiError):
        unsealed(bytes(octets))


@quick
@given(st.data())
def test_a_cut_is_noticed_wherever_it_falls(data):
    octets = sealed_file(b"x" * (2 * FRAME + 7))
    with pytest.raises(NoroshiError):
        unsealed(octets[: data.draw(st.integers(0, len(octets) - 1))])


def test_a_cut_between_frames_is_noticed():
    octets = sealed_file(b"x" * (3 * FRAME))
    with pytest.raises(MalformedError, match="frame 2"):
        unsealed(octets[: -(FRAME + 16)])


def test_what_is_added_is_noticed():
    octets = sealed_file(b"x" * FRAME)
    with pytest.raises(NoroshiError):
        unsealed(octets + b"x")


def test_frames_that_changed_places_are_noticed():
    octets = sealed_file(b"a" * FRAME + b"b" * FRAME + b"c")
    start, frame = len(octets) - 2 * (FRAME + 16) - 17, FRAME + 16
    first, second = octets[start : start + frame], octets[start + frame : start + 2 * frame]
    with pytest.raises(RefusedError):
        unsealed(octets[:start] + second + first + octets[start + 2 * frame :])


def test_a_header_of_another_file_is_noticed():
    octets = sealed_file(b"x")
    with pytest.raises(RefusedError):
        unsealed(octets.replace(HEADER, b'{"format": 2}'))


def test_a_wrong_passphrase_opens_nothing():
    with pytest.raises(RefusedError, match="passphrase"):
        unsealed(sealed_file(b"secret"), passphrase=b"another one entirely")


def test_the_content_does_not_show():
    assert b"secret" not in sealed_file(b"secret" * 100)


def test_the_same_content_is_sealed_differently_each_time():
    assert sealed_file(b"x")[-17:] != sealed_file(b"x")[-17:]


@quick
@given(st.binary(max_size=200))
def test_any_other_file_is_refused(octets):
    with pytest.raises(MalformedError):
        read_envelope(io.BytesIO(octets), name="b")


def test_a_header_that_claims_to_be_endless_is_refused():
    octets = sealed.MAGIC + bytes(16) + b"\xff\xff\xff\xff"
    with pytest.raises(MalformedError):
        read_envelope(io.BytesIO(octets), name="b")


def test_memory_stays_that_of_a_frame(tmp_path):
    path = tmp_path / "large"
    tracemalloc.start()
    with path.open("wb") as target:
        seal(target, (bytes(FRAME) for _ in range(512)), header=HEADER, passphrase=PASSPHRASE)
    with path.open("rb") as source:
        envelope = read_envelope(source, name="b")
        total = sum(map(len, opened(source, envelope, passphrase=PASSPHRASE, name="b")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == 512 * FRAME
    assert peak < 2 * 1024 * 1024
