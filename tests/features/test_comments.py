"""Comments: what is said about a thing, whose it is, and how it is found again."""

from typing import Any

import pytest

from tests.conftest import Family, Member
from tests.features.talk import KINDS, parents, said, same_words, say, try_to_say


@pytest.mark.parametrize("kind", KINDS)
async def test_a_comment_comes_back_as_it_was_written(family: Family, kind: str) -> None:
    parent = (await parents(family))[kind]

    reply = await try_to_say(family.zoe, parent, "  In blue?\nOr green? ", resolved=True)

    comment, zoe = reply.data, {"id": family.zoe.id, "name": "Zoe", "avatar_url": None}
    assert (reply.status, reply.headers["Location"]) == (201, f"/comments/{comment['id']}")
    assert comment == {
        "id": comment["id"],
        **parent.named,
        "content": "In blue?\nOr green?",
        "resolved": True,
        "visibility": "family",
        "author": zoe,
        "version": 1,
        "created_at": "2026-11-26T10:30:00.000Z",
        "updated_at": "2026-11-26T10:30:00.000Z",
        "updated_by": zoe,
    }
    again = await family.kim.get(reply.headers["Location"])
    assert (again.data, again.headers["ETag"]) == (comment, reply.headers["ETag"])
    assert again.headers["ETag"].startswith('"1-')
    assert (await family.kim.get(parent.comments)).data == [comment]


async def test_a_comment_needs_no_more_than_a_parent_and_its_words(family: Family) -> None:
    comment = await say(family.ben, (await parents(family))["list"])
    assert (comment["resolved"], comment["visibility"]) == (False, "family")


async def test_a_comment_is_no_change_of_what_it_is_on(family: Family) -> None:
    for parent in (await parents(family)).values():
        before = await family.zoe.get(parent.path)
        await say(family.ben, parent)
        after = await family.zoe.get(parent.path)
        assert (after.body, after.headers["ETag"]) == (before.body, before.headers["ETag"]), parent.type


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": None}, "content"),
        ({"content": " \n "}, "content"),
        ({"content": "x" * 10_001}, "content"),
        ({"content": "be\u0007ll"}, "content"),
        ({"content": 7}, "content"),
        ({"parent_type": "user"}, "parent_type"),
        ({"parent_type": None}, "parent_type"),
        ({"parent_id": 0}, "parent_id"),
        ({"parent_id": "1"}, "parent_id"),
        ({"parent_id": 2**63}, "parent_id"),
        ({"resolved": "yes"}, "resolved"),
        ({"visibility": "private"}, "visibility"),
        ({"author_id": 1}, "author_id"),
    ],
)
async def test_what_does_not_fit_is_refused(family: Family, wrong: dict[str, Any], field: str) -> None:
    good = {**(await parents(family))["list"].named, "content": "Blue?"}
    comment = await family.ben.made("/comments", **good)

    replies = [await family.ben.post("/comments", {**good, **wrong})]
    if field not in ("parent_type", "parent_id"):
        replies.append(await family.ben.put(f"/comments/{comment['id']}", wrong))

    assert [reply.status for reply in replies] == [400] * len(replies)
    assert {detail["field"] for reply in replies for detail in reply.error["details"]} == {field}
    assert (await family.ben.get("/comments")).data == [comment]


@pytest.mark.parametrize("missing", ["parent_type", "parent_id", "content"])
async def test_parent_and_words_are_required(family: Family, missing: str) -> None:
    body = {**(await parents(family))["list"].named, "content": "Blue?"}
    reply = await family.ben.post("/comments", {name: body[name] for name in body if name != missing})
    assert (reply.status, reply.error["details"]) == (400, [{"field": missing, "message": "is required"}])


@pytest.mark.parametrize("body", [{"parent_id": 1}, {"parent_type": "list"}, {"author": 1}])
async def test_a_comment_stays_where_it_was_said(family: Family, body: dict[str, Any]) -> None:
    comment = await say(family.ben, (await parents(family))["list"])
    assert (await family.ben.put(f"/comments/{comment['id']}", body)).status == 400


@pytest.mark.parametrize("kind", KINDS)
async def test_a_parent_that_never_was_is_refused_by_its_field(family: Family, kind: str) -> None:
    reply = await try_to_say(family.ben, (await parents(family))[kind].never())

    words = f"there is no such {kind.replace('_', ' ')}"
    assert (reply.status, reply.error["code"]) == (400, "VALIDATION_ERROR")
    assert reply.error["details"] == [{"field": "parent_id", "message": words}]


