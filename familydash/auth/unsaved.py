"""Sessions that only this process knows: the disk is full, and signing in must go on."""

import hmac
from dataclasses import dataclass

from familydash.auth.sessions import Live, Sessions
from familydash.auth.tokens import Refresh
from familydash.auth.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Unsaved:
    live: Live
    refresh: Refresh


class UnsavedSessions:
    """They keep their refresh token until there is room to save them; then they are sessions like all others."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._by_family: dict[str, Unsaved] = {}

    def admit(self, user_id: int, viewer: Viewer, expires_at: int, refresh: Refresh) -> Unsaved:
        live = self._sessions.admit(user_id, viewer, expires_at)
        self._by_family[refresh.family] = Unsaved(live, refresh)
        return self._by_family[refresh.family]

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

    def end_others(self, user_id: int, but: int) -> None:
        for one in [one for one in self._by_family.values() if one.live.user_id == user_id and one.live.sid != but]:
            self.end(one)
