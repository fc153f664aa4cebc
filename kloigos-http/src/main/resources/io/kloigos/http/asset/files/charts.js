// Small curves of what a VM or a host uses: rates between the counters that the API has.
import uPlot from './lib/uplot/dist/uPlot.esm.js';

const EVERY = 10000;
const HEIGHT = 64;
const sheet = document.createElement('link');
sheet.rel = 'stylesheet';
sheet.href = `${document.body.dataset.assets}/lib/uplot/dist/uPlot.min.css`;
document.head.append(sheet);

const size = (bytes) => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let left = bytes;
  let unit = 0;
  while (left >= 1024 && unit < units.length - 1) { left /= 1024; unit += 1; }
  return `${left >= 10 || left === 0 ? left.toFixed(0) : left.toFixed(1)} ${units[unit]}`;
};
const percent = (value) => `${value.toFixed(0)} %`;
const rate = (value) => `${size(value)}/s`;
const per = (field) => (now, was, seconds) => (field(now) - field(was)) / seconds;

const curves = {
  vm: [
    ['CPU', (now, was, s) => (now.cpu_nanos - was.cpu_nanos) / s / 1e7 / Math.max(1, now.vcpus), percent],
    ['Memory', (now) => now.memory_resident_bytes, size],
    ['Disk', per((x) => x.disk_read_bytes + x.disk_written_bytes), rate],
    ['Network', per((x) => x.network_received_bytes + x.network_sent_bytes), rate],
  ],
  host: [
    ['CPU', (now, was) => {
      const busy = now.cpu_busy_nanos - was.cpu_busy_nanos;
      const all = busy + now.cpu_idle_nanos - was.cpu_idle_nanos;
      return all > 0 ? 100 * busy / all : 0;
    }, percent],
    ['Memory', (now) => now.memory_bytes - now.memory_free_bytes, size],
    ['Running VMs', (now) => now.running_vms, (value) => value.toFixed(0)],
  ],
};

function series(samples, value) {
  const times = [];
  const values = [];
  for (let i = 1; i < samples.length; i += 1) {
    const [was, now] = [samples[i - 1], samples[i]];
    const seconds = (Date.parse(now.at) - Date.parse(was.at)) / 1000;
    if (seconds > 0) { times.push(Date.parse(now.at) / 1000); values.push(Math.max(0, value(now, was, seconds))); }
  }
  return [times, values];
}

function chart(place, title) {
  const box = document.createElement('div');
  box.className = 'spark';
  const head = document.createElement('h3');
  const last = document.createElement('strong');
  head.append(title, last);
  box.append(head);
  place.append(box);
  const colour = getComputedStyle(document.body).getPropertyValue('--bs-primary');
  const plot = new uPlot({
    width: Math.max(120, box.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { show: false },
    axes: [{ show: false }, { show: false }], scales: { y: { range: (self, low, high) => [0, Math.max(high, 1)] } },
    series: [{}, { stroke: colour, width: 1.5, fill: 'rgba(13,110,253,.12)', points: { show: false } }],
  }, [[], []], box);
  return (data, words) => {
    plot.setSize({ width: Math.max(120, box.clientWidth), height: HEIGHT });
    plot.setData(data);
    last.textContent = data[1].length ? words(data[1][data[1].length - 1]) : '';
  };
}

async function keepDrawing(place) {
  const kinds = curves[place.dataset.kind];
  let draw = null;
  const look = async () => {
    const answer = await fetch(place.dataset.figures).catch(() => null);
    if (!answer?.ok) return;
    const { samples } = await answer.json();
    if (samples.length < 2) { if (!draw) place.textContent = 'No figures yet: they come while it runs and its host is connected.'; return; }
    if (!draw) { place.replaceChildren(); draw = kinds.map(([title]) => chart(place, title)); }
    kinds.forEach(([, value, words], i) => draw[i](series(samples, value), words));
  };
  await look();
  setInterval(() => { if (document.visibilityState === 'visible') look(); }, EVERY);
}

export function startCharts() {
  document.querySelectorAll('[data-figures]').forEach(keepDrawing);
}
