"""Counting list items and adding up their money, as the viewer sees them.

The fragments stand over rows of `audience.list_items()`, never over the table: whom a list is for sees masked
statuses, and so masked sums. Whoever sees a withdrawn item counts it.
"""

from typing import Any, Final

from familydash.shapes import Answer, Money


class Counts(Answer):
    """How many items stand at each status."""

    idea: int
    selected: int
    purchased: int
    received: int


class Sums(Answer):
    """`planned` over all items; `spent` over those purchased or received."""

    counts: Counts
    planned: Money
    spent: Money


COUNTS: Final = """
    count(*) FILTER (WHERE status = 'idea') AS idea,
    count(*) FILTER (WHERE status = 'selected') AS selected,
    count(*) FILTER (WHERE status = 'purchased') AS purchased,
    count(*) FILTER (WHERE status = 'received') AS received"""
"""What `counts` reads: one row for each group; one row of zeros where there is nothing and no GROUP BY."""

COLUMNS: Final = f"""{COUNTS},
    coalesce(sum(cost * quantity), 0) AS planned,
    coalesce(sum(coalesce(actual_price, cost) * quantity)
        FILTER (WHERE status IN ('purchased', 'received')), 0) AS spent"""
"""What `shape` reads."""


def counts(row: Any) -> Counts:
    return Counts(idea=row["idea"], selected=row["selected"], purchased=row["purchased"], received=row["received"])


def shape(row: Any) -> Sums:
    return Sums(counts=counts(row), planned=row["planned"], spent=row["spent"])


NOTHING: Final = Sums(counts=Counts(idea=0, selected=0, purchased=0, received=0), planned=0, spent=0)


def total(parts: list[Sums]) -> Sums:
    """All of them together."""
    return Sums(
        counts=Counts(
            idea=sum(part.counts.idea for part in parts),
            selected=sum(part.counts.selected for part in parts),
            purchased=sum(part.counts.purchased for part in parts),
            received=sum(part.counts.received for part in parts),
        ),
        planned=sum(part.planned for part in parts),
        spent=sum(part.spent for part in parts),
    )
