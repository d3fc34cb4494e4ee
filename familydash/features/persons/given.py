"""What a person was given: received items of the lists for them, as the viewer sees those."""

from typing import Any, Final

from familydash import audience
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.shapes import Answer, Day, Money, Named, Pictured


class Given(Answer):
    """One gift that was received; `id` is the list item's."""

    id: int
    gift: Pictured
    occasion: Named | None
    list: Named
    date: Day | None
    quantity: int
    actual_price: Money | None


_NEWEST_FIRST: Final = Order("given", "given_on", descending=True, keys=str)
_ROWS: Final = f"""
    SELECT s.id, s.gift_id, s.gift_name, s.gift_image_url, s.list_id, s.list_name, s.quantity, s.actual_price, s.received_on,
        s.person_id, s.status, coalesce(s.received_on, '') AS given_on, o.id AS occasion_id, o.name AS occasion_name
    FROM ({audience.list_items()}) s
    LEFT JOIN occasions o ON o.id = s.occasion_id"""


async def history(reader: Reader, viewer: Viewer, person_id: int, query: PageQuery) -> Page[Given]:
    """Newest first. Raises NotFound where the viewer sees no such person."""
    await audience.require(reader, viewer, "person", person_id)
    where = Where(dict(viewer.eyes))
    where.add("status = 'received'")
    where.add("person_id = :person", person=person_id)
    return (await page(reader, _ROWS, where, _NEWEST_FIRST, query)).map(_shape)


def _shape(row: Row) -> Given:
    return Given(
        id=row["id"],
        gift=Pictured(id=row["gift_id"], name=row["gift_name"], image_url=row["gift_image_url"]),
        occasion=_named(row, "occasion"),
        list=Named(id=row["list_id"], name=row["list_name"]),
        date=row["received_on"],
        quantity=row["quantity"],
        actual_price=row["actual_price"],
    )


def _named(row: Any, prefix: str) -> Named | None:
    return Named(id=row[f"{prefix}_id"], name=row[f"{prefix}_name"]) if row[f"{prefix}_id"] is not None else None
