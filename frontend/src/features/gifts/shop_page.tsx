// A gift from its address: the page is read while the form is open, and fills what is still empty.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, type Data } from "../../core/api";
import { useDelayed } from "../../core/delayed";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { Spinner } from "../../ui/parts";
import { addressIn, fill, type Told } from "./fill";

type Preview = Data<"POST /gifts/preview">;

export interface ShopPage {
  state: "none" | "reading" | "read" | "failed";
  page: Preview | null;
  error: unknown;
}

const NOTHING: ShopPage = { state: "none", page: null, error: null };

function shopOf({ source, url }: Preview): string {
  return source ?? new URL(url).hostname.replace(/^www\./, "");
}

/** In another currency the price is nobody's business here. */
function priceOf({ price, currency }: Preview): string | null {
  return price !== null && (currency === null || currency === household().currency) ? moneyInput(price) : null;
}

/** `known` is an address that was there before: only another one is read. */
export function useShopPage<D extends Told>(draft: D, set: (change: (draft: D) => D) => void, known = ""): ShopPage {
  const [page, show] = useState(NOTHING);
  const filled = useRef<Partial<Told>>({});
  const done = useRef(known); // what was read, or needs no reading
  const asked = useDelayed(addressIn(draft), 350);
  useEffect(() => {
    if (asked === "") return show(NOTHING);
    if (asked === done.current) return;
    const giveUp = new AbortController();
    show({ ...NOTHING, state: "reading" });
    call("POST /gifts/preview", { body: { url: asked }, signal: giveUp.signal }).then(
      ({ data }) => {
        done.current = asked;
        set((now) => {
          const next = fill(now, asked, { name: data.name, price: priceOf(data) }, filled.current);
          filled.current = next;
          return { ...now, ...next };
        });
        show({ state: "read", page: data, error: null });
      },
      (error: unknown) => {
        if (giveUp.signal.aborted) return;
        done.current = asked;
        // The address goes where it belongs, and the name waits to be written.
        set((now) => (now.name.trim() === asked ? { ...now, name: "", url: asked } : now));
        show({ state: "failed", page: null, error });
      },
    );
    return () => giveUp.abort();
  }, [asked]);
  return page;
}

/** What the page adds to the fields of the form. */
export function extras({ page }: ShopPage): Partial<Pick<Preview, "image_url" | "source" | "description">> {
  if (!page) return {};
  const { image_url, source, description } = page;
  return { ...(image_url ? { image_url } : {}), ...(source ? { source } : {}), ...(description ? { description } : {}) };
}

/** How far the reading is, in the place of a hint. */
export function PageNote({ of: { state, page, error }, otherwise }: { of: ShopPage; otherwise: string }) {
  const words =
    state === "reading"
      ? t.gifts.reading
      : state === "read" && page
        ? t.gifts.read(shopOf(page), page.image_url !== null)
        : state === "failed"
          ? error instanceof ApiError && error.code !== "UNREADABLE_PAGE" && error.code !== "VALIDATION_ERROR"
            ? sentence(error)
            : t.gifts.unreadable
          : otherwise;
  return (
    <span role="status" class={state === "failed" ? "page-note warn" : "page-note"}>
      {state === "reading" ? <Spinner /> : null}
      {words}
    </span>
  );
}
