// Figures as people read them.

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const units = ["bytes", "KB", "MB", "GB", "TB"];

export function bytes(count) {
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }

  return unit === 0 ? `${count} ${count === 1 ? "byte" : "bytes"}` : `${count.toFixed(count < 10 ? 1 : 0)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds < 0.001) {
    return seconds > 0 ? "under 1 ms" : "0 s";
  }

  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }

  if (seconds < 60) {
    return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  }

  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function number(value, digits = 0) {
  return value.toLocaleString(undefined, { maximumFractionDigits: digits });
}

export function ago(time) {
  const seconds = (new Date(time) - Date.now()) / 1000;
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return Math.abs(seconds) < 5 ? "just now" : relative.format(Math.round(seconds / length), unit);
}

export function moment(time) {
  return absolute.format(new Date(time));
}

export function timeOfDay(time) {
  return clock.format(new Date(time));
}
