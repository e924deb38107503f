import { h, show } from "../shared/dom.js";
import { bytes, duration, number, timeOfDay } from "../shared/format.js";
import { trouble } from "../shared/trouble.js";
import { stageName } from "../jobs/stages.js";
import { barChart, timeChart } from "./charts.js";
import { Failures } from "./failures.js";
import { Samples } from "./samples.js";

const sampleTime = 5000;
const roundsPerSlowOne = 3;
const stages = ["upload", "validation", "extraction", "analysis", "indexing", "completion"];

/** How the host does: figures, charts, failures, health. */
export class OperatorView {
  title = "Operations";

  constructor(services) {
    this.documents = services.documents;
    this.samples = new Samples();
    this.failures = new Failures(services);
    this.tiles = h("dl", { class: "tiles" });
    this.charts = h("div", { class: "charts" });
    this.health = h("ul", { class: "health" });
    this.error = h("div", { role: "alert" });
    this.element = h("div", { class: "section" }, h("h1", {}, "Operations"), this.error,
      h("section", { "aria-label": "Now" }, this.tiles),
      this.failures.element,
      h("section", { class: "section", "aria-labelledby": "charts-title" }, h("h2", { id: "charts-title" }, "The last hour"), this.charts),
      h("section", { class: "card section", "aria-labelledby": "health-title" }, h("h2", { id: "health-title" }, "Health"), this.health));
  }

  enter() {
    this.round = 0;
    this.look();
    this.timer = setInterval(() => document.visibilityState === "visible" && this.look(), sampleTime);
  }

  leave() {
    clearInterval(this.timer);
  }

  async look() {
    const isSlowRound = this.round++ % roundsPerSlowOne === 0;
    try {
      const [metrics, sockets] = await Promise.all([this.documents.metrics(), this.documents.stats(), isSlowRound && this.failures.load(), isSlowRound && this.showHealth()]);
      this.samples.add({
        at: Date.now(),
        waiting: sum(metrics.queue.waiting),
        busy: metrics.queue.busy,
        cpu: metrics.resources.cpu_fraction,
        memory: metrics.resources.memory_bytes,
      });
      show(this.error);
      this.showTiles(metrics, sockets);

      // A table that somebody reads, or stands in with the keyboard, is left alone.
      if (!this.charts.querySelector("details[open]") && !this.charts.contains(document.activeElement)) {
        this.showCharts(metrics);
      }
    } catch (error) {
      show(this.error, trouble(error));
    }
  }

  showTiles({ queue, jobs, completed_per_minute: rate, indexed_documents: indexed, resources }, sockets) {
    const tile = (name, value, note) => h("div", { class: "card tile" }, h("dt", {}, name), h("dd", { class: "numbers" }, value, note && h("div", { class: "small" }, note)));
    show(this.tiles,
      tile("Waiting", number(sum(queue.waiting)), queue.oldest_wait_seconds ? `oldest ${duration(queue.oldest_wait_seconds)}` : "in the queue"),
      tile("Running", number(queue.busy), `of ${number(queue.workers)} workers`),
      tile("Done a minute", number(rate, 1), "over the last hour"),
      tile("Failed", number(jobs.failed ?? 0), `${number(jobs.rejected ?? 0)} rejected`),
      tile("Searchable", number(indexed), "documents"),
      tile("Connections", number(sockets.connections), `${number(sockets.messages_sent)} messages sent`),
      tile("Memory", bytes(resources.memory_bytes), "of this node"),
      tile("Processor", `${Math.round(resources.cpu_fraction * 100)} %`, resources.throttled ? "new jobs wait for it" : "of this node"));
  }

  showCharts({ throughput, stages: statistics }) {
    const times = this.samples.values(sample => timeOfDay(sample.at));
    show(this.charts,
      timeChart({
        title: "Throughput",
        times: throughput.map(slice => timeOfDay(slice.from)),
        unit: value => number(value, 1),
        floor: 2,
        series: [
          { name: "Done", kind: "bar", look: "a", values: throughput.map(slice => slice.completed) },
          { name: "Failed steps", kind: "bar", look: "c", values: throughput.map(slice => slice.failures) },
        ],
      }),
      timeChart({
        title: "Queue",
        times,
        unit: value => number(value, 1),
        floor: 2,
        series: [
          { name: "Waiting", kind: "line", look: "a", values: this.samples.values(sample => sample.waiting) },
          { name: "Running", kind: "line", look: "b", values: this.samples.values(sample => sample.busy) },
        ],
      }),
      timeChart({
        title: "Processor of this node",
        times,
        unit: value => `${Math.round(value * 100)} %`,
        series: [{ name: "In use", kind: "line", look: "a", values: this.samples.values(sample => sample.cpu) }],
      }),
      timeChart({
        title: "Memory of this node",
        times,
        unit: bytes,
        series: [{ name: "In use", kind: "line", look: "a", values: this.samples.values(sample => sample.memory) }],
      }),
      barChart({
        title: "Duration of the stages",
        look: "wide",
        unit: duration,
        series: [{ name: "Half are faster (p50)", look: "a" }, { name: "Mean", look: "b" }, { name: "95 % are faster (p95)", look: "d" }],
        rows: stagesOf(statistics).map(([stage, { p50_seconds: half, mean_seconds: mean, p95_seconds: most }]) => ({ name: stageName(stage), values: [half, mean, most] })),
      }));
  }

  async showHealth() {
    const { components } = await this.documents.health();
    show(this.health, Object.entries(components).map(([name, { status, description }]) => h("li", {},
      h("div", { class: "row-head" }, h("h3", {}, name), h("span", { class: "badge", "data-tone": status === "healthy" ? "good" : status === "degraded" ? "warn" : "bad" }, status)),
      description && h("p", { class: "small soft" }, description))));
  }
}

// The pipeline's order first, then what a host has added.
function stagesOf(statistics) {
  const place = stage => (stages.indexOf(stage) + stages.length + 1) % (stages.length + 1);
  return Object.entries(statistics).sort(([one], [other]) => place(one) - place(other));
}

function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
