// One quiet sign: are changes of the others arriving as they happen.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { live } from "../../core/socket";
import { useStore } from "../../core/store";

const PATIENCE = 1_500; // a short break is nobody's business

export function Connection() {
  const state = useStore(live.state);
  const [shown, show] = useState(state);
  useEffect(() => {
    if (state === "live") return show(state);
    const timer = setTimeout(() => show(state), PATIENCE);
    return () => clearTimeout(timer);
  }, [state]);
  const words = shown === "live" ? t.connection.live : shown === "down" ? t.connection.down : t.connection.connecting;
  return (
    <span class={`connection ${shown}`} role="status" title={words}>
      <span class="connection-dot" />
      <span class="connection-words">{words}</span>
    </span>
  );
}
