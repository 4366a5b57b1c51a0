/**
 * Drafts: `data-draft="name"` keeps what was typed and chosen in a form, in this browser only, until it is sent.
 * A page that was lost comes back with its words; a line above says so and throws them away when asked. Photos, passwords,
 * one-time keys and what stands in a `data-private` part (somebody else's contact) are never kept. The answer to a successful form carries `data-drafted="name"`, and the draft is gone.
 * A form that comes back from the server (`data-bound`) holds its words itself. Drafts are forgotten after a week.
 */
import { choose } from "wangge/place";

const PREFIX = "wangge:draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const PAUSE = 300;
const english = document.documentElement.lang.startsWith("en");
const WORDS = english
  ? { back: "Your unfinished entry is back. Photos have to be chosen again.", discard: "Discard" }
  : { back: "已恢复上次没有提交的内容，照片需要重新选。", discard: "丢弃" };

export default function draft(element) {
  if (element.dataset.drafted) return forget(element.dataset.drafted);
  const form = element;
  const untouched = JSON.stringify(valuesOf(form));
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form, untouched), PAUSE);
  };
  if (!("bound" in form.dataset)) bringBack(form);
  ["input", "change", "wangge:chosen"].forEach((name) => form.addEventListener(name, later));
  addEventListener("pagehide", () => timer && keep(form, untouched));
}

function fieldsOf(form) {
  const isKept = (field) =>
    field.name && !field.closest("[data-private]") && (field.type !== "hidden" || field.matches("[data-lon], [data-lat]")) && !["file", "password", "submit", "button"].includes(field.type);
  return [...form.elements].filter(isKept);
}

function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio") {
      if (field.checked) values[field.name] = field.value;
    } else if (field.type === "checkbox") {
      values[field.name] = field.checked;
    } else {
      values[field.name] = field.value;
    }
  }
  return values;
}

function keep(form, untouched) {
  if (form.dataset.discarded) return;
  const values = valuesOf(form);
  if (JSON.stringify(values) === untouched) return forget(form.dataset.draft);
  store(() => localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values })));
}

function forget(name) {
  store(() => localStorage.removeItem(PREFIX + name));
}

async function bringBack(form) {
  const kept = store(() => JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft)));
  if (!kept) return;
  if (Date.now() - kept.at > WEEK) return forget(form.dataset.draft);
  tell(form);
  await findLines(form, kept.values);
  for (const field of fieldsOf(form)) put(field, kept.values[field.name]);
  for (const place of form.querySelectorAll("[data-place]")) putPlace(place);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function put(field, value) {
  if (value === undefined) return;
  if (field.type === "radio") field.checked = field.value === value;
  else if (field.type === "checkbox") field.checked = value;
  else field.value = value;
}

/** A choice that stands in no line of its chooser now: ask the server for the lines that hold it. */
async function findLines(form, values) {
  for (const search of form.querySelectorAll(".wg-chooser input[type=search]")) {
    const name = search.name.replace(/_words$/, "");
    const value = values[name];
    const lines = search.closest(".wg-chooser").querySelector(".wg-chooser-lines");
    if (!value || lines.querySelector(`input[value="${CSS.escape(value)}"]`)) continue;
    const csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
    const body = new URLSearchParams({ csrfmiddlewaretoken, [search.name]: values[search.name] ?? "", [name]: value });
    const answer = await fetch(search.getAttribute("hx-post"), { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) lines.replaceWith(document.createRange().createContextualFragment(await answer.text()));
  }
}

function putPlace(place) {
  const [lon, lat] = ["lon", "lat"].map((name) => Number.parseFloat(place.querySelector(`[data-${name}]`).value));
  if (Number.isFinite(lon) && Number.isFinite(lat)) choose(place, { lon, lat }, "kept");
}

function tell(form) {
  const line = document.createElement("p");
  line.className = "wg-draft";
  line.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: WORDS.discard });
  button.addEventListener("click", () => {
    forget(form.dataset.draft);
    form.dataset.discarded = "yes";
    location.reload();
  });
  line.append(Object.assign(document.createElement("span"), { textContent: WORDS.back }), button);
  form.prepend(line);
}

/** A browser may refuse to keep anything: then there is no draft, and nothing else breaks. */
function store(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
