"""What the server calls."""

from collections.abc import Iterator
from importlib import import_module

import django
import msgspec

from noroshi.entrypoints.lanes import Handler
from noroshi.entrypoints.web.live import Hub, Live


def _shapes(of: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for one in of.__subclasses__():
        yield one
        yield from _shapes(one)


django.setup(set_prefix=False)
import_module("noroshi.entrypoints.urls")  # now, and not while somebody waits for the first answer
for shape in _shapes(msgspec.Struct):  # two threads that read one first, at once, would crash
    msgspec.json.Decoder(shape)

application = Live(Handler(), Hub())
