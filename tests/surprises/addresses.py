"""Every address that can be read: the GET routes of the route table, for every id, with all that their query offers.

Derived from `app.APIS` and the routes' own models, so that a new route, filter or sort joins by being there.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from urllib.parse import urlencode

from familydash.app import APIS
from familydash.db.paging import PageQuery
from familydash.web.route import Route

OPEN: Final = ("/health", "/openapi.json")
"""What is served beside the route table."""
TAGS: Final = ("lego", "LEGO", "Lego", "books", "Books")
WORDS: Final = (*TAGS, "c", "castle", "nobody says this")
AMOUNTS: Final = ("0", "10", "25.50", "60")
DAYS: Final = ("2026-11-27", "2026-12-24", "2027-06-01")
PICTURE: Final = "/media/{name}"
_ACCOUNTS: Final = ("owner_id", "assigned_to", "user_id", "author_id", "actor_id")

Ids = Mapping[str, Sequence[int]]
"""Table → the ids that were ever given out, hidden ones too."""


def routes() -> list[Route]:
    return [route for api in APIS for route in api.routes if route.method == "GET"]


def things(ids: Ids, pictures: Sequence[str] = ()) -> list[str]:
    """The addresses of single things, and what lies under them. `pictures` are the names of those that the viewer may know of:
    names are unguessable, so whoever has one was told it."""
    files = [file for name in pictures for file in (f"{name}.webp", f"{name}-card.webp")]
    named = [PICTURE.replace("{name}", file) for file in (*files, "no-such.webp")]
    single = [route for route in routes() if route.path_adapters and route.path != PICTURE]
    return [*named, *(path for route in single for path in _paths(route, ids))]


def questions(ids: Ids, rng: random.Random) -> list[str]:
    """What collections may be asked: each filter alone with each of its values, and some in company."""
    found = []
    for route in routes():
        for path in _paths(route, ids) if not route.path_adapters else ():
            found += [path, *(f"{path}?{urlencode(query)}" for query in _queries(route, ids, rng))]
    return found


def walks(ids: Ids) -> list[str]:
    """Collections to be read page by page, two rows a page, in each order that they offer."""
    found = []
    for route in routes():
        if not (route.query and issubclass(route.query, PageQuery)):
            continue
        orders = [[("sort", value)] for value in _values("sort", _annotation(route, "sort"), ids)] or [[]]
        bases = [[*base, ("limit", "2")] for base in _required(route, ids)]
        for path, base, order in product(_paths(route, ids), bases, orders):
            found.append(f"{path}?{urlencode([*base, *order])}")
    return found


def _paths(route: Route, ids: Ids) -> Iterator[str]:
    names = list(route.path_adapters)
    before = {part: place for place, part in zip(route.path.split("/"), route.path.split("/")[1:], strict=False)}
    choices = [ids.get(_table(name, before.get(f"{{{name}}}", ""))) or _all(ids) for name in names]
    for chosen in product(*choices):
        yield route.path.format_map(dict(zip(names, chosen, strict=True)))


def _table(name: str, place: str) -> str:
    return place.replace("-", "_") if name == "id" else _table_of(name)


def _table_of(name: str) -> str:
    return "users" if name in _ACCOUNTS else f"{name.removesuffix('_id')}s"


def _all(ids: Ids) -> list[int]:
    return sorted({id for each in ids.values() for id in each})


def _annotation(route: Route, name: str) -> Any:
    fields = route.query.model_fields if route.query else {}
    return fields[name].annotation if name in fields else NoneType


def _required(route: Route, ids: Ids) -> list[list[tuple[str, str]]]:
    """The query strings that a route cannot do without: one for each value."""
    fields = route.query.model_fields if route.query else {}
    needed = [(field.alias or name, name) for name, field in fields.items() if field.is_required()]
    values = [[(given, value) for value in _values(name, _annotation(route, name), ids)] for given, name in needed]
    return [list(chosen) for chosen in product(*values)]


def _queries(route: Route, ids: Ids, rng: random.Random) -> Iterator[list[tuple[str, str]]]:
    if route.query is None:
        return
    required = _required(route, ids)
    yield from (base for base in required if base)
    single = [
        (field.alias or name, value)
        for name, field in route.query.model_fields.items()
        if not field.is_required() and name not in ("limit", "cursor", "parent_id")
        for value in _values(name, field.annotation, ids)
    ]
    for one in single:
        yield [*required[0], one]
    for _ in range(len(single) // 3):
        yield [*required[0], *rng.sample(single, 2)]
    for both in _parents(route, ids):
        yield [*required[0], *both]


def _parents(route: Route, ids: Ids) -> Iterator[list[tuple[str, str]]]:
    """What something hangs on: `parent_type` and `parent_id`, which mean something only together."""
    for kind in _values("parent_type", _annotation(route, "parent_type"), ids):
        yield from ([("parent_type", kind), ("parent_id", str(id))] for id in ids[f"{kind}s"])


def _values(name: str, annotation: Any, ids: Ids) -> list[str]:
    """What a field of a query may be given, by its type."""
    origin = get_origin(annotation)
    if origin is Annotated or origin is tuple:
        return _values(name, get_args(annotation)[0], ids)
    if origin is Union or origin is UnionType:
        return [value for part in get_args(annotation) for value in _values(name, part, ids)]
    if origin is Literal:
        return [str(value) for value in get_args(annotation)]
    if annotation is bool:
        return ["true", "false"]
    if annotation is int:
        table = _table_of(name)
        return [str(id) for id in ids[table]] if table in ids else list(AMOUNTS)
    if annotation is date:
        return list(DAYS)
    return list(TAGS if name == "tag" else WORDS) if annotation is str else []
