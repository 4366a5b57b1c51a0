/**
 * File inputs for photos: a preview with a way to take each one back, and large pictures made smaller before they travel.
 * The position that a camera wrote into the photo is offered to the form's `data-place` before it is lost.
 */
const LONGEST = 2000;
const QUALITY = 0.85;
const english = document.documentElement.lang.startsWith("en");

export default function photoInput(input) {
  const strip = document.createElement("div");
  strip.className = "wg-previews";
  input.after(strip);
  input.addEventListener("change", () => take(input, strip));
}

/** What an input holds so far: choosing again adds to it, as with a camera that gives one photo at a time. */
const held = new WeakMap();

async function take(input, strip) {
  if (input.dataset.busy) return;
  const files = [...input.files];
  if (!files.length) return put(input, held.get(input) ?? []);
  const place = await positionOf(files[0]);
  if (place) {
    input.form?.dispatchEvent(new CustomEvent("wangge:photo-place", { detail: place }));
  }
  const small = await Promise.all(files.map(shrink));
  put(input, [...(held.get(input) ?? []), ...small]);
  preview(input, strip);
}

function put(input, files) {
  const basket = new DataTransfer();
  files.forEach((file) => basket.items.add(file));
  input.dataset.busy = "yes";
  input.files = basket.files;
  held.set(input, files);
  delete input.dataset.busy;
}

function preview(input, strip) {
  strip.replaceChildren(
    ...[...input.files].map((file) => {
      const frame = document.createElement("figure");
      const image = document.createElement("img");
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
      image.addEventListener("error", () => frame.classList.add("is-broken"), { once: true });
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "×";
      remove.setAttribute("aria-label", `${english ? "Remove" : "移除"} ${file.name}`);
      remove.addEventListener("click", () => {
        put(input, [...input.files].filter((each) => each !== file));
        preview(input, strip);
      });
      frame.append(image, remove);
      return frame;
    }),
  );
  input.closest("[data-photo-field]")?.classList.toggle("has-photos", input.files.length > 0);
}

/** A large picture becomes a smaller JPEG; whatever the browser cannot read travels as it is. */
async function shrink(file) {
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const ratio = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    if (ratio === 1 && file.size < 1_500_000) return file;
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * ratio), Math.round(bitmap.height * ratio));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

/** Longitude and latitude from the EXIF block of a JPEG, or null. */
export async function positionOf(file) {
  if (!file || file.type !== "image/jpeg") return null;
  try {
    const view = new DataView(await file.slice(0, 262_144).arrayBuffer());
    const start = exifStart(view);
    return start ? gpsOf(view, start) : null;
  } catch {
    return null;
  }
}

function exifStart(view) {
  let at = 2;
  while (at + 4 < view.byteLength && view.getUint8(at) === 0xff) {
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return 0;
}

function gpsOf(view, base) {
  const little = view.getUint16(base) === 0x4949;
  const u16 = (at) => view.getUint16(base + at, little);
  const u32 = (at) => view.getUint32(base + at, little);
  const entries = (at) => new Map(Array.from({ length: u16(at) }, (_, i) => [u16(at + 2 + i * 12), at + 2 + i * 12]));
  const pointer = entries(u32(4)).get(0x8825);
  if (pointer === undefined) return null;
  const gps = entries(u32(pointer + 8));
  const degrees = (tag) => {
    const from = u32(gps.get(tag) + 8);
    const [d, m, s] = [0, 8, 16].map((step) => u32(from + step) / (u32(from + step + 4) || 1));
    return d + m / 60 + s / 3600;
  };
  const sign = (tag, negative) => (String.fromCharCode(view.getUint8(base + gps.get(tag) + 8)) === negative ? -1 : 1);
  if (![1, 2, 3, 4].every((tag) => gps.has(tag))) return null;
  const found = { lon: degrees(4) * sign(3, "W"), lat: degrees(2) * sign(1, "S") };
  return Number.isFinite(found.lon) && Number.isFinite(found.lat) && (found.lon || found.lat) ? found : null;
}
