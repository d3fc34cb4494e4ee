// A drawing out of `icons`. It says nothing by itself: the words beside it, or the button's label, do.
import { h } from "preact";

export type IconNodes = [tag: string, attributes: Record<string, string>][];

export function Icon({ of, size = 20 }: { of: IconNodes; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {of.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
