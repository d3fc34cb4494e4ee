// Pictures on their way into the house's own store.
import { call } from "../../core/api";

const MOST = 10 * 1024 * 1024; // what the server takes
const LONGEST = 2400; // pixels: it keeps less

/** What the server can read. Naming them, not `image/*`, makes an iPhone hand out a JPEG. */
export const KINDS = "image/jpeg,image/png,image/webp,image/gif,image/avif";

/** A photo too big to send, smaller; null where this browser cannot read it. */
async function smaller(file: File): Promise<Blob | null> {
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(whole.width * scale), height: Math.round(whole.height * scale) });
    canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  } catch {
    return null;
  }
}

/** Its address in the house. */
export async function upload(file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file.size > MOST ? ((await smaller(file)) ?? file) : file, file.name);
  return (await call("POST /media", { body: form })).data.url;
}
