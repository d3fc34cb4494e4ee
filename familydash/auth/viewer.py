"""Who is looking. Made by `auth.sessions` for a request, by the command line for an admin at the machine."""

from dataclasses import dataclass

from familydash.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in account, as the database has it now (never as a token says).

    `person_id` is the person that this account is: surprises are kept from that link. `id` is None for
    the machine's own doing (the daily work, the command line): it sees as somebody without account would.
    """

    id: int | None
    name: str
    avatar_url: str | None
    is_admin: bool
    person_id: int | None

    @property
    def eyes(self) -> dict[str, int | None]:
        """The two parameters that `audience.ONE` binds."""
        return {"me": self.id, "mine": self.person_id}

    def require_admin(self) -> None:
        if not self.is_admin:
            raise Forbidden("only an admin may do this")


HOUSE = Viewer(id=None, name="familydash", avatar_url=None, is_admin=True, person_id=None)
"""The machine itself: what happens by itself, and what an admin does at the command line."""
