"""The composition root: the only file that knows every feature."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import web

from familydash.auth import routes as auth
from familydash.auth.entrance import Entrance
from familydash.auth.passwords import Passwords
from familydash.auth.tokens import load_key
from familydash.clock import Clock
from familydash.config import DATABASE as FILE
from familydash.config import MEDIA, Config
from familydash.daily import Daily
from familydash.db.database import Database
from familydash.features.activity import routes as activity
from familydash.features.activity import store as activity_store
from familydash.features.comments import routes as comments
from familydash.features.comments import store as comments_store
from familydash.features.dashboard import routes as dashboard
from familydash.features.gifts import routes as gifts
from familydash.features.gifts import store as gifts_store
from familydash.features.list_items import routes as list_items
from familydash.features.list_items import store as list_items_store
from familydash.features.lists import reveal
from familydash.features.lists import routes as lists
from familydash.features.lists import store as lists_store
from familydash.features.media import garbage
from familydash.features.media import routes as media
from familydash.features.media.store import Pictures, naming_key
from familydash.features.occasions import people, yearly
from familydash.features.occasions import routes as occasions
from familydash.features.occasions import store as occasions_store
from familydash.features.persons import routes as persons
from familydash.features.persons import store as persons_store
from familydash.features.settings import routes as settings
from familydash.features.tags import routes as tags
from familydash.features.tags import store as tags_store
from familydash.features.users import routes as users
from familydash.features.users import store as users_store
from familydash.fetcher.pages import Pages
from familydash.jail import Jail
from familydash.realtime.feed import Feed
from familydash.realtime.hub import Hub
from familydash.realtime.routes import Sockets, Speaker
from familydash.shapes import ShortUser
from familydash.web.keys import AUTHENTICATE, BEFORE, CLOCK, DATABASE, NEW_DAY, SETTINGS, WebSettings
from familydash.web.origins import origin_allowed
from familydash.web.server import mount

APIS: Final = (
    auth.api,
    users.api,
    settings.api,
    persons.api,
    occasions.api,
    lists.api,
    list_items.api,
    gifts.api,
    media.api,
    comments.api,
    tags.api,
    activity.api,
    dashboard.api,
)
KINDS: Final = (
    users_store.LIVE,
    persons_store.LIVE,
    occasions_store.LIVE,
    people.LIVE,
    lists_store.LIVE,
    list_items_store.LIVE,
    gifts_store.LIVE,
    comments_store.LIVE,
    tags_store.LIVE,
)
DAILY: Final = (yearly.roll_over, reveal.reveal)


@dataclass(frozen=True)
class House:
    """An open household: what serves it, over HTTP or the command line."""

    db: Database
    clock: Clock
    config: Config
    entrance: Entrance
    sockets: Sockets
    daily: Daily
    pictures: Pictures
    pages: Pages
    secret: bytes = field(repr=False)

    @property
    def passwords(self) -> Passwords:
        return self.entrance.passwords


@asynccontextmanager
async def open_house(data_dir: Path, config: Config, clock: Clock) -> AsyncIterator[House]:
    """Open a migrated data directory; the caller holds its lock."""
    db = await Database.open(data_dir / FILE, clock)
    try:
        secret = load_key(data_dir)
        entrance = await Entrance.open(db, clock, secret)
        try:
            pictures = Pictures(Jail(slots=1), data_dir / MEDIA, naming_key(secret), clock.secret)
            yield _furnish(db, clock, config, entrance, pictures, secret)
        finally:
            entrance.close()
    finally:
        await db.close()


def _furnish(
    db: Database, clock: Clock, config: Config, entrance: Entrance, pictures: Pictures, secret: bytes
) -> House:
    hub = Hub(clock.secret()[:8].replace("-", "_"))
    feed = Feed(KINDS, hub, activity_store)
    sessions = entrance.sessions
    db.witness = sessions.following(feed)

    def speaker(token: str) -> Speaker | None:
        live = sessions.resolve(token)
        if live is None:
            return None
        user = ShortUser(id=live.user_id, name=live.viewer.name, avatar_url=live.viewer.avatar_url)
        return Speaker(user, live.sid, lambda: sessions.alive(live.sid))

    sockets = Sockets(db, hub, feed, speaker, origin_allowed)
    sessions.on_end(sockets.end_session)
    sessions.on_change(sockets.rights_changed)
    daily = Daily(db, clock, (*DAILY, partial(garbage.collect, pictures)))
    return House(db, clock, config, entrance, sockets, daily, pictures, Pages(Jail()), secret)


def make_app(house: House, setup_code: str | None = None) -> web.Application:
    """The application of an open household. `setup_code` lets the first admin in while there is none."""
    app = web.Application()
    app[DATABASE] = house.db
    app[CLOCK] = house.clock
    app[SETTINGS] = WebSettings(
        house.config.cors_origins, house.config.allowed_hosts, house.config.trusted_proxies, house.secret
    )
    app[AUTHENTICATE] = house.entrance.sessions.authenticate
    app[BEFORE] = house.daily.catch_up
    app[NEW_DAY] = house.daily.ask_again
    app[auth.ENTRANCE] = house.entrance
    app[media.PICTURES] = house.pictures
    app[media.PAGES] = house.pages
    if setup_code is not None:
        app[auth.SETUP_CODE] = setup_code
    mount(app, APIS)
    app.router.add_get("/ws", house.sockets.handle)
    app.cleanup_ctx.append(lambda _: _keep_up(house.daily))
    app.on_shutdown.append(lambda _: house.sockets.shut_down())
    return app


async def _keep_up(daily: Daily) -> AsyncIterator[None]:
    task = asyncio.create_task(daily.keep_up())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
