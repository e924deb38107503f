// Small charts: SVG for the eye, and the same figures as a table for everybody else.
import { h, svg } from "../shared/dom.js";

const width = 560;
const height = 190;
const left = 46;
const bottom = 24;
const top = 10;

/**
 * Draws values over time.
 * `series`: [{ name, kind: "line" | "bar", look: "a" | "b" | "c", values }], `times`: one text a value, `unit`: writes a value.
 */
export function timeChart({ title, times, series, unit, floor = 1 }) {
  const most = niceCeiling(Math.max(floor, ...series.flatMap(one => one.values)));
  const x = at => left + (times.length < 2 ? 0.5 : at / (times.length - 1)) * (width - left - 4);
  const y = value => top + (1 - value / most) * (height - top - bottom);
  const step = (width - left - 4) / Math.max(1, times.length);
  return figure(title, series, [
    ...grid(most, unit, y),
    ...labels(times, x),
    ...series.flatMap((one, at) => one.kind === "bar" ? bars(one, at - (series.length - 1) / 2, x, y, step / series.length) : line(one, x, y)),
  ], ["Time", ...series.map(one => one.name)], times.map((time, at) => [time, ...series.map(one => unit(one.values[at]))]));
}

/** Draws groups of values side by side: `rows`: [{ name, values }], one value for each of `series`: [{ name, look }]. */
export function barChart({ title, rows, series, unit, look = "" }) {
  const most = niceCeiling(Math.max(0.001, ...rows.flatMap(row => row.values)));
  const rowHeight = 14 * series.length + 14;
  const start = 84;
  const room = width - start - 70;
  const shapes = rows.flatMap((row, at) => [
    svg("text", { class: "axis", x: 0, y: at * rowHeight + rowHeight / 2 }, row.name),
    ...row.values.flatMap((value, index) => {
      const barTop = at * rowHeight + index * 14 + 2;
      const length = Math.max(value > 0 ? 2 : 0, value / most * room);
      return [
        svg("rect", { class: `bar-${series[index].look}`, x: start, y: barTop, width: length, height: 11, rx: 3 }),
        svg("text", { class: "axis", x: start + length + 6, y: barTop + 10 }, unit(value)),
      ];
    }),
  ]);
  return figure(title, series, shapes, ["", ...series.map(one => one.name)], rows.map(row => [row.name, ...row.values.map(unit)]), { tall: rows.length * rowHeight, look });
}

function figure(title, series, shapes, columns, rows, { tall = height, look = "" } = {}) {
  return h("figure", { class: `card chart ${look}` },
    h("figcaption", {}, h("h3", {}, title), h("div", { class: "legend" }, series.map(one => h("span", {}, key(one), one.name)))),
    svg("svg", { viewBox: `0 0 ${width} ${tall}`, role: "img", "aria-label": `${title}: the figures are in the table below` }, shapes),
    h("details", {}, h("summary", {}, "Show as a table"), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${title}, as a table` }, table(columns, rows))));
}

export function table(columns, rows) {
  return h("table", {},
    h("thead", {}, h("tr", {}, columns.map(column => column === "" ? h("td", {}) : h("th", { scope: "col" }, column)))),
    h("tbody", {}, rows.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map(cell => h("td", {}, cell))))));
}

function key({ kind = "bar", look }) {
  return svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, kind === "bar"
    ? svg("rect", { class: `bar-${look}`, width: 12, height: 12, rx: 3 })
    : svg("line", { class: `line line-${look}`, x1: 0, x2: 12, y1: 6, y2: 6 }));
}

function grid(most, unit, y) {
  return [0, most / 2, most].flatMap(value => [
    svg("line", { class: "grid", x1: left, x2: width, y1: y(value), y2: y(value) }),
    svg("text", { class: "axis", x: left - 6, y: y(value) + 4, "text-anchor": "end" }, unit(value)),
  ]);
}

function labels(times, x) {
  const shown = times.length < 2 ? [0] : [0, Math.floor((times.length - 1) / 2), times.length - 1];
  return shown.filter(at => at in times).map((at, index) => svg("text", {
    class: "axis", x: x(at), y: height - 6, "text-anchor": times.length < 2 ? "middle" : ["start", "middle", "end"][index],
  }, times[at]));
}

function bars({ look, values }, place, x, y, room) {
  const thick = Math.max(1.5, room * 0.8);
  return values.map((value, at) => value > 0 && svg("rect", { class: `bar-${look}`, x: x(at) + place * room - thick / 2, y: y(value), width: thick, height: y(0) - y(value), rx: 1 })).filter(Boolean);
}

function line({ look, values }, x, y) {
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  const path = svg("polyline", { class: `line line-${look}`, points: points.join(" ") });
  return look !== "a" || points.length < 2 ? [path]
    : [svg("polygon", { class: "area", points: `${x(0)},${y(0)} ${points.join(" ")} ${x(values.length - 1)},${y(0)}` }), path];
}

/** The next round figure, so that the axis reads well and does not jump with every sample. */
function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map(step => step * power).find(step => step >= value * 0.999);
}
