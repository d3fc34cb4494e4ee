// A component whose code comes once the screen that may need it has been drawn: mostly a dialog.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { toast } from "./toast";

const IDLE_AT_LAST = 2_000;

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "undefined") setTimeout(work, IDLE_AT_LAST);
  else requestIdleCallback(work, { timeout: IDLE_AT_LAST });
}

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let ready: ComponentType<P> | null = null;
  const fetch = async () => {
    ready ??= await load();
  };
  whenIdle(() => void fetch().catch(() => undefined)); // it is asked for again when it is needed
  return function Lazy(props: P) {
    const [, again] = useState(false);
    useEffect(() => {
      if (ready) return;
      let current = true;
      fetch().then(
        () => current && again(true),
        // Most likely its file is gone: the server brings a newer app.
        () => toast(t.updated.text, [{ label: t.updated.reload, run: () => location.reload() }]),
      );
      return () => {
        current = false;
      };
    }, []);
    const Ready = ready;
    return Ready ? <Ready {...props} /> : null;
  };
}
