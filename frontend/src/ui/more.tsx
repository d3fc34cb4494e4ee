// The way to more of the same: by itself when it comes into sight, and by hand.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";

const BEFORE = "400px"; // so much earlier than it is seen

export function More({ onMore }: { onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const now = useRef(onMore);
  now.current = onMore;
  useEffect(() => {
    if (!button.current || typeof IntersectionObserver === "undefined") return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && now.current(), { rootMargin: BEFORE });
    watch.observe(button.current);
    return () => watch.disconnect();
  }, []);
  return (
    <button ref={button} type="button" class="button more" onClick={onMore}>
      {t.more}
    </button>
  );
}
