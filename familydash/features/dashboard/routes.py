"""`/dashboard`."""

from familydash.db.database import Reader
from familydash.features.dashboard import store
from familydash.features.dashboard.store import Dashboard
from familydash.features.occasions.routes import today
from familydash.web.api import Api, Call

api = Api("Dashboard")


@api.get("/dashboard", summary="What to do next")
async def get_dashboard(call: Call, read: Reader) -> Dashboard:
    """All that a start page shows, in one round trip, as you may see it.

    `occasion` is the next one with a list, `pipeline` its items by status, `people` those that it is for, with fewest
    gifts first. `ideas` are the newest of the lists of ideas for nobody and no occasion; `assignments` what you have
    still to buy, for the soonest occasion first; `activity` the last that happened; `upcoming` the occasions of the next
    90 days. A household without any of that gets nulls and empty lists."""
    return await store.dashboard(read, call.viewer, await today(call, read))
