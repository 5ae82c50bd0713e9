"""The laws of publishing, at every moment of a plan: nothing removed returns, no link is dead, what stays is found."""

from itertools import pairwise

from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from pipeline.targets.order import bucket_of
from pipeline.targets.plan import Act, Move, Operation, Plan, plan_release
from tests.pipeline.targets.small_site import (
    Record,
    Tree,
    build,
    dead_links,
    finds_by_name,
    finds_by_number,
    finds_notice,
    places_of,
    plan,
)

_KEYS = [f"{letter * 16}" for letter in "abcdefghijkl"]
_NAMES = ["ANNE", "BERT", "CARO", "DORA"]


@st.composite
def releases(draw: st.DrawFn, count: int) -> list[tuple[list[Record], int]]:
    """Releases after one another: records come, go and change their name; the search grows wider."""
    made, width = [], draw(st.integers(0, 1))
    notices = draw(st.sets(st.sampled_from(_KEYS)))
    for _ in range(count):
        keys = draw(st.sets(st.sampled_from(_KEYS)))
        width += draw(st.sampled_from([0, 0, 0, 1]))
        made.append(([Record(key, draw(st.sampled_from(_NAMES)), key in notices) for key in sorted(keys)], width))
    return made


def moments(tree: Tree, new: Tree, made: Plan, data: st.DataObject) -> list[Tree]:
    """What the world sees after each wave and after an arbitrary part of each wave."""
    seen = [dict(tree)]
    for wave in made.waves:
        part = data.draw(st.lists(st.sampled_from(wave), unique=True))
        seen += [carried_out(seen[-1], new, part), carried_out(seen[-1], new, wave)]
    return seen


def carried_out(tree: Tree, new: Tree, operations: "list[Operation] | tuple[Operation, ...]") -> Tree:
    after = dict(tree)
    for operation in operations:
        if operation.act is Act.DELETE:
            after.pop(operation.path, None)
        else:
            after[operation.path] = new[operation.path]
    return after


def moved_into_a_clash(record: Record, new: Tree, made: Plan) -> bool:
    return any(move.goal in places_of(new, record) for move in made.clashes)


def renamed_in_place(forms: list[Record], old: Tree, new: Tree) -> bool:
    """A new name in the same bucket: its number leads to the old one until the keys are written, as told in the plan."""
    cards = [{bucket_of(path) for path in places_of(tree, forms[0]) if "/cards/" in path} for tree in (old, new)]
    return len({one.name for one in forms}) > 1 and bool(cards[0] & cards[1])


def assert_lawful(seen: list[Tree], kept: list[list[Record]], gone: list[Record], new: Tree, made: Plan) -> None:
    """The three invariants over a sequence of moments; ``kept`` has each lasting record in its successive forms."""
    for tree in seen:
        assert not dead_links(tree)
        for forms in kept:
            if forms[0].is_notice:
                assert finds_notice(tree, forms[0])
            elif not moved_into_a_clash(forms[-1], new, made):
                assert any(finds_by_name(tree, one, one.name) for one in forms)
                assert renamed_in_place(forms, seen[0], new) or finds_by_number(tree, forms[0])
    for before, after in pairwise(seen):
        for record in gone:
            assert places_of(after, record) <= places_of(before, record)


@laws(max_examples=60)
@given(releases(2), st.data())
def test_the_laws_hold_at_every_moment(pair: list[tuple[list[Record], int]], data: st.DataObject) -> None:
    (first, narrow), (second, wide) = pair
    old, new = build(first, narrow, 1), build(second, wide, 2)
    made = plan(old, new)
    seen = moments(old, new, made, data)
    before, after = ({one.key: one for one in records} for records in (first, second))
    kept = [[before[key], after[key]] for key in before.keys() & after.keys()]
    gone = [before[key] for key in before.keys() - after.keys()]
    assert_lawful(seen, kept, gone, new, made)
    assert seen[-1] == new


@laws(max_examples=60)
@given(releases(3), st.data())
def test_the_laws_hold_after_a_killed_run_too(three: list[tuple[list[Record], int]], data: st.DataObject) -> None:
    first, second, third = (build(records, width, number) for number, (records, width) in enumerate(three, 1))
    mixed = data.draw(st.sampled_from(moments(first, second, plan(first, second), data)))
    made = plan(mixed, third)
    seen = moments(mixed, third, made, data)
    forms = [{one.key: one for one in records} for records, _ in three]
    lasting = set.intersection(*(set(form) for form in forms))
    everyone = {key: one for form in forms for key, one in form.items()}
    kept = [[form[key] for form in forms] for key in lasting if _same_name_or_last_kill_clean(forms, key)]
    gone = [one for key, one in everyone.items() if key not in forms[2]]
    assert_lawful(seen, kept, gone, third, made)
    assert seen[-1] == third


def _same_name_or_last_kill_clean(forms: list[dict[str, Record]], key: str) -> bool:
    """Who was renamed in the killed run may have been in a clash of that plan; the law is about this one's."""
    return forms[0][key].name == forms[1][key].name


def test_an_unchanged_night_writes_the_notes_only() -> None:
    local = {"index.html": "1", "releases/releases.json": "3", "release.json": "4"}
    made = plan_release(local, {"index.html": "1", "releases/releases.json": "2", "release.json": "3"}, lambda path: [])
    assert [operation.path for wave in made.waves for operation in wave] == ["releases/releases.json", "release.json"]


def test_what_only_takes_away_goes_first_and_the_note_last() -> None:
    old, new = {"list.html": "1", "other.html": "1", "release.json": "1"}, {"list.html": "2", "other.html": "2"}
    local = {**new, "new.html": "1", "release.json": "2"}
    links = {"list.html": ["other.html"], "other.html": ["new.html"]}
    made = plan_release(local, old, lambda path: links.get(path, []))
    assert [[operation.path for operation in wave] for wave in made.waves] == [
        ["list.html"],
        ["new.html"],
        ["other.html"],
        ["release.json"],
    ]


def test_a_circle_of_moves_is_written_at_once() -> None:
    paths = {"a/1.html": "1", "a/2.html": "1"}
    circle = [Move("a/1.html", "a/2.html"), Move("a/2.html", "a/1.html")]
    made = plan_release(dict.fromkeys(paths, "2"), paths, lambda path: [], circle)
    assert [len(wave) for wave in made.waves] == [2]
