"""Several people in one draft: whatever they type in whatever order, nothing is overwritten unseen."""

from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.reporting.merging import Merged, Typed, mark, merge, renew, settle

NAMES = st.sampled_from(["title", "what", "traits"])
VALUES = st.sampled_from(["", "a", "b", "c", ["x"], ["x", "y"]])
PAGES = st.lists(st.tuples(st.integers(0, 3), st.dictionaries(NAMES, VALUES)), max_size=8)


@settings(deadline=None)
@given(PAGES)
def test_what_was_changed_stands_or_stands_beside(pages):
    """Each page was opened some saves ago, and changes some of the fields."""
    past = [Merged({}, {})]
    for ago, changes in pages:
        seen = past[max(len(past) - 1 - ago, 0)].fields
        shown = {name: seen.get(name, "") for name in ("title", "what", "traits")}
        typed = Typed({**shown, **changes}, {name: mark(value) for name, value in shown.items()})
        now = past[-1]
        after = merge(now.fields, now.rivals, typed)
        for name, value in typed.fields.items():
            held, kept = now.fields.get(name, ""), after.fields.get(name, "")
            has_changed = mark(value) != mark(shown[name])
            if has_changed:
                assert value == kept or mark(value) == mark(kept) or value in after.rivals[name]
            if mark(held) != mark(shown[name]):
                assert mark(kept) == mark(held), "what nobody of this page had seen stays"
            if not has_changed:
                assert mark(kept) == mark(held)
        past.append(after)


@settings(deadline=None)
@given(
    st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES)
)
def test_a_newer_version_takes_the_place_of_what_the_draft_left_alone(before, mine, after):
    merged = renew(mine, {}, before, after)
    for name in ("title", "what", "traits"):
        old, own, new = (mark(one.get(name, "")) for one in (before, mine, after))
        assert mark(merged.fields.get(name, "")) == (new if own == old else own)
        assert (name in merged.contested) == (len({old, own, new}) == 3)


def test_of_two_one_counts_and_then_there_is_one():
    both = Merged({"title": "a"}, {"title": ["b", "c"]})
    assert settle(both.fields, both.rivals, "title", "c") == Merged({"title": "c"}, {})
    assert settle(both.fields, both.rivals, "title", None) == Merged({"title": "a"}, {})
    assert settle(both.fields, both.rivals, "title", "z") == both
