"""Every operation of the OpenAPI document, with things for it to work on and a request that it takes."""

import itertools
import re
from dataclasses import dataclass
from typing import Any, Final

from familydash.auth.viewer import HOUSE
from familydash.features.media.developed import Developed
from tests.conftest import PASSWORD, Family, Member
from tests.json_schema import Checker, Schema

METHODS: Final = ("get", "post", "put", "delete")
OPEN: Final = {("get", "/health"), ("get", "/openapi.json")}


BODIES: Final[dict[str, dict[str, Any]]] = {
    "POST /auth/login": {"email": "ana@family.example", "password": PASSWORD},
    "POST /auth/refresh": {"refresh_token": None},
    "POST /auth/logout": {"refresh_token": None},
    "PUT /auth/password": {"current_password": PASSWORD, "new_password": "another good one"},
    "POST /auth/register": {"email": "eva@family.example", "name": "Eva", "password": PASSWORD},
    "PUT /users/{id}": {"name": "Zoe", "email": "zoe@family.example", "avatar_url": "https://a.example/z.png"},
    "PUT /settings": {"household_name": "Us", "currency": "USD", "timezone": "Europe/Paris", "locale": "fr"},
    "POST /auth/setup": {"code": "x", "email": "eva@family.example", "name": "Eva", "password": PASSWORD},
    "POST /lists/{id}/items": {"gift": {"name": "Book", "url": "https://shop.example/b"}, "quantity": 2},
    "POST /tags": {"name": "a tag of its own", "color": "#d97706"},
    "PUT /tags/{id}": {"name": "another tag of its own", "color": None},
    "POST /gifts": {"name": "LEGO", "url": "https://shop.example/lego", "tags": ["toys"]},
}
"""Where one that is made of the schema would not do."""
QUERIES: Final = {"/gifts/search": "?q=lego", "/comments": "?parent_type=list&parent_id={lists}"}
"""Of the operations that read."""


_NUMBERS: Final = itertools.count(1)


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    words: Schema

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def is_upload(self) -> bool:
        """Whether it takes a file: the tests of media send some."""
        return "multipart/form-data" in self.words.get("requestBody", {}).get("content", {})

    @property
    def is_file(self) -> bool:
        """Whether it answers with a file: it takes any query string, and a name that is none is one that nothing has."""
        content = self.words["responses"].get("200", {}).get("content", {"application/json": {}})
        return "application/json" not in content

    @property
    def body(self) -> Schema | None:
        content = self.words.get("requestBody", {}).get("content", {})
        return content["application/json"]["schema"] if "application/json" in content else None


def operations(document: Schema) -> list[Operation]:
    return [
        Operation(method, path, words)
        for path, item in document["paths"].items()
        for method, words in item.items()
        if method in METHODS
    ]


@dataclass
class Stage:
    """One of each thing, new for each operation."""

    ids: dict[str, int]
    """By the first part of the path, and by the name of the field that refers to it."""
    picture: str = "no-such.webp"
    """The name of a file in /media/."""


async def a_stage(family: Family, operation: Operation, checker: Checker) -> Stage:
    ana = family.ana
    person = (await ana.made("/persons", name="Tim", birthdate="2016-12-01", tags=["boy"]))["id"]
    occasion = (await ana.made("/occasions", name="Christmas", date="2026-12-24", person_ids=[person], budget="50"))[
        "id"
    ]
    made = (await ana.made("/lists", name="For Tim", person_id=person, occasion_id=occasion))["id"]
    taken = {"status": "received", "assigned_to": family.ben.id, "actual_price": "9"}
    item = await ana.made(f"/lists/{made}/items", gift={"name": "LEGO", "price": "10", "tags": ["toys"]}, **taken)
    loose = (await ana.made("/gifts", name="LEGO"))["id"]
    newcomer = (await ana.made("/persons", name="Eva"))["id"] if operation.path.endswith("/persons") else person
    deleted = operation.method == "delete"
    user = family.kim.id if deleted else family.zoe.id
    ids = {
        "persons": person,
        "occasions": occasion,
        "lists": made,
        "gifts": item["gift_id"],
        "list-items": item["id"],
        "users": user,
        "person_id": newcomer,
        "occasion_id": occasion,
        "gift_id": loose,
        "user_id": family.zoe.id,
        "assigned_to": family.zoe.id,
        "parent_id": made,
    }
    if operation.path == "/auth/sessions/{id}":
        await sign_in(ana)
        sessions = (await ana.get("/auth/sessions")).data
        ids["auth"] = next(each["id"] for each in sessions if not each["current"])
    for each in operations(checker.document):
        kind = each.path.removeprefix("/")
        if each.method != "post" or f"/{kind}/{{id}}" not in checker.document["paths"] or kind in ids:
            continue
        body = body_for(each, checker, Stage(ids))
        if "name" in body:
            body["name"] = f"{kind} {next(_NUMBERS)}"  # some names are unique
        ids[kind] = (await ana.made(f"/{kind}", **body))["id"]
    return Stage(ids, await a_picture(family) if "{name}" in operation.path else Stage.picture)


async def a_picture(family: Family) -> str:
    """A picture of Ana's that no child process had to develop."""
    async with family.house.db.write(HOUSE) as tx:
        url = await family.house.pictures.keep(tx, Developed(b"RIFF----WEBP", b"RIFF----WEBP", 4, 3))
    return url.rpartition("/")[2]


async def sign_in(who: Member, password: str = PASSWORD) -> None:
    reply = await who.post("/auth/login", {"email": f"{who.name}@family.example", "password": password})
    who.token = reply.data["access_token"]


def example(checker: Checker, schema: Schema, ids: dict[str, int], name: str = "") -> Any:
    """A value that fits, with all optional fields; ids of things that are there."""
    schema = checker.resolve(schema)
    if name in ids and (name.endswith("_id") or name == "assigned_to"):
        return ids[name]
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return example(checker, schema["anyOf"][0], ids, name)
    if "enum" in schema:
        return schema["enum"][-1]
    if schema.get("type") == "object":
        members = schema.get("properties", {})
        return {each: example(checker, part, ids, each) for each, part in members.items()}
    if schema.get("type") == "array":
        return [example(checker, schema["items"], ids, name.removesuffix("s"))]
    if schema.get("type") == "string":
        if "http" in schema.get("pattern", ""):
            return "https://shop.example/picture.png"
        return {"date": "2027-01-31"}.get(schema.get("format", ""), "12")
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True}[schema["type"]]


def address(operation: Operation, stage: Stage) -> str:
    """The operation's path with the ids of things that are there, and its query."""
    first = operation.path.split("/")[1]
    given = {**stage.ids, "name": stage.picture}
    path = re.sub(r"\{(\w+)\}", lambda name: str(given[first if name[1] == "id" else name[1]]), operation.path)
    takes_force = any(each.get("name") == "force" for each in operation.words.get("parameters", ()))
    query = QUERIES.get(operation.path, "") if operation.method == "get" else ""
    return path + query.format(**stage.ids) + ("?force=true" if takes_force else "")


def body_for(operation: Operation, checker: Checker, stage: Stage) -> Any:
    """A body that fits, with all optional fields, or None where it takes none."""
    if operation.name in BODIES:
        return dict(BODIES[operation.name])
    if operation.body is None:
        return None
    body = example(checker, operation.body, stage.ids)
    return {**body, "parent_type": "list"} if "parent_type" in body else body
