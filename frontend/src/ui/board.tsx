// Columns of cards. On a desk a card is dragged by the mouse; everywhere its own menu moves it.
// On a phone one column fills the screen, and the row of names above leads to the others.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useDrag } from "./drag";
import { useTravel } from "./travel";

export interface Column {
  id: string;
  label: string;
  /** What stands there while it is empty. */
  empty: string;
  cards: { id: number; body: ComponentChildren }[];
}

export interface BoardProps {
  columns: Column[];
  mayDrop: (card: number, column: string) => boolean;
  onDrop: (card: number, column: string) => void;
}

export function Board({ columns, mayDrop, onDrop }: BoardProps) {
  const track = useRef<HTMLDivElement>(null);
  const [front, setFront] = useState(0);
  useTravel(track);
  useDrag(track, mayDrop, onDrop);
  const reach = (at: number) => {
    const column = track.current?.children[at] as HTMLElement | undefined;
    if (column) track.current?.scrollTo({ left: column.offsetLeft - track.current.offsetLeft, behavior: "smooth" });
  };
  return (
    <div class="board">
      <div class="board-tabs" aria-hidden="true">
        {columns.map((column, at) => (
          <button key={column.id} type="button" tabIndex={-1} class={`board-tab ${column.id}`} data-front={at === front || undefined} onClick={() => reach(at)}>
            {column.label} <span class="count">{column.cards.length}</span>
          </button>
        ))}
      </div>
      <div
        ref={track}
        class="board-track"
        onScroll={({ currentTarget: box }) => setFront(Math.round((box.scrollLeft / Math.max(box.scrollWidth - box.clientWidth, 1)) * (columns.length - 1)))}
      >
        {columns.map((column) => (
          <section key={column.id} class={`column ${column.id}`} data-column={column.id} role="region" aria-label={column.label}>
            <h2 class="column-head">
              {column.label} <span class="count">{column.cards.length}</span>
            </h2>
            {column.cards.map(({ id, body }) => (
              <div key={id} class="card-slot" data-card={id}>
                {body}
              </div>
            ))}
            {column.cards.length === 0 ? <p class="column-empty">{column.empty}</p> : null}
          </section>
        ))}
      </div>
    </div>
  );
}
