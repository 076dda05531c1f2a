// The page "Try it": a form made of the declared inputs, and the answer to what stands in it.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#aa4499"];
const DASHES = ["", "8 4", "2 4", "8 4 2 4"];
const root = document.getElementById("try");
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const waiting = new Map();
let calls = 0;
let asked = 0;

worker.onmessage = ({ data: { number, result, failed } }) => {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  failed === undefined ? resolve(result) : reject(new Error(failed));
};
worker.onerror = (event) => say(`Python could not be started here: ${event.message ?? "no reason given"}`, true);

function ask(name, ...args) {
  calls += 1;
  return new Promise((resolve, reject) => {
    waiting.set(calls, { resolve, reject });
    worker.postMessage({ number: calls, name, args });
  });
}

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    name in made ? (made[name] = value) : made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const state = element("p", { id: "try-state", role: "status" });
const chosen = element("select", { id: "try-case", ariaLabel: "Case" });
const form = element("form", { id: "try-form", autocomplete: "off" });
const output = element("div", { id: "try-answer" });
const download = element("button", { id: "try-download", type: "button", disabled: true }, "Download the workbook");

function say(text, wrong = false) {
  state.textContent = text;
  state.className = wrong ? "wrong" : "";
}

function field({ key, label, unit, help, model, value }) {
  const input = element("input", { name: key, value, spellcheck: false, title: help });
  input.dataset.was = value;
  if (model) input.setAttribute("list", "try-models");
  return element("label", {}, element("span", {}, `${label} `, element("small", {}, unit)), input);
}

function fill({ first, inputs }) {
  const titled = (one) => (/^[A-D]: /.test(one.group) ? { ...one, label: `${one.group[0]}: ${one.label}` } : one);
  const above = first.map((key) => inputs.find((one) => one.key === key)).filter(Boolean);
  const groups = Map.groupBy(inputs.filter((one) => !first.includes(one.key)), (one) => one.group);
  form.replaceChildren(
    element("div", { className: "fields" }, ...above.map(titled).map(field)),
    element(
      "details",
      {},
      element("summary", {}, "All other inputs"),
      ...[...groups].map(([group, of]) =>
        element("fieldset", {}, element("legend", {}, group), element("div", { className: "fields" }, ...of.map(field))),
      ),
    ),
  );
}

function changed() {
  const given = {};
  for (const input of form.querySelectorAll("input")) {
    const differs = input.value !== input.dataset.was;
    input.classList.toggle("changed", differs);
    if (differs) given[input.name] = input.value.trim();
  }
  return JSON.stringify(given);
}

// Cents are written with two digits where there are any, as the terminal writes them.
const money = (value, digits = 0) =>
  value === null || value === undefined
    ? "n/a"
    : value.toLocaleString("en-US", {
        minimumFractionDigits: Math.round(value * 100) % 100 ? digits : 0,
        maximumFractionDigits: digits,
      });

function table(answer) {
  const { alternatives, columns, currency, horizon_months: months } = answer;
  const rows = [
    ["Model", columns.map((one) => one.name)],
    ["Tokens, month 1", columns.map((one) => money(one.tokens, 2))],
    ["Month 1 in all", alternatives.map((one) => money(one.month_1, 2))],
    ["Last month", alternatives.map((one) => money(one.month_last, 2))],
    ["Up front", alternatives.map((one) => money(one.upfront))],
    [`${months} months, present value`, alternatives.map((one) => money(one.present_cost))],
    ["Saving against A", alternatives.map((one, at) => (at ? money(one.saving) : ""))],
    ["Pays back in month", alternatives.map((one, at) => (at ? (one.payback_first ?? "never") : ""))],
    ["Ends on", alternatives.map((one) => one.available_until ?? "not announced")],
    ...gates(columns),
  ];
  const names = { prompt: "prompt", finetune: "fine-tune", self_host: "host" };
  const head = columns.map((one) => element("th", { scope: "col" }, `${one.key}: ${names[one.kind]}`));
  const body = rows.map(([title, cells]) =>
    element("tr", {}, element("th", { scope: "row" }, title), ...cells.map((cell) => element("td", {}, String(cell)))),
  );
  return element(
    "div",
    { className: "wide" },
    element(
      "table",
      { id: "try-table" },
      element("thead", {}, element("tr", {}, element("th", {}, currency), ...head)),
      element("tbody", {}, ...body),
    ),
  );
}

function gates(columns) {
  const names = [...new Set(columns.flatMap((one) => one.gates.map(([name]) => name)))];
  return names.map((name) => {
    const informs = name === "saving"; // bars no alternative
    return [
      informs ? "Costs less than A" : `Gate: ${name}`,
      columns.map((one) => {
        const found = one.gates.find(([of]) => of === name);
        return found === undefined ? "" : found[1] ? "yes" : informs ? "no" : "NO";
      }),
    ];
  });
}

