// Puts a menu or a list of suggestions beside what it belongs to, in the top layer, and inside the window.
import { useLayoutEffect } from "preact/hooks";

const GAP = 6;
const EDGE = 8;

function place(box: HTMLElement, anchor: DOMRect, sameWidth: boolean): void {
  if (sameWidth) box.style.width = `${anchor.width}px`;
  box.style.maxHeight = "none";
  const { width, height } = box.getBoundingClientRect();
  const below = innerHeight - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const up = height > below && above > below;
  const left = Math.min(Math.max(sameWidth ? anchor.left : anchor.right - width, EDGE), innerWidth - width - EDGE);
  box.style.left = `${left}px`;
  box.style.maxHeight = `${Math.max(up ? above : below, 120)}px`;
  box.style.top = up ? `${Math.max(anchor.top - GAP - Math.min(height, above), EDGE)}px` : `${anchor.bottom + GAP}px`;
}

/** Shows `box` beside `anchor` while the component stands; `again` changes when its size may have. */
export function useFloat(box: { readonly current: HTMLElement | null }, anchor: { readonly current: HTMLElement | null }, sameWidth: boolean, again: unknown): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !anchor.current) return;
    // Missing before iOS 18.3: there it is an ordinary fixed box, which is enough outside of dialogs.
    if (element.showPopover && !element.matches(":popover-open")) element.showPopover();
    const follow = (event?: Event) => {
      // Its own scrolling is no reason; a page that scrolls takes it along, and so does a keyboard that comes up.
      if (event?.target instanceof Node && element.contains(event.target)) return;
      if (anchor.current) place(element, anchor.current.getBoundingClientRect(), sameWidth);
    };
    follow();
    window.addEventListener("scroll", follow, true);
    window.addEventListener("resize", follow);
    return () => {
      window.removeEventListener("scroll", follow, true);
      window.removeEventListener("resize", follow);
    };
  }, [again]);
}
