/**
 * A position field: `data-place` around hidden inputs `[data-lon]`, `[data-lat]`, `[data-place-source]`.
 * Filled by the button `[data-locate]`, by the photo of the same form, or on a map that `[data-open-map]` opens.
 * With `data-locate-at-once` it asks the phone by itself, where that is allowed already and nothing is chosen.
 * `data-place-url` answers `?lon=&lat=` with {"words": "…", "is_inside": true}.
 */
const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? {
      asking: "Finding your position …",
      denied: "Your phone did not give its position. Describe the place in words, or pick it on the map.",
      photo: "Position taken from the photo",
      here: "Your current position",
      map: "Position picked on the map",
      kept: "Position chosen before",
      accuracy: "accurate to about",
      metres: "m",
    }
  : {
      asking: "正在定位…",
      denied: "手机没有给出位置。请用文字写清地点，或在地图上点选。",
      photo: "已用照片里的位置",
      here: "当前位置",
      map: "地图上选的位置",
      kept: "上次选的位置",
      accuracy: "误差约",
      metres: "米",
    };

export default function placeField(element) {
  const form = element.closest("form");
  element.querySelector("[data-locate]")?.addEventListener("click", () => locate(element));
  element.querySelector("[data-open-map]")?.addEventListener("click", (event) => openMap(element, event.currentTarget));
  form?.addEventListener("wangge:photo-place", (event) => {
    if (element.dataset.chosen !== "map") choose(element, event.detail, "photo");
  });
  element.querySelectorAll("[data-needs-script]").forEach((each) => (each.hidden = false));
  if ("locateAtOnce" in element.dataset) locateAtOnce(element);
}

/** Without a question: only where the phone has been allowed to tell its position before. */
async function locateAtOnce(element) {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (permission?.state === "granted" && !element.dataset.chosen && !element.querySelector("input[data-lon]").value) locate(element);
}

function locate(element) {
  if (!navigator.geolocation) return tell(element, WORDS.denied, true);
  tell(element, WORDS.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => element.dataset.chosen === "map" || choose(element, { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }, "here"),
    () => tell(element, WORDS.denied, true),
    { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
  );
}

async function openMap(element, opener) {
  const box = element.querySelector("[data-map-box]");
  box.hidden = !box.hidden;
  opener.setAttribute("aria-expanded", String(!box.hidden));
  if (box.hidden || box.dataset.started) return;
  box.dataset.started = "yes";
  const { default: map } = await import("wangge/map");
  box.addEventListener("wangge:place", (event) => choose(element, event.detail, "map"));
  await map(box.querySelector("[data-map]") ?? box);
}

/** Puts a position into the form and says in words where that is. */
export async function choose(element, { lon, lat, accuracy }, source) {
  element.dataset.chosen = source;
  element.querySelector("input[data-lon]").value = lon.toFixed(6);
  element.querySelector("input[data-lat]").value = lat.toFixed(6);
  const field = element.querySelector("[data-place-source]");
  if (field) field.value = source;
  const about = accuracy ? `（${WORDS.accuracy} ${Math.round(accuracy)} ${WORDS.metres}）` : "";
  tell(element, `${WORDS[source]}${about}`);
  element.dispatchEvent(new CustomEvent("wangge:chosen", { bubbles: true, detail: { lon, lat, source } }));
  if (!element.dataset.placeUrl) return;
  const answer = await fetch(`${element.dataset.placeUrl}?lon=${lon}&lat=${lat}`).catch(() => null);
  if (!answer?.ok) return;
  const { words, is_inside: isInside } = await answer.json();
  tell(element, isInside ? `${WORDS[source]}${about}：${words}` : words, !isInside);
}

function tell(element, words, isWrong = false) {
  const line = element.querySelector("[data-place-words]");
  line.textContent = words;
  line.classList.toggle("is-wrong", isWrong);
  line.hidden = false;
}
