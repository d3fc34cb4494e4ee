// A card that changed its place travels there, instead of vanishing here and appearing there; and the focus goes along.
import { useLayoutEffect, useRef } from "preact/hooks";

const TAKES = 260;

interface Place {
  x: number;
  y: number;
}

export function useTravel(track: { readonly current: HTMLElement | null }): void {
  const places = useRef(new Map<string, Place>());
  const focused = useRef<{ card: string; act: string } | null>(null);

  useLayoutEffect(() => {
    const board = track.current;
    if (!board) return;
    const remember = (event: FocusEvent) => {
      const target = event.target as HTMLElement;
      const card = target.closest<HTMLElement>("[data-card]")?.dataset["card"];
      const act = target.closest<HTMLElement>("[data-act]")?.dataset["act"];
      focused.current = card && act ? { card, act } : null;
    };
    board.addEventListener("focusin", remember);
    return () => board.removeEventListener("focusin", remember);
  }, []);

  useLayoutEffect(() => {
    const board = track.current;
    if (!board) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = new Map<string, Place>();
    for (const card of board.querySelectorAll<HTMLElement>("[data-card]")) {
      const id = card.dataset["card"] ?? "";
      // Where it is laid out, not where it is drawn: it may still be on its way from the last change.
      const column = card.offsetParent as HTMLElement | null;
      const place = { x: card.offsetLeft + (column?.offsetLeft ?? 0), y: card.offsetTop + (column?.offsetTop ?? 0) };
      next.set(id, place);
      const before = places.current.get(id);
      if (!before || still) continue;
      const [dx, dy] = [before.x - place.x, before.y - place.y];
      if (Math.hypot(dx, dy) > 3) {
        card.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], { duration: TAKES, easing: "cubic-bezier(.2, .8, .2, 1)" });
      }
    }
    places.current = next;
    const last = focused.current;
    if (last && document.activeElement === document.body) {
      board.querySelector<HTMLElement>(`[data-card="${last.card}"] [data-act="${last.act}"] button, [data-card="${last.card}"] button[data-act="${last.act}"]`)?.focus({ preventScroll: true });
    }
  });
}
