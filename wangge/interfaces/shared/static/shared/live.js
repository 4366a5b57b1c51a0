/**
 * Live parts: every 15 s each `data-live` address is asked, with `X-Wangge-Poll: 1` so that the server knows a poll from a person.
 * 204 means nothing changed. 200 replaces the element by the answer, whose root carries the next address (with its stamp).
 * The pulse (`data-pulse` of the body) gives the numbers of all `data-count` elements as {"counts": {name: n}}.
 * A hidden tab rests. A part whose field is being edited or whose rows are selected waits.
 */
const EVERY = 15_000;
const HEADERS = { "X-Wangge-Poll": "1" };
let isOut = false;

export function start() {
  const pulse = document.body.dataset.pulse;
  if (!pulse && !document.querySelector("[data-live]")) return;
  if (pulse) beat(pulse);
  setInterval(() => document.hidden || round(pulse), EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || round(pulse));
}

async function round(pulse) {
  const parts = [...document.querySelectorAll("[data-live]")].filter((part) => !isBusy(part));
  const results = await Promise.all([...(pulse ? [beat(pulse)] : []), ...parts.map(refresh)]);
  show(results.every(Boolean));
}

function isBusy(part) {
  return part.querySelector("input:checked[type=checkbox], dialog[open], .htmx-request") || part.querySelector(":focus:is(input, textarea, select)");
}

async function refresh(part) {
  const answer = await get(part.dataset.live);
  if (!answer) return false;
  if (answer.status !== 200) return answer.ok;
  const focused = part.querySelector("[data-row]:focus")?.id;
  const fresh = document.createRange().createContextualFragment(await answer.text());
  part.replaceWith(fresh);
  document.getElementById(focused ?? "")?.focus();
  document.dispatchEvent(new CustomEvent("wangge:changed"));
  return true;
}

async function beat(address) {
  const answer = await get(address);
  if (!answer) return false;
  if (answer.status === 200) {
    const { counts = {} } = await answer.json();
    for (const [name, count] of Object.entries(counts)) {
      document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`).forEach((element) => {
        element.textContent = count > 999 ? "999+" : count;
        element.hidden = !count;
      });
    }
  }
  return answer.ok;
}

async function get(address) {
  try {
    const answer = await fetch(address, { headers: HEADERS, credentials: "same-origin", redirect: "error" });
    isOut = answer.status === 401;
    return answer;
  } catch {
    return null;
  }
}

function show(isFresh) {
  const word = isFresh ? "on" : isOut ? "out" : "off";
  document.querySelectorAll("[data-live-dot]").forEach((dot) => {
    dot.classList.toggle("is-off", !isFresh);
    const words = dot.querySelector("[role=status]");
    if (words.textContent !== dot.dataset[word]) words.textContent = dot.dataset[word];
  });
}
