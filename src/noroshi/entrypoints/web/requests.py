"""A request that has passed the sign-in."""

from django.http import HttpRequest

from noroshi.parties.queries import Hat


class Request(HttpRequest):
    """number: to quote; hat: in whose name; hats: all that the person may wear."""

    number: str
    hat: Hat
    hats: tuple[Hat, ...]
