"""What is told of few: no number below ten, and none that a subtraction gives."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.joining import LEAST, Cell, join_groups, join_small

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), min_size=1)


def computable(cells: list[Cell[str]]) -> list[tuple[frozenset[str], int]]:
    """Every number that sums and differences of cells give: the unions of cells, which are disjoint."""
    found = []
    for size in range(1, len(cells) + 1):
        for chosen in combinations(cells, size):
            keys = frozenset(key for cell in chosen for key in cell.keys)
            found.append((keys, sum(cell.count for cell in chosen)))
    return found


@given(PARTS, st.sets(st.sampled_from("abcdefgh")))
def test_no_part_below_ten_can_be_computed_from_the_cells_and_their_total(
    parts: dict[str, int], always: set[str]
) -> None:
    cells = list(join_small(parts, always))
    if sum(parts.values()) < LEAST:
        assert cells == []
        return
    assert sorted(key for cell in cells for key in cell.keys) == sorted(parts), "every part stands in one cell"
    for keys, count in computable(cells):
        assert count == sum(parts[key] for key in keys)
        assert count >= LEAST
        assert len(keys) > 1 or parts[next(iter(keys))] >= LEAST


@given(PARTS, st.sets(st.sampled_from("abcdefgh")))
def test_what_is_always_joined_is_alone_only_where_it_is_the_one_part_of_its_cell(
    parts: dict[str, int], always: set[str]
) -> None:
    pools = [cell for cell in join_small(parts, always) if always & set(cell.keys)]
    assert len(pools) <= 1


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.fixed_dictionaries(dict.fromkeys("abc", st.integers(0, 25)))))
def test_neither_a_group_nor_a_part_of_one_below_ten_can_be_computed(groups: dict[str, dict[str, int]]) -> None:
    told = join_groups(groups, always=("c",))
    assert sorted(name for line in told for name in line.groups) == sorted(groups)
    whole = sum(sum(parts.values()) for parts in groups.values())
    if whole < LEAST:
        assert all(line.cells == () for line in told)
        return
    assert sum(line.count for line in told) == whole
    for line in told:
        assert line.count >= LEAST
        assert all(count >= LEAST for _, count in computable(list(line.cells)))
        for cell in line.cells:
            assert cell.count == sum(groups[name][key] for name in line.groups for key in cell.keys)


def test_the_joined_cell_takes_the_smallest_of_the_others_until_both_are_ten() -> None:
    assert join_small({"a": 50, "b": 12, "c": 11, "d": 4}) == (Cell(("a",), 50), Cell(("b",), 12), Cell(("c", "d"), 15))
    assert join_small({"a": 50, "b": 6, "c": 5}) == (Cell(("a",), 50), Cell(("b", "c"), 11))
    assert join_small({"a": 50, "b": 0}) == (Cell(("a", "b"), 50),), "that nobody is in a part is a number of few, too"
    assert join_small({"a": 5, "b": 4}) == ()
    assert join_small({"a": 50, "b": 30}, always=("b",)) == (Cell(("a",), 50), Cell(("b",), 30))
