// What somebody else changed just now glows once, so that the eye finds it.
import { store } from "./store";

const GLOWS_FOR = 2_400; // as long as the animation in styles/board.css

export const glowing = store<ReadonlySet<number>>(new Set());

export function glow(id: number): void {
  glowing.set(new Set(glowing.get()).add(id));
  setTimeout(() => {
    const rest = new Set(glowing.get());
    rest.delete(id);
    glowing.set(rest);
  }, GLOWS_FOR);
}
