// What somebody else changed just now glows once, so that the eye finds it.
import { store } from "./store";

const GLOWS_FOR = 2_400; // as long as the animation in styles/board.css

/** Names as `glowName` writes them. */
export const glowing = store<ReadonlySet<string>>(new Set());

export const glowName = (entity: string, id: number) => `${entity}:${id}`;

export function glow(entity: string, id: number): void {
  const name = glowName(entity, id);
  glowing.set(new Set(glowing.get()).add(name));
  setTimeout(() => {
    const rest = new Set(glowing.get());
    rest.delete(name);
    glowing.set(rest);
  }, GLOWS_FOR);
}
