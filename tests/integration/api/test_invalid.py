"""What does not fit its description is told by its place, in the words of whoever asks."""

from typing import get_args

import pytest
from django.utils.translation import override
from pydantic import TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from noroshi.entrypoints.api.invalid_words import _OF_TYPE, SENTENCES, invalid_word
from tests.integration.api.test_sign_in import problem_of


@pytest.mark.parametrize(
    ("language", "title", "reasons"),
    [
        ("en", "The input", ["expected a whole number", "expected one of '"]),
        ("ja", "入力", ["整数が必要です", "' のどれかが必要です"]),
    ],
)
def test_every_place_is_told_in_the_language_that_is_asked_for(nation, language, title, reasons):
    asked = nation.east.get("/warnings?limit=x&order=odd", **{"Accept-Language": language})
    wrong = problem_of(asked, 422)
    assert wrong["title"].startswith(title)
    assert wrong["detail"].startswith(wrong["errors"][0]["reason"])
    assert [one["place"] for one in wrong["errors"]] == ["query.limit", "query.order"]
    for said, one in zip(reasons, wrong["errors"], strict=True):
        assert said in one["reason"]
        assert " or " not in one["reason"]


def test_every_sentence_is_of_errors_that_there_are_and_said_in_japanese():
    assert set(_OF_TYPE) <= set(get_args(ErrorType))
    with override("ja"):
        for name, sentence in _OF_TYPE.items():
            context = dict.fromkeys(("min_length", "max_length", "ge", "gt", "le", "lt"), 7)
            context |= {"expected": "'a' or 'b'", "pattern": "^%s$"}
            said = invalid_word({"type": name, "ctx": context, "msg": "x"})
            assert not said.isascii(), sentence
    assert len(_OF_TYPE) == sum(len(names.split()) for names in SENTENCES.values())


def test_what_our_own_checks_say_is_said_in_japanese():
    from noroshi.entrypoints.api.report_schemas import Moment

    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(Moment).validate_python("0001-01-01T00:00:00+14:00")
    (error,) = wrong.value.errors()
    with override("ja"):
        assert invalid_word(error) == "どの暦にもない日時です"


def test_what_has_no_sentence_is_told_as_it_comes():
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(bytes).validate_python(3)
    (error,) = wrong.value.errors()
    assert invalid_word(error) == "Input should be a valid bytes"
