/** Relative times grow old: said again every half minute, in the words of the page's language. */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

const english = document.documentElement.lang.startsWith("en");
const relative = new Intl.RelativeTimeFormat(english ? "en" : "zh-CN", { numeric: "always" });

export function start(root) {
  root.querySelectorAll("time[data-when]").forEach(say);
}

function say(element) {
  const text = words(new Date(element.dateTime), new Date());
  if (text && element.dateTime.includes("T")) element.textContent = text;
}

/** “3 分钟前”; empty where the day itself is said, which does not grow old. */
function words(moment, now) {
  const seconds = (moment - now) / 1000;
  const size = Math.abs(seconds);
  if (size < MINUTE) return english ? "just now" : "刚刚";
  if (size >= 7 * DAY) return "";
  const [unit, length] = size < HOUR ? ["minute", MINUTE] : size < 48 * HOUR ? ["hour", HOUR] : ["day", DAY];
  return relative.format(Math.trunc(seconds / length), unit).replace(/(\d+)(?=\p{Script=Han})/u, "$1 ");
}

setInterval(() => start(document), 30_000);
