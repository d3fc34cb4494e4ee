"""Sessions that only this process knows: the disk is full, and signing in must go on."""

import hmac
from dataclasses import dataclass

from familydash.auth.sessions import Live, Sessions
from familydash.auth.tokens import Refresh


@dataclass(frozen=True, slots=True)
class Unsaved:
    live: Live
    refresh: Refresh


class UnsavedSessions:
    """They keep their refresh token until there is room to save them; then they are sessions like all others."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._by_family: dict[str, Unsaved] = {}

    def add(self, live: Live, refresh: Refresh) -> None:
        self._by_family[refresh.family] = Unsaved(live, refresh)

    def find(self, shown: Refresh | Live) -> Unsaved | None:
        """The living one that is meant, if any. Of a refresh token both parts must be right."""
        if isinstance(shown, Refresh):
            found = self._by_family.get(shown.family)
            if found is None or not hmac.compare_digest(found.refresh.secret, shown.secret):
                return None
        else:
            found = next((one for one in self._by_family.values() if one.live.sid == shown.sid), None)
        return found if found and self._sessions.alive(found.live.sid) else None

    def end(self, unsaved: Unsaved) -> None:
        self._by_family.pop(unsaved.refresh.family, None)
        self._sessions.dismiss(unsaved.live.sid)
