/**
 * Charts: an element with `data-chart` that holds a <script type="application/json"> of
 *   {"kind": "bar|bar-h|stacked|stacked-h|pyramid|line|donut", "unit": "件", "names": […], "series": [{"name": "…", "values": […], "meaning": "ok|soon|late|joint|plain|muted"}], "links": […]}
 * A pyramid has two series, the first drawn to the left. ECharts is fetched only when one comes near the screen. Bars start at zero, are labelled directly, and the table of the data is one click away.
 */
const MEANINGS = { ok: "--wg-ok", soon: "--wg-soon", late: "--wg-late", joint: "--wg-joint", plain: "--wg-accent", muted: "--wg-muted" };
const SERIES = ["--wg-accent", "--wg-series-2", "--wg-series-3", "--wg-series-4", "--wg-series-5"];
const english = document.documentElement.lang.startsWith("en");
const WORDS = english ? { table: "Data table", chart: "Chart", name: "Item" } : { table: "数据表", chart: "图", name: "项目" };

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

export default function chart(element) {
  const data = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  const canvas = document.createElement("div");
  canvas.className = "wg-chart-canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", element.dataset.chart || data.title || WORDS.chart);
  const table = tableOf(data);
  table.hidden = true;
  element.append(canvas, toggle(canvas, table), table);
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    watcher.disconnect();
    draw(canvas, data);
  });
  watcher.observe(canvas);
}

async function draw(canvas, data) {
  const echarts = await import("echarts");
  const drawing = echarts.init(canvas, null, { renderer: "canvas" });
  const paint = () => drawing.setOption(optionOf(data, canvas), true);
  paint();
  dark.addEventListener("change", paint);
  new ResizeObserver(() => drawing.resize()).observe(canvas);
  if (data.links) drawing.on("click", ({ dataIndex }) => data.links[dataIndex] && (location.href = data.links[dataIndex]));
}

function optionOf(data, canvas) {
  const style = getComputedStyle(canvas);
  const token = (name) => style.getPropertyValue(name).trim();
  const base = {
    animation: !still.matches,
    textStyle: { fontFamily: style.fontFamily, color: token("--wg-text") },
    tooltip: { renderMode: "richText", trigger: data.kind === "donut" ? "item" : "axis", confine: true, axisPointer: { type: "shadow" } },
    color: SERIES.map(token),
    aria: { enabled: true },
  };
  return data.kind === "donut" ? { ...base, ...donut(data, token) } : { ...base, ...axes(data, token, canvas.clientWidth) };
}

function axes(data, token, width) {
  const pyramid = data.kind === "pyramid";
  const flat = pyramid || data.kind.endsWith("-h");
  const quiet = { axisLine: { lineStyle: { color: token("--wg-line") } }, axisTick: { show: false }, axisLabel: { color: token("--wg-text-2") } };
  const names = { type: "category", data: data.names, inverse: flat, ...quiet };
  if (!flat && data.kind !== "line") names.axisLabel = { ...quiet.axisLabel, interval: 0, ...narrow(data.names, width) };
  const values = { type: "value", min: pyramid ? undefined : 0, minInterval: 1, ...quiet, ...(pyramid && { axisLabel: { ...quiet.axisLabel, formatter: told } }), axisLine: { show: false }, splitLine: { lineStyle: { color: token("--wg-line") } } };
  return {
    grid: { left: 8, right: flat ? 40 : 12, top: data.series.length > 1 ? 34 : 20, bottom: 4, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: { color: token("--wg-text-2") } } : undefined,
    xAxis: flat ? values : names,
    yAxis: flat ? names : values,
    series: data.series.map((each) => oneSeries(each, data, token, flat)),
  };
}

/** A number without its sign: in a pyramid the left side is drawn below zero. */
const told = (value) => Math.abs(value).toLocaleString("en");

/** Every column keeps its name: where there is no room for it, in two lines, or aslant in English. */
function narrow(names, width) {
  const longest = Math.max(...names.map((name) => name.length)) * (english ? 7 : 12);
  if (longest < (width - 50) / names.length) return {};
  return english ? { rotate: 35 } : { formatter: (name) => name.replace(/^(.{2})(.{2,})$/, "$1\n$2") };
}

function oneSeries(each, data, token, flat) {
  const colour = each.meaning ? token(MEANINGS[each.meaning] ?? MEANINGS.plain) : undefined;
  const isStacked = data.kind === "pyramid" || data.kind.startsWith("stacked");
  const single = data.series.length === 1 && data.names.length <= 24;
  return {
    name: each.name,
    type: data.kind === "line" ? "line" : "bar",
    stack: isStacked ? "all" : undefined,
    data: data.kind === "pyramid" && each === data.series[0] ? each.values.map((value) => -value) : each.values,
    tooltip: { valueFormatter: told },
    barMaxWidth: 28,
    symbolSize: 5,
    itemStyle: { color: colour, borderRadius: isStacked ? 0 : 2 },
    lineStyle: colour ? { color: colour, width: 2 } : { width: 2 },
    label: { show: single && data.kind !== "line", position: flat ? "right" : "top", color: token("--wg-text-2") },
    cursor: data.links ? "pointer" : "default",
  };
}

function donut(data, token) {
  const [{ values }] = data.series;
  return {
    series: [
      {
        type: "pie",
        radius: ["50%", "72%"],
        label: { formatter: "{b} {c}", color: token("--wg-text") },
        itemStyle: { borderColor: token("--wg-surface"), borderWidth: 2 },
        data: data.names.map((name, index) => ({ name, value: values[index] })),
      },
    ],
  };
}

function toggle(canvas, table) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "wg-chart-toggle";
  button.textContent = WORDS.table;
  button.addEventListener("click", () => {
    table.hidden = !table.hidden;
    canvas.hidden = !table.hidden;
    button.textContent = table.hidden ? WORDS.table : WORDS.chart;
  });
  return button;
}

function tableOf(data) {
  const frame = document.createElement("div");
  frame.className = "wg-table-frame";
  const table = document.createElement("table");
  table.className = "wg-table";
  const row = (tag, cells) => {
    const line = document.createElement("tr");
    line.append(...cells.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
    return line;
  };
  const head = table.createTHead();
  head.append(row("th", [WORDS.name, ...data.series.map(({ name }) => (data.unit ? `${name}（${data.unit}）` : name))]));
  table.createTBody().append(...data.names.map((name, index) => row("td", [name, ...data.series.map(({ values }) => values[index])])));
  frame.append(table);
  return frame;
}
