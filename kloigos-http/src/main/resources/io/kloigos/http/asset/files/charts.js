// The pictures of pages: what a VM or a host uses, how full the pool was, how much happened when.
import { plot, table } from './plot.js';

const SPARK = 64;
const TALL = 180;
const EVERY = 10000;
const SELDOM = 60000;

const size = (bytes) => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let left = bytes;
  let unit = 0;
  while (left >= 1024 && unit < units.length - 1) { left /= 1024; unit += 1; }
  return `${left >= 10 || left === 0 ? left.toFixed(0) : left.toFixed(1)} ${units[unit]}`;
};
const percent = (value) => `${value.toFixed(0)} %`;
const rate = (value) => `${size(value)}/s`;
const whole = (value) => value.toFixed(0);
const per = (field) => (now, was, seconds) => (field(now) - field(was)) / seconds;
const seconds = (at) => Date.parse(at) / 1000;

const busy = (now, was) => {
  const worked = now.cpu_busy_nanos - was.cpu_busy_nanos;
  const all = worked + now.cpu_idle_nanos - was.cpu_idle_nanos;
  return all > 0 ? 100 * worked / all : 0;
};
const curves = {
  vm: [
    ['CPU', (now, was, s) => (now.cpu_nanos - was.cpu_nanos) / s / 1e7 / Math.max(1, now.vcpus), percent],
    ['Memory', (now) => now.memory_resident_bytes, size],
    ['Disk', per((x) => x.disk_read_bytes + x.disk_written_bytes), rate],
    ['Network', per((x) => x.network_received_bytes + x.network_sent_bytes), rate],
  ],
  host: [
    ['CPU', busy, percent],
    ['Memory', (now) => now.memory_bytes - now.memory_free_bytes, size],
    ['Disk of its VMs', per((x) => x.disk_bytes), rate],
    ['Network of its VMs', per((x) => x.network_bytes), rate],
    ['Running VMs', (now) => now.running_vms, whole],
  ],
};

/** Rates between the counters that the API has: times, then the values of each curve. */
function rates(samples, kinds) {
  const data = [[], ...kinds.map(() => [])];
  for (let i = 1; i < samples.length; i += 1) {
    const [was, now] = [samples[i - 1], samples[i]];
    const passed = seconds(now.at) - seconds(was.at);
    if (passed > 0) {
      data[0].push(seconds(now.at));
      kinds.forEach(([, value], at) => data[at + 1].push(Math.max(0, value(now, was, passed))));
    }
  }
  return data;
}

function spark(place, line) {
  const box = document.createElement('div');
  box.className = 'spark';
  const head = document.createElement('h3');
  const last = document.createElement('strong');
  head.append(line.name, last);
  box.append(head);
  place.append(box);
  const draw = plot(box, { title: line.name, lines: [{ ...line, name: '' }], height: SPARK });
  return (times, values) => {
    draw([times, values]);
    last.textContent = values.length ? line.words(values[values.length - 1]) : '';
  };
}

/** A table of what is drawn, for those who want to read it; it is filled while it is open. */
function readable(place, lines) {
  const details = document.createElement('details');
  details.className = 'readable';
  const summary = document.createElement('summary');
  const body = document.createElement('div');
  summary.textContent = 'As a table';
  Object.assign(body, { tabIndex: 0, role: 'region', ariaLabel: 'The same as a table' });
  details.append(summary, body);
  place.after(details);
  let data = null;
  const fill = () => { if (details.open && data) table(body, lines, data); };
  details.addEventListener('toggle', fill);
  return (now) => { data = now; fill(); };
}

function figures(place) {
  const kinds = curves[place.dataset.kind];
  const lines = kinds.map(([name, , words]) => ({ name, words, tone: '--bs-primary', filled: true }));
  let sparks = null;
  let tell = null;
  return ({ samples }) => {
    if (samples.length < 2) {
      if (!sparks) place.textContent = 'No figures yet: they come while it runs and its host is connected.';
      return;
    }
    if (!sparks) {
      place.replaceChildren();
      sparks = lines.map((line) => spark(place, line));
      tell = readable(place, lines);
    }
    const data = rates(samples, kinds);
    sparks.forEach((draw, i) => draw(data[0], data[i + 1]));
    tell(data);
  };
}

function picture(place, title, lines, values) {
  const draw = plot(place, { title, lines, height: TALL, axes: true });
  const tell = readable(place, lines);
  return (answer) => {
    const data = values(answer);
    draw(data);
    tell(data);
  };
}

const pool = (place) => picture(place, 'Servers of the pool', [
  { name: 'All', words: whole, tone: '--quiet' },
  { name: 'In use', words: whole, tone: '--bs-primary', filled: true },
], ({ samples }) => [
  samples.map(({ at }) => seconds(at)),
  samples.map((x) => x.free + x.running + x.stopped + x.maintenance),
  samples.map((x) => x.running + x.stopped),
]);

const events = (place) => picture(place, 'Events', [
  { name: 'Events', words: whole, tone: '--bs-primary', filled: true, bars: true },
], ({ counts }) => [counts.map(({ at }) => seconds(at)), counts.map((x) => x.events)]);

const kinds = { vm: [figures, EVERY], host: [figures, EVERY], pool: [pool, SELDOM], events: [events, SELDOM] };

async function keepDrawing(place) {
  const [make, every] = kinds[place.dataset.kind];
  const draw = make(place);
  const look = async () => {
    const answer = await fetch(place.dataset.figures).catch(() => null);
    if (answer?.ok) draw(await answer.json());
  };
  await look();
  setInterval(() => { if (document.visibilityState === 'visible') look(); }, every);
}

export function startCharts() {
  document.querySelectorAll('[data-figures]').forEach(keepDrawing);
}
