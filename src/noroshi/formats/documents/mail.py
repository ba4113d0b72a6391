"""A message (RFC 5322) as its header, the text of its parts, and the names of what is attached."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from noroshi.formats.documents.pages import text_of_page
from noroshi.formats.documents.passages import Passage
from noroshi.kernel.errors import MalformedError

MOST_PARTS: Final = 200
# Header fields in which an attacker shows; the others are of the way it took within.
FIELDS: Final = (
    "From", "Sender", "Reply-To", "Return-Path", "Received", "X-Originating-IP", "Message-ID",
    "Subject",
)  # fmt: skip


def mail_passages(octets: bytes) -> list[Passage]:
    """The text of a message and of those in it. Raises: MalformedError for what is none, or has more
    than 200 parts."""
    message = message_from_bytes(octets, policy=default)
    if not message.keys():
        raise MalformedError("it has no header fields")
    found: list[Passage] = []
    for number, part in enumerate(message.walk()):
        if number == MOST_PARTS:
            raise MalformedError(f"more than {MOST_PARTS} parts")
        lead = f"part {number}, " if number else ""
        found += [Passage(f"{lead}{one.place}", one.text) for one in _part(part)]
    return found


def _part(part: EmailMessage) -> Iterator[Passage]:
    for name in FIELDS:
        for value in part.get_all(name, ()):
            yield Passage(f"header {name}", str(value))
    if name := part.get_filename(""):
        yield Passage("name of the file", name)
    if part.get_content_maintype() != "text" or part.is_attachment():
        return
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError) as error:
        raise MalformedError("a part is in an unknown encoding") from error
    if part.get_content_subtype() == "html":
        yield from text_of_page(text, with_links=True)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        yield Passage(f"line {number}", line)
