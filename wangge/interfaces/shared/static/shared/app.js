/**
 * The entry module of every page. It finds elements by their data- attributes; a page works without it, only less comfortably.
 *
 *   data-many            a form that may be sent twice; no other POST form can
 *   data-confirm="…"     asks once before the form is sent or the link followed; the text names the thing
 *   data-live="url"      a part of the page that is fetched again every 15 s (204: nothing changed)
 *   data-count="name"    a number of the pulse
 *   data-sends="a b"     a part of a form that asks the server (hx-post) sends these fields, not the whole form with its photos
 *   data-list            a list for j, k, Enter and x
 *   data-photo-input     a file input with preview and downscaling
 *   data-place           a position field filled by geolocation, photo or map
 *   data-draft="name"    a form whose words and choices outlive the page; data-drafted="name" says that they were sent
 *   data-chart           a chart, drawn from the JSON script inside
 *   data-module="name"   loads wangge/name and calls its default export with the element
 *
 * What lies in a closed <details> is woken when it is opened.
 */
import { start as dialogs } from "wangge/dialog";
import { label, start as lists } from "wangge/list";
import { start as live } from "wangge/live";
import { start as times } from "wangge/times";

const LAZY = {
  "[data-photo-input]": () => import("wangge/photo"),
  "[data-place]": () => import("wangge/place"),
  "[data-chart]": () => import("wangge/chart"),
  "[data-draft], [data-drafted]": () => import("wangge/draft"),
};

const prepared = new Map();

/**
 * Wakes what stands inside `root`; safe to call again after the page has changed. Nothing is woken before everything is here:
 * a button that shows itself may be pressed at once, and whoever listens to what it says must be listening by then.
 */
export async function wake(root) {
  times(root);
  label(root);
  root.querySelectorAll("[data-width]").forEach((element) => {
    element.style.setProperty("inline-size", `${element.dataset.width}%`);
  });
  const asleep = Object.entries(LAZY).flatMap(([selector, load]) => unprepared(root, selector).map((element) => ({ element, load })));
  for (const element of unprepared(root, "[data-module]")) {
    asleep.push({ element, load: () => import(`wangge/${element.dataset.module}`) });
  }
  const modules = await Promise.all(asleep.map(({ load }) => load().catch(reportError)));
  asleep.forEach(({ element }, index) => modules[index]?.default?.(element));
}

function unprepared(root, selector) {
  if (!prepared.has(selector)) prepared.set(selector, new WeakSet());
  const known = prepared.get(selector);
  const found = [...root.querySelectorAll(selector)].filter((element) => !known.has(element) && !isFolded(element));
  found.forEach((element) => known.add(element));
  return found;
}

/** What lies in a closed <details> sleeps until it is opened: a map there costs nothing before. */
const isFolded = (element) => Boolean(element.closest("details:not([open])"));

/** A form that was sent shows it and cannot be sent again until the page comes back. */
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-many]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.matches("[hx-post],[hx-get],[hx-put],[hx-patch],[hx-delete]")) return;
  form.dataset.sent = "yes";
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach(press), 0);
}

function press(button) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
}

/** A page that comes back from the browser's memory may be sent again. */
function release() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-busy]").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  });
}

function dismiss(event) {
  event.target.closest("[data-dismiss]")?.closest("[data-toast], .wg-alert")?.remove();
  const print = event.target.closest("[data-print]");
  if (print) window.print();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
}

function closeMenus(event) {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
}

function submitOnChange(event) {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && event.target.type !== "search" && event.target.type !== "text") form.requestSubmit();
}

function sendLess({ detail: { ctx } }) {
  const parts = ctx.sourceElement.dataset.sends?.split(" ").concat("csrfmiddlewaretoken");
  if (!parts) return;
  const isSent = (name) => parts.some((part) => name === part || name.startsWith(`${part}_`));
  [...ctx.request.body.keys()].filter((name) => !isSent(name)).forEach((name) => ctx.request.body.delete(name));
}

/** htmx begins to listen in the turn after it has come; a position may be known sooner, and is told once. */
function turn() {
  return new Promise((next) => setTimeout(next));
}

document.addEventListener("submit", sendOnce);
document.addEventListener("click", dismiss);
document.addEventListener("keydown", closeMenus);
document.addEventListener("change", submitOnChange);
document.addEventListener("toggle", (event) => event.target.matches("details[open]") && wake(event.target), true);
window.addEventListener("pageshow", (event) => event.persisted && release());
document.addEventListener("htmx:config:request", sendLess);
document.addEventListener("htmx:after:swap", () => wake(document));
document.addEventListener("wangge:changed", () => wake(document));

dialogs();
lists();
live();
if (document.querySelector("[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete]")) await import("htmx").then(turn, reportError);
await wake(document);
document.querySelector(".wg-alert.is-error, .has-error .is-invalid")?.focus();
document.documentElement.dataset.ready = "yes";
