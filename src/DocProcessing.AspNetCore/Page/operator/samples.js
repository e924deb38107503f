// What the host tells of this moment only, remembered by the page while it is open. Throughput and stages are on the host's records and need no memory
// here; the length of the queue and the use of a processor are not, and a host that wrote them down for a page that nobody may look at would be the poorer.

const key = "docprocessing.samples";
const most = 360;
const memory = 3_600_000;

export class Samples {
  constructor() {
    const since = Date.now() - memory;
    this.all = read().filter(sample => sample.at > since);
  }

  add(sample) {
    this.all = [...this.all, sample].slice(-most);
    // A reload goes on with them.
    sessionStorage.setItem(key, JSON.stringify(this.all));
  }

  values(pick) {
    return this.all.map(pick);
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}
