// Small pieces that many screens are put together from.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApiError } from "../core/api";
import { t } from "../core/i18n";
import { sentence } from "../core/problems";
import { Icon, type IconNodes } from "./icon";
import { giftIcon } from "./icons";

/** Only what this server keeps is shown: a browser here never asks a shop for a picture. */
export function ownPicture(url: string | null): string | null {
  return url?.startsWith("/media/") ? url : null;
}

/** The same picture in the size of a card. */
function cardSize(picture: string): string {
  return picture.replace(/\.webp$/, "-card.webp");
}

function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** Somebody's face, or their letters. The name stands beside it, or in the label of what it is in. */
export function Avatar({ name, url, size = 28 }: { name: string; url: string | null; size?: number }) {
  const picture = ownPicture(url);
  const look = { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px`, "--hue": String(hue(name)) };
  return (
    <span class="avatar" style={look} aria-hidden="true">
      {picture ? <img src={cardSize(picture)} alt="" loading="lazy" decoding="async" /> : initials(name)}
    </span>
  );
}

export function GiftPicture({ name, url }: { name: string; url: string | null }) {
  const picture = ownPicture(url);
  return (
    <span class="picture" style={{ "--hue": String(hue(name)) }}>
      {picture ? <img src={cardSize(picture)} alt="" loading="lazy" decoding="async" /> : <Icon of={giftIcon} size={26} />}
    </span>
  );
}

export function Chip({ icon, children, tone }: { icon?: IconNodes; children: ComponentChildren; tone?: "secret" | "done" | "warn" }) {
  return (
    <span class={tone ? `chip ${tone}` : "chip"}>
      {icon ? <Icon of={icon} size={14} /> : null}
      {children}
    </span>
  );
}

/** Something takes a moment; the words beside it say what. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />;
}

export interface HeadProps {
  title: string;
  back?: { href: string; label: string } | undefined;
  below?: ComponentChildren;
  children?: ComponentChildren;
}

/** The head of a screen. It takes the focus on arrival, so that a screen reader says where one is. */
export function Head({ title, back, below, children }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · familydash`;
  }, [title]);
  return (
    <header class="head">
      {back ? (
        <a class="back" href={back.href}>
          {back.label}
        </a>
      ) : null}
      <div class="head-row">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div class="head-actions">{children}</div>
      </div>
      {below}
    </header>
  );
}

/** Nothing here yet, and how to begin. `whole` where there is nothing else on the screen. */
export function Empty({ icon, title, text, children, whole }: { icon: IconNodes; title: string; text: string; children?: ComponentChildren; whole?: boolean }) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon of={icon} size={28} />
      </span>
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  );
}

/** In place of data that is not there: still on its way, gone, or out of reach. */
export function Waiting({ error, shape = "rows", lines = 4 }: { error: Error | null; shape?: "rows" | "cards"; lines?: number }) {
  if (error instanceof ApiError && error.status === 404) return <Empty icon={giftIcon} title={t.gone.title} text={t.gone.text} />;
  if (error) {
    return (
      <p class="form-error" role="alert">
        {error instanceof ApiError && error.code === "NETWORK" ? t.connection.unreachable : sentence(error)}
      </p>
    );
  }
  return (
    <div class={`skeleton ${shape}`} aria-busy="true" aria-label={t.loading} role="status">
      {Array.from({ length: lines }, (_, one) => (
        <span key={one} />
      ))}
    </div>
  );
}

/** How much of the plan is spent, and of a budget planned. The words beside it say the same. */
export function Bar({ part, whole, label }: { part: number; whole: number; label: string }) {
  const share = whole > 0 ? Math.min(part / whole, 1) : 0;
  return (
    <span class={part > whole ? "bar over" : "bar"} role="img" aria-label={label}>
      <span style={{ width: `${Math.round(share * 1000) / 10}%` }} />
    </span>
  );
}
