// What was said about a thing, as a part of its page; `?talk` at the address leads there.
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { lazy } from "../../ui/lazy";
import type { TalkProps } from "./talk";

const Talk = lazy(() => import("./talk").then((found) => found.Talk));

const HEADING = "comments";

/** Scrolls to what was said on this page. */
export function showTalk(): void {
  const heading = document.getElementById(HEADING);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}

export function TalkSection(props: TalkProps) {
  useEffect(() => {
    const asked = new URLSearchParams(location.search);
    if (!asked.has("talk") || asked.has("item")) return;
    history.replaceState(history.state, "", location.pathname);
    showTalk();
  }, []);
  return (
    <section class="group talk-section" aria-labelledby={HEADING}>
      <h2 id={HEADING} class="group-head" tabIndex={-1}>
        {t.comments.title}
      </h2>
      <Talk {...props} />
    </section>
  );
}
