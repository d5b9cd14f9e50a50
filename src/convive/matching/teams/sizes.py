"""How many people each team takes, and what is possible where the sizes cannot be met."""

from __future__ import annotations

from collections.abc import Iterator

from convive.core.errors import RefusedInput


def even(people: int, teams: int) -> tuple[int, ...]:
    """Sizes that differ by one at most, the larger first.

    >>> even(40, 3)
    (14, 13, 13)
    """
    base, more = divmod(people, teams)
    return (base + 1,) * more + (base,) * (teams - more)


def numbers_of_teams(people: int, smallest: int, largest: int) -> list[int]:
    """Every number of teams that so many people can make, the one nearest to teams of middle size first.

    >>> numbers_of_teams(60, 12, 15)
    [4, 5]
    """
    fewest, most = -(-people // largest), people // smallest
    return sorted(
        range(max(1, fewest), most + 1), key=lambda teams: (abs(2 * people - teams * (smallest + largest)), teams)
    )


def sizes_for(people: int, given: tuple[int, ...], smallest: int, largest: int) -> tuple[int, ...]:
    """The sizes asked for, or even ones between the smallest and the largest.

    Raises
    ------
    RefusedInput
        When there is nobody, the sizes given do not add up, or no number of teams fits; with what would be possible.
    """
    if people == 0:
        raise RefusedInput("There is nobody to put into teams.", file="participants.csv", rule="people")
    if given:
        if min(given) < 1:
            raise RefusedInput("A team needs at least one person.", rule="sizes", column="team_sizes")
        if sum(given) != people:
            raise RefusedInput(
                f"The sizes given add up to {sum(given)}, and there are {people} people.",
                column="team_sizes",
                rule="sizes",
                hint="Give sizes that add up, or none: then even teams between a smallest and a largest size are made.",
            )
        return tuple(sorted(given, reverse=True))
    if not 1 <= smallest <= largest:
        raise RefusedInput(f"No team has between {smallest} and {largest} people.", column="smallest", rule="sizes")
    numbers = numbers_of_teams(people, smallest, largest)
    if not numbers:
        raise RefusedInput(
            f"{'One person' if people == 1 else f'{people} people'} cannot make teams of {span(smallest, largest)}.",
            file="participants.csv",
            rule="sizes",
            hint=_possible(people, smallest, largest),
        )
    return even(people, numbers[0])


def span(smallest: int, largest: int) -> str:
    """Sizes in words.

    >>> span(12, 15), span(13, 13)
    ('12 to 15', '13')
    """
    return f"{smallest}" if smallest == largest else f"{smallest} to {largest}"


def _possible(people: int, smallest: int, largest: int) -> str:
    """What could be done: the numbers of people that fit on either side, or another size."""
    spans = list(_spans(smallest, largest, people))
    near = " or ".join(f"{low} to {high}" if low < high else f"{low}" for low, high in spans)
    fewest = max(1, -(-people // largest))
    other = even(people, fewest)
    asks = f"a smallest size of {other[-1]}" if other[-1] < smallest else f"a largest size of {other[0]}"
    return f"Possible with {near} people, or with {asks}."


def _spans(smallest: int, largest: int, people: int) -> Iterator[tuple[int, int]]:
    below = people // largest
    if below:
        yield below * smallest, below * largest
    yield (below + 1) * smallest, (below + 1) * largest
