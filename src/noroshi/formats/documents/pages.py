"""HTML as the text that a reader sees, line by line of its source."""

from collections.abc import Iterable
from html.parser import HTMLParser
from io import BytesIO
from typing import Final

from noroshi.formats.documents.passages import MOST_CHARACTERS, Passage
from noroshi.formats.sheets import read_lines
from noroshi.kernel.errors import MalformedError

UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "svg", "head"})
# Of these the text goes on in the same line; others part it.
INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u"}
    | {"var", "wbr"}
)
# Of these there is no end.
EMPTY: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
    | {"wbr"}
)


def page_passages(octets: bytes) -> list[Passage]:
    """The text of a page. Raises: MalformedError for an encoding that is not read."""
    text = "".join(read_lines(BytesIO(octets), source="", longest=MOST_CHARACTERS))
    return text_of_page(text, with_links=False)


def text_of_page(text: str, *, with_links: bool) -> list[Passage]:
    """The text of a page. with_links: also where its links lead, since a mail hides it."""
    reader = _Page(with_links=with_links)
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # of the library, for some unended declarations
        raise MalformedError("it is no HTML that can be read") from error
    return reader.told()


class _Page(HTMLParser):
    def __init__(self, *, with_links: bool) -> None:
        super().__init__()
        self._with_links = with_links
        self._unseen: list[str] = []
        self._found: list[tuple[int, str]] = []
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self._part()
        if self._with_links:
            for name, value in attrs:
                if name in ("href", "src", "action") and value:
                    self._found.append((self.getpos()[0], value))
        if (self._unseen or tag in UNSEEN) and tag not in EMPTY:
            self._unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self._part()
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        first, *others = data.split("\n")
        self._parts.append(first)
        line = self.getpos()[0]
        for number, other in enumerate(others, start=1):
            self._part(line + number - 1)
            self._parts.append(other)

    def told(self) -> list[Passage]:
        self._part()
        return [Passage(f"line {line}", text) for line, text in self._found]

    def _part(self, line: int = 0) -> None:
        if text := "".join(self._parts).strip():
            self._found.append((line or self.getpos()[0], text))
        self._parts.clear()