@pytest.mark.parametrize("visibility", ["surprise", "private"])
@pytest.mark.parametrize("kind", ["list", "gift", "list_item"])
async def test_a_hidden_parent_is_refused_in_the_same_words(family: Family, kind: str, visibility: str) -> None:
    parent = (await parents(family, visibility=visibility))[kind]

    for said_how in ("family", "surprise"):
        hidden = await try_to_say(family.kim, parent, visibility=said_how)
        never = await try_to_say(family.kim, parent.never(), visibility=said_how)
        assert hidden.status == 400
        assert same_words(hidden, never)
    assert (await try_to_say(family.ben, parent)).status == 201


async def test_a_comment_on_what_is_hidden_is_like_one_that_never_was(family: Family) -> None:
    hidden = await parents(family, visibility="surprise")
    for kind in ("list", "gift", "list_item"):
        comment = await say(family.ben, hidden[kind])
        for method, body in (("GET", None), ("PUT", {"content": "x"}), ("DELETE", None)):
            one = await family.kim.ask(method, f"/comments/{comment['id']}", body)
            other = await family.kim.ask(method, "/comments/99999", body)
            assert one.status == 404
            assert same_words(one, other), (kind, method)
        one, other = await family.kim.get(hidden[kind].comments), await family.kim.get(hidden[kind].never().comments)
        assert (one.status, one.body) == (200, other.body)
    assert await said(family.kim) == []
    assert len(await said(family.zoe)) == 3


# Whose it is.


async def test_a_change_keeps_what_it_does_not_name(family: Family) -> None:
    comment = await say(family.ben, (await parents(family))["list"])
    family.clock.pass_(minutes=1)

    changed = await family.ben.put(f"/comments/{comment['id']}", {"resolved": True})

    assert changed.data == comment | {"resolved": True, "version": 2, "updated_at": "2026-11-26T10:31:00.000Z"}
    again = (await family.ben.put(f"/comments/{comment['id']}", {"content": "Green!", "resolved": False})).data
    assert (again["content"], again["resolved"], again["version"]) == ("Green!", False, 3)
    assert (await family.kim.get(f"/comments/{comment['id']}")).data == again


async def test_what_changes_nothing_is_no_change(family: Family) -> None:
    parent = (await parents(family))["list"]
    comment = await say(family.ben, parent)
    zoe = await family.zoe.listen(*parent.topics)

    for body in ({}, {"content": "Blue?", "resolved": False, "visibility": "family"}):
        assert (await family.ben.put(f"/comments/{comment['id']}", body)).data == comment

    assert await zoe.events() == []


async def test_only_its_author_changes_a_comment_and_an_admin_may_delete_it(family: Family) -> None:
    parent = (await parents(family))["list"]
    kims, bens = await say(family.kim, parent), await say(family.ben, parent)
    path = f"/comments/{kims['id']}"

    assert [(await who.put(path, {"resolved": True})).status for who in family.members] == [403, 403, 200, 403]
    refused: list[Member] = [family.ben, family.zoe]
    for who in refused:
        reply = await who.delete(path)
        assert (reply.status, reply.error["code"]) == (403, "FORBIDDEN")
    assert (await family.ana.delete(path)).status == 204
    assert (await family.ben.delete(f"/comments/{bens['id']}")).status == 204
    assert await said(family.ana) == []


async def test_refusals_come_in_the_contracts_order(family: Family) -> None:
    found = await parents(family)
    comment, hidden = await say(family.ben, found["occasion"]), await parents(family, visibility="surprise")
    secret = await say(family.ben, hidden["list"])
    old = {"If-Match": '"99"'}
    path, lost = f"/comments/{comment['id']}", f"/comments/{secret['id']}"

    statuses = [
        (await family.kim.put(lost, {"resolved": 1}, headers=old)).status,  # the shape before 404
        (await family.kim.put(lost, {"visibility": "surprise"}, headers=old)).status,  # 404 before 403
        (await family.kim.delete(lost, headers=old)).status,
        (await family.kim.put(path, {"visibility": "surprise"}, headers=old)).status,  # 403 before a reference
        (await family.kim.delete(path, headers=old)).status,
        (await family.ben.put(path, {"visibility": "surprise"}, headers=old)).status,  # a reference before 412
        (await family.ben.put(path, {"content": "x"}, headers=old)).status,
        (await family.ben.delete(path, headers=old)).status,
        (await family.ben.delete("/comments/abc", headers=old)).status,
    ]

    assert statuses == [400, 404, 404, 403, 403, 400, 412, 412, 400]
    assert (await family.ben.get(path)).data == comment


