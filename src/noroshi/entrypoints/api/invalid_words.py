"""Why a part of a request does not fit its description, in the words of whoever asks."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from noroshi.entrypoints.details import detail_word

# What is said of the errors that pydantic calls so (its documentation, "Validation Errors").
SENTENCES: Final[Mapping[str, str]] = {
    gettext_noop("is missing"): "missing",
    gettext_noop("is not known here"): "extra_forbidden",
    gettext_noop("is no JSON"): "json_invalid json_type",
    gettext_noop("expected a text"): "string_type",
    gettext_noop("not UTF-8"): "string_unicode",
    gettext_noop("shorter than %(min_length)s characters"): "string_too_short",
    gettext_noop("longer than %(max_length)s characters"): "string_too_long",
    gettext_noop("does not fit the pattern %(pattern)s"): "string_pattern_mismatch",
    gettext_noop("expected one of %(expected)s"): "literal_error enum",
    gettext_noop("expected a whole number"): "int_type int_parsing int_from_float",
    gettext_noop("expected a smaller number"): "int_parsing_size",
    gettext_noop("expected a number"): (
        "float_type float_parsing finite_number decimal_type decimal_parsing"
    ),
    gettext_noop("expected true or false"): "bool_type bool_parsing",
    gettext_noop("expected more than %(gt)s"): "greater_than",
    gettext_noop("expected at least %(ge)s"): "greater_than_equal",
    gettext_noop("expected less than %(lt)s"): "less_than",
    gettext_noop("expected at most %(le)s"): "less_than_equal",
    gettext_noop("expected an array"): "list_type tuple_type set_type frozen_set_type",
    gettext_noop("expected an object"): "dict_type model_type model_attributes_type",
    gettext_noop("expected at least %(min_length)s items"): "too_short",
    gettext_noop("expected at most %(max_length)s items"): "too_long",
    gettext_noop("expected a UUID"): "uuid_type uuid_parsing uuid_version",
    gettext_noop("expected a date such as 2026-10-01"): (
        "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact"
    ),
    gettext_noop("expected an instant such as 2026-10-01T03:00:00Z"): (
        "datetime_type datetime_parsing datetime_from_date_parsing timezone_aware"
    ),
}
_OF_TYPE: Final = {
    name: sentence for sentence, names in SENTENCES.items() for name in names.split()
}


def invalid_word(error: Mapping[str, Any]) -> str:
    """What is wrong: what a check of our own says, and what pydantic says where there is no sentence."""
    told = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    if error["type"] == "value_error":
        return detail_word(told["error"])
    if "expected" in told:
        told["expected"] = told["expected"].replace(" or ", ", ")
    sentence = _OF_TYPE.get(error["type"])
    return gettext(sentence) % told if sentence else str(error["msg"])
