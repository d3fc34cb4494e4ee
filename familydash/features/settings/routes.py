"""The household's settings over HTTP."""

from familydash.db.database import Reader, Tx
from familydash.features.settings import store
from familydash.features.settings.store import Settings, SettingsChange
from familydash.web.api import Api, Call
from familydash.web.keys import NEW_DAY

api = Api("Settings")


@api.get("/settings", summary="The household's settings")
async def get(read: Reader) -> Settings:
    """Name, currency, time zone and language of the household. "Today" is the day in its time zone."""
    return await store.get(read)


@api.put("/settings", summary="Change the household's settings", errors=("FORBIDDEN",))
async def change(call: Call, tx: Tx, body: SettingsChange) -> Settings:
    """Only an admin may. Amounts keep their digits when the currency changes."""
    tx.after_commit(call.service(NEW_DAY))
    return await store.change(tx, body, call.match)