function months(answer) {
  const { columns, starts } = answer;
  const head = ["Month", "Starts", ...columns.map((one) => one.key)];
  const rows = starts.map((start, at) => [at + 1, start, ...columns.map((one) => money(one.costs[at], 2))]);
  return element(
    "details",
    {},
    element("summary", {}, "Every month"),
    element(
      "div",
      { className: "wide" },
      element(
        "table",
        { id: "try-months" },
        element("thead", {}, element("tr", {}, ...head.map((name) => element("th", {}, name)))),
        element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, String(cell)))))),
      ),
    ),
  );
}

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function chart({ columns, currency }) {
  const width = Math.max(320, Math.min(640, output.clientWidth)); // letters keep their size on a phone
  const [height, left, bottom] = [300, 70, 34];
  const values = columns.flatMap((one) => one.cumulative).filter((value) => value !== null);
  const last = Math.max(...columns.map((one) => one.cumulative.length - 1), 1);
  const power = 10 ** Math.floor(Math.log10(Math.max(...values, 1)));
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((size) => Math.max(...values, 1) / size <= 6) ?? power;
  const top = Math.ceil(Math.max(...values, 1) / step) * step;
  const x = (month) => left + (month / last) * (width - left - 12);
  const y = (value) => height - bottom - (value / top) * (height - bottom - 12);
  const picture = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", id: "try-chart" });
  picture.append(drawn("title", {}, `Cost so far, ${currency}, by month: ${columns.map((one) => `${one.key} ${one.name}`).join("; ")}`));
  for (let value = 0; value <= top + step / 2; value += step) {
    picture.append(
      drawn("line", { x1: left, x2: width - 12, y1: y(value), y2: y(value), class: "grid" }),
      drawn("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, money(value)),
    );
  }
  for (let month = 0; month <= last; month += Math.ceil((last * 640) / (12 * width))) {
    picture.append(drawn("text", { x: x(month), y: height - bottom + 16, "text-anchor": "middle" }, String(month)));
  }
  columns.forEach((one, at) => {
    const points = one.cumulative.map((value, month) => (value === null ? null : `${x(month)},${y(value)}`)).filter(Boolean);
    picture.append(
      drawn("polyline", { points: points.join(" "), fill: "none", stroke: COLOURS[at], "stroke-width": 2.5, "stroke-dasharray": DASHES[at] }),
    );
  });
  const keys = columns.map((one, at) =>
    element("span", {}, drawn("svg", { viewBox: "0 0 30 8", class: "key" }, drawn("line", { x1: 0, x2: 30, y1: 4, y2: 4, stroke: COLOURS[at], "stroke-width": 3, "stroke-dasharray": DASHES[at] })), ` ${one.key}: ${one.name}`),
  );
  return element("figure", {}, element("figcaption", {}, `Cost so far by month, ${currency}; month 0 is what is paid up front`), picture, element("div", { className: "keys" }, ...keys));
}

async function update() {
  asked += 1;
  const mine = asked;
  const given = changed();
  const answer = await ask("answer", chosen.value, given);
  if (mine !== asked) return;
  root.dataset.answered = given;
  download.disabled = answer.wrong !== undefined;
  if (answer.wrong !== undefined) {
    say(answer.wrong, true);
    return;
  }
  const { text, alternative, why } = answer.advice;
  const advice = `Advice: ${text}${alternative ? `, ${alternative}` : ""}`;
  say(advice);
  output.replaceChildren(
    element("h2", { id: "try-advice" }, advice),
    element("ul", {}, ...why.map((line) => element("li", {}, line))),
    table(answer),
    chart(answer),
    months(answer),
  );
}

async function show() {
  fill(await ask("fields", chosen.value));
  await update();
}

async function fetchWorkbook() {
  download.disabled = true;
  say("Making the workbook and calculating its formulas ...");
  const bytes = await ask("workbook", chosen.value, changed());
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }));
  element("a", { href: address, download: "xlcost.xlsx" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  say("The workbook is made: xlcost.xlsx");
  download.disabled = false;
}

const failed = (error) => say(error.message, true);
let timer;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => update().catch(failed), 250);
});
chosen.addEventListener("change", () => show().catch(failed));
download.addEventListener("click", () => fetchWorkbook().catch(failed));

async function start() {
  say("Starting Python in this page: 14 MB once ...");
  const names = { article: "The article", current: "A support desk today", quality: "Quality counts" };
  const { cases } = await ask("fields", "article");
  chosen.append(...cases.map((name) => element("option", { value: name, selected: name === "article" }, names[name] ?? name)));
  root.replaceChildren(
    element("p", { className: "bar" }, element("label", {}, "Case ", chosen), " ", download),
    state,
    form,
    output,
    element("datalist", { id: "try-models" }),
  );
  await show();
  const models = await ask("models");
  document.getElementById("try-models").append(...models.map((value) => element("option", { value })));
  root.dataset.ready = "yes";
}

root.replaceChildren(state);
start().catch(failed);
