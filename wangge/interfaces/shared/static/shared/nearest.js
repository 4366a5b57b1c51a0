/**
 * Lists by distance: each `data-spot="lon,lat"` says how far it is (`[data-distance]`), and the button `[data-nearest]` puts the
 * nearest first. The position stays in this browser. Where it is allowed already the distances are there without asking.
 */
const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? { asking: "Finding your position …", denied: "Your phone did not give its position.", sorted: "Nearest first", metre: "m", km: "km" }
  : { asking: "正在定位…", denied: "手机没有给出位置。", sorted: "已按远近排列", metre: "米", km: "公里" };
const EARTH = 6_371_000;
let isSorted = false;

export default async function nearest(element) {
  const button = element.querySelector("[data-nearest]");
  if (!button || !navigator.geolocation || !element.querySelector("[data-spot]")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    isSorted = true;
    say(button, WORDS.asking);
    locate(element, button);
  });
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (permission?.state === "granted") locate(element, button);
}

function locate(element, button) {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => measure(element, button, coords),
    () => isSorted && say(button, WORDS.denied),
    { timeout: 12_000, maximumAge: 60_000 },
  );
}

function measure(element, button, { longitude, latitude }) {
  for (const item of element.querySelectorAll("[data-spot]")) {
    const [lon, lat] = item.dataset.spot.split(",").map(Number);
    item.metres = metres(longitude, latitude, lon, lat);
    const line = item.querySelector("[data-distance]");
    if (line) line.textContent = spoken(item.metres);
  }
  if (!isSorted) return;
  say(button, WORDS.sorted);
  for (const list of element.querySelectorAll("[data-nearest-list]")) {
    const far = (item) => item.metres ?? Infinity;
    list.append(...[...list.children].sort((one, other) => far(one) - far(other)));
  }
}

function metres(lon, lat, otherLon, otherLat) {
  const radians = Math.PI / 180;
  const x = (otherLon - lon) * radians * Math.cos(((lat + otherLat) / 2) * radians);
  const y = (otherLat - lat) * radians;
  return Math.hypot(x, y) * EARTH;
}

function spoken(far) {
  return far < 1000 ? `${Math.max(10, Math.round(far / 10) * 10)} ${WORDS.metre}` : `${(far / 1000).toFixed(1)} ${WORDS.km}`;
}

function say(button, words) {
  button.querySelector("span").textContent = words;
}
