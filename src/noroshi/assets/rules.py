"""Pure decisions about bills of materials: which of them are versions of one, and what is shown."""

from typing import Final

DEEPEST: Final = 64  # edges that are followed from what a bill is about
FAR: Final = 32767  # the depth of what no such way leads to
GAPS_KEPT: Final = 200  # of what a bill of materials does not say
MOST_EXPORTED: Final = 100_000  # components that a page hands over as a document
MOST_COMPARED: Final = 20_000  # components that differ between two editions
