import tomllib
from importlib.resources import files

import django
import pytest
from django.utils.translation import override

from noroshi.entrypoints.refusal_words import HOLE, SENTENCES, refusal_word
from noroshi.entrypoints.web.role_words import ROLES, role_word
from noroshi.entrypoints.web.templatetags.vocabulary import refusal_words


@pytest.fixture(autouse=True, scope="module")
def words():
    django.setup()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("is empty", "空です"),
        ("longer than 300 characters", "300文字を超えています"),
        ("'x<y' is none of the standard's values", "'x<y' は規格にある値ではありません"),
        ("expected str | null, found array", "文字列/値なしが必要ですが、配列があります"),
        ("expected a date such as 2026-10-01, found 'x'", "2026-10-01 のような日付が必要ですが、'x' があります"),
        ("CycloneDX '0.9' is not read, 1.2 to 1.7 are", "CycloneDX '0.9' は読めません。1.2 から 1.7 までを読みます"),
    ],
)  # fmt: skip
def test_a_reason_is_told_in_japanese_with_what_the_file_has(reason, told):
    with override("ja"):
        assert refusal_word(reason) == told
        assert refusal_words(reason) == told
    with override("en"):
        assert refusal_words("is empty") == "is empty"


def test_a_reason_that_is_not_known_stays_and_is_marked_as_english():
    with override("ja"):
        assert refusal_words("a <b> of a kind") == '<span lang="en">a &lt;b&gt; of a kind</span>'


def test_every_sentence_is_found_by_itself_and_has_its_japanese():
    with override("ja"):
        for sentence in SENTENCES:
            example = HOLE.sub("'x'", sentence)
            assert refusal_word(example) != example, sentence


def test_every_role_that_the_policy_knows_has_a_word():
    text = files("noroshi.warnings").joinpath("policies/ssvc/policy.toml").read_text("utf-8")
    names = [name for known in tomllib.loads(text)["roles"]["known"] for name in known["names"]]
    assert [name for name in names if name.isascii() and name not in ROLES] == []
    with override("ja"):
        assert (role_word(" Remote access"), role_word("配車")) == ("遠隔接続", "配車")
