// Before it is known who is looking. Blank for a moment, so that a quick start does not flicker.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { session } from "../../core/session";
import { useStore } from "../../core/store";
import { Mark } from "./mark";

export function Starting() {
  const { state } = useStore(session);
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main class="starting" aria-busy="true">
      {late ? <Mark size={56} /> : null}
      {state === "unreachable" ? <p role="status">{t.connection.unreachable}</p> : null}
    </main>
  );
}
