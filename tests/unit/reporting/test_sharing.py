"""What a consent covers."""

import json

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.reporting.incident import Kind, example
from noroshi.reporting.sharing import check_groups, excerpt_of, sharing


def test_every_group_together_is_the_whole_report_and_none_is_nothing():
    for kind in Kind:
        content = json.loads(example(kind))
        every = [group.key for group in sharing().groups]
        assert excerpt_of(content, every) == content
        assert excerpt_of(content, []) == {}
        for key in every:
            rest = excerpt_of(content, [one for one in every if one != key])
            assert not set(rest) & set(excerpt_of(content, [key]))


def test_only_what_the_policy_knows_is_consented_to():
    assert check_groups(["technical", "event", "event"]) == ["event", "technical"]
    for wrong in ([], ["everything"], ["event", "when"]):
        with pytest.raises(MalformedError):
            check_groups(wrong)
    assert all("[" not in one.article and one.tag for one in sharing().recipients)
