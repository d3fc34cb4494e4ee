"""`/activity`."""

from familydash.db.database import Reader
from familydash.db.paging import Page
from familydash.features.activity import store
from familydash.features.activity.store import ActivityQuery, ActivityRow
from familydash.web.api import Api, Call

api = Api("Activity")


@api.get("/activity", summary="What happened")
async def find_activity(call: Call, read: Reader, query: ActivityQuery) -> Page[ActivityRow]:
    """By whom, to what, when: newest first, as far as you may know of it. `user_id` is who did it; `actor` null is the
    house itself. What is hidden from you is not told of."""
    return await store.find(read, call.viewer, query)