async def test_a_change_of_an_older_version_is_refused_with_the_comment_as_it_is_now(family: Family) -> None:
    comment = await say(family.ben, (await parents(family))["list"])
    path = f"/comments/{comment['id']}"
    first = (await family.ben.get(path)).headers["ETag"]

    fresh = await family.ben.put(path, {"content": "Green?"}, headers={"If-Match": first})
    late = await family.ben.put(path, {"content": "Red?"}, headers={"If-Match": first})
    gone = await family.ana.delete(path, headers={"If-Match": '"1"'})

    assert (fresh.status, late.status, gone.status) == (200, 412, 412)
    assert late.json["error"]["current"] == fresh.data == (await family.ben.get(path)).data
    assert (await family.ben.delete(path, headers={"If-Match": fresh.headers["ETag"]})).status == 204


async def test_a_comment_that_is_sent_twice_is_said_once(family: Family) -> None:
    parent = (await parents(family))["list"]
    zoe = await family.zoe.listen(parent.topic)
    body, key = {**parent.named, "content": "Blue?"}, {"Idempotency-Key": "k-1"}

    first, again = [await family.ben.post("/comments", body, headers=key) for _ in range(2)]
    other = await family.ben.post("/comments", {**body, "content": "Red?"}, headers=key)

    assert (first.status, again.status, other.status) == (201, 201, 409)
    assert (first.body, first.headers["Location"]) == (again.body, again.headers["Location"])
    assert (await said(family.zoe), len(await zoe.events())) == (["Blue?"], 1)


# Pages and filters.


async def test_comments_are_paged_in_the_order_in_which_they_were_said(family: Family) -> None:
    parent = (await parents(family))["list"]
    first = [await say(family.ben, parent, f"{n}") for n in range(5)]

    page = await family.kim.get(f"{parent.comments}&limit=2")
    await family.ben.delete(f"/comments/{first[1]['id']}")  # where the page ended
    await family.ben.put(f"/comments/{first[0]['id']}", {"content": "changed"})
    await say(family.zoe, parent, "late")
    rest = await family.kim.get(f"{parent.comments}&limit=3&cursor={page.json['pagination']['next_cursor']}")
    last = await family.kim.get(f"{parent.comments}&limit=3&cursor={rest.json['pagination']['next_cursor']}")

    contents = [[comment["content"] for comment in reply.data] for reply in (page, rest, last)]
    assert contents == [["0", "1"], ["2", "3", "4"], ["late"]]
    assert last.json["pagination"] == {"next_cursor": None, "has_more": False, "limit": 3}


async def test_a_page_is_full_whatever_was_said_in_secret(family: Family) -> None:
    parent, hidden = (await parents(family))["list"], (await parents(family, visibility="surprise"))["list"]
    for n in range(3):
        await say(family.ben, hidden, "secret")
        await say(family.ben, parent, f"{n}")
        await say(family.ben, parent, "secret", visibility="surprise")

    page = await family.kim.get("/comments?limit=2")
    rest = await family.kim.get(f"/comments?limit=2&cursor={page.json['pagination']['next_cursor']}")

    assert [comment["content"] for reply in (page, rest) for comment in reply.data] == ["0", "1", "2"]
    assert rest.json["pagination"]["next_cursor"] is None


async def test_comments_are_found_by_what_they_are_on_and_whether_they_are_resolved(family: Family) -> None:
    found = await parents(family)
    for kind, parent in found.items():
        await say(family.ben, parent, f"{kind}, open")
        await say(family.ben, parent, f"{kind}, done", resolved=True)

    for kind, parent in found.items():
        assert await said(family.zoe, parent.comments) == [f"{kind}, open", f"{kind}, done"]
        assert await said(family.zoe, f"{parent.comments}&resolved=true") == [f"{kind}, done"]
    both = await said(family.zoe, "/comments?parent_type=list&parent_type=gift&resolved=false")
    assert sorted(both) == ["gift, open", "list, open"]
    assert len(await said(family.zoe, "/comments?resolved=false")) == 5


@pytest.mark.parametrize(
    "query",
    [
        "parent_type=user",
        "parent_id=abc",
        "parent_id=0",
        "resolved=perhaps",
        "author=1",
        "limit=0",
        "limit=201",
        "cursor=x",
    ],
)
async def test_a_question_that_is_none_is_refused(family: Family, query: str) -> None:
    assert (await family.ben.get(f"/comments?{query}")).status == 400
