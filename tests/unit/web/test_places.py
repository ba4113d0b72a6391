"""Places in documents in the reader's language."""

import pytest
from django.utils.translation import override

from noroshi.entrypoints.web.templatetags.places import place_words


@pytest.fixture(autouse=True, scope="module")
def django():
    import django

    django.setup()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("line 17", "17行目"),
        ("page 3, line 5", "3ページ、5行目"),
        ("page 3, lines 5 and 6", "3ページ、5～6行目"),
        ("line 2, column first, seen", "2行目、first, seen列"),
        ("/objects/3", "/objects/3"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_japanese_and_stays_as_it_is_in_english(place, words):
    with override("ja"):
        assert place_words(place) == words
    with override("en"):
        assert place_words(place) == place
