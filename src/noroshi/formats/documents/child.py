"""The process in which a document is read that an attacker may have made: of bounded memory and time,
without the house's environment, and unable to write a file."""

import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Final

import orjson

from noroshi.formats.documents.mail import mail_passages
from noroshi.formats.documents.pages import page_passages
from noroshi.formats.documents.passages import MIB, MOST_CHARACTERS, Kind, Passage
from noroshi.formats.documents.pdf import pdf_passages
from noroshi.kernel.errors import Location, MalformedError

MOST_SECONDS: Final = 30
MOST_MEMORY: Final = 1024 * MIB
READERS: Final[Mapping[Kind, Callable[[bytes], list[Passage]]]] = {
    Kind.HTML: page_passages,
    Kind.MAIL: mail_passages,
    Kind.PDF: pdf_passages,
}


def in_child(kind: Kind, octets: bytes, *, source: str) -> tuple[Passage, ...]:
    """The passages of a document. Raises: MalformedError with the reason why there are none."""
    command = [sys.executable, "-I", "-X", "utf8", "-m", __name__, kind.value]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, our own argument
            command, input=octets, capture_output=True, check=False, env={}, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        reason = "it takes too much time to read"
        raise MalformedError(reason, at=Location(source)) from error
    if done.returncode:
        reason = "it is damaged, or takes too much memory or time to read"
        raise MalformedError(reason, at=Location(source))
    answer = orjson.loads(done.stdout)
    if isinstance(answer, str):
        raise MalformedError(answer, at=Location(source))
    return tuple(Passage(place, text) for place, text in answer)


def _passages(kind: Kind, octets: bytes) -> list[tuple[str, str]]:
    """Raises: MalformedError where there is no text, or too much."""
    said = (
        (one.place, one.text.encode("utf-8", "replace").decode()) for one in READERS[kind](octets)
    )
    found = [(place, text) for place, text in said if text.strip()]
    if not found:
        raise MalformedError("there is no text in it")
    if sum(len(text) for _, text in found) > MOST_CHARACTERS:
        raise MalformedError(f"more than {MOST_CHARACTERS} characters of text")
    return found


def main() -> None:
    """Read standard input; write the passages, or why there are none, as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    octets = sys.stdin.buffer.read()
    try:
        answer: object = _passages(Kind(sys.argv[1]), octets)
    except MalformedError as error:
        answer = error.detail
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
