// Dragging a card with the mouse or a pen. A finger scrolls instead; it has the card's menu.
import { useEffect, useRef } from "preact/hooks";

const STARTS_AFTER = 6; // pixels: less is a click
const EDGE = 70; // this near to the window's edge the page scrolls along
const STEP = 14;

type MayDrop = (card: number, column: string) => boolean;
type OnDrop = (card: number, column: string) => void;

interface Drag {
  card: HTMLElement;
  ghost: HTMLElement;
  over: HTMLElement | null;
  dx: number;
  dy: number;
  scrolling: number;
}

function lift(card: HTMLElement, event: PointerEvent): Drag {
  const from = card.getBoundingClientRect();
  const ghost = card.cloneNode(true) as HTMLElement;
  ghost.classList.add("ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.removeAttribute("data-card");
  ghost.style.width = `${from.width}px`;
  document.body.append(ghost);
  card.classList.add("lifted");
  document.documentElement.classList.add("dragging");
  return { card, ghost, over: null, dx: event.clientX - from.left, dy: event.clientY - from.top, scrolling: 0 };
}

function letGo(drag: Drag): void {
  cancelAnimationFrame(drag.scrolling);
  drag.ghost.remove();
  drag.card.classList.remove("lifted");
  drag.over?.classList.remove("drop-here");
  document.documentElement.classList.remove("dragging");
}

export function useDrag(track: { readonly current: HTMLElement | null }, mayDrop: MayDrop, onDrop: OnDrop): void {
  const now = useRef({ mayDrop, onDrop });
  now.current = { mayDrop, onDrop };
  useEffect(() => {
    const board = track.current;
    if (!board) return;
    let drag: Drag | null = null;
    let end: (() => void) | null = null;

    function onDown(event: PointerEvent): void {
      const target = event.target as HTMLElement;
      const card = target.closest<HTMLElement>("[data-card]");
      if (!card || event.button !== 0 || event.pointerType === "touch" || target.closest("button, a, input")) return;
      const from = { x: event.clientX, y: event.clientY };
      let last = event;

      const scrollAlong = () => {
        if (!drag) return;
        if (last.clientY < EDGE) window.scrollBy(0, -STEP);
        else if (last.clientY > innerHeight - EDGE) window.scrollBy(0, STEP);
        drag.scrolling = requestAnimationFrame(scrollAlong);
      };
      const onMove = (move: PointerEvent) => {
        last = move;
        if (!drag) {
          if (Math.hypot(move.clientX - from.x, move.clientY - from.y) < STARTS_AFTER) return;
          drag = lift(card, event);
          scrollAlong();
        }
        move.preventDefault();
        drag.ghost.style.transform = `translate(${move.clientX - drag.dx}px, ${move.clientY - drag.dy}px) rotate(1.2deg)`;
        const column = document.elementFromPoint(move.clientX, move.clientY)?.closest<HTMLElement>("[data-column]") ?? null;
        const allowed = column && now.current.mayDrop(Number(card.dataset["card"]), column.dataset["column"] ?? "") ? column : null;
        if (allowed !== drag.over) {
          drag.over?.classList.remove("drop-here");
          allowed?.classList.add("drop-here");
          drag.over = allowed;
        }
      };
      const finish = (drop: boolean) => {
        document.removeEventListener("pointermove", onMove);
        document.removeEventListener("pointerup", onUp);
        document.removeEventListener("pointercancel", onCancel);
        document.removeEventListener("keydown", onKey, true);
        end = null;
        if (!drag) return;
        const { over } = drag;
        letGo(drag);
        drag = null;
        if (drop && over) now.current.onDrop(Number(card.dataset["card"]), over.dataset["column"] ?? "");
      };
      const onUp = () => finish(true);
      const onCancel = () => finish(false);
      const onKey = (key: KeyboardEvent) => key.key === "Escape" && finish(false);
      document.addEventListener("pointermove", onMove);
      document.addEventListener("pointerup", onUp);
      document.addEventListener("pointercancel", onCancel);
      document.addEventListener("keydown", onKey, true);
      end = onCancel;
    }

    board.addEventListener("pointerdown", onDown);
    return () => {
      board.removeEventListener("pointerdown", onDown);
      end?.();
    };
  }, []);
}
