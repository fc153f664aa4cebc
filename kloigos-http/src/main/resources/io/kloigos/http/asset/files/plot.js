// A picture of numbers over time with uPlot: in the colours of the page, as wide as its place, said in words, and as a table.
import uPlot from './lib/uplot/dist/uPlot.esm.js';

const MOST_ROWS = 50;
const NARROWEST = 120;
const sheet = document.createElement('link');
sheet.rel = 'stylesheet';
sheet.href = `${document.body.dataset.assets}/lib/uplot/dist/uPlot.min.css`;
document.head.append(sheet);

/** A colour of the page as it is now: the theme may change. */
const colour = (name, opacity = 1) => {
  const value = getComputedStyle(document.body).getPropertyValue(name).trim();
  return opacity === 1 ? value : `color-mix(in srgb, ${value} ${opacity * 100}%, transparent)`;
};

const plots = new Set();
new MutationObserver(() => plots.forEach((plot) => plot.redraw()))
  .observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5];
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const time = (seconds) => new Date(seconds * 1000).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });

/** What somebody who cannot see it is told. */
function inWords(title, lines, data) {
  if (!data[0].length) return `${title}: no figures`;
  const parts = lines.map(({ name, words }, i) => {
    const values = data[i + 1];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `${name ? `${name} ` : ''}${words(values[values.length - 1])} now, between ${words(low)} and ${words(high)}`;
  });
  return `${title}: ${parts.join('; ')}; from ${time(data[0][0])} to ${time(data[0][data[0].length - 1])}`;
}

function cells(row, scope, texts) {
  texts.forEach((text, i) => {
    const cell = document.createElement(scope === 'row' && i ? 'td' : 'th');
    if (cell.tagName === 'TH') cell.scope = scope;
    cell.textContent = text;
    row.append(cell);
  });
}

/** Draws a table of the same numbers, the newest first. */
export function table(place, lines, data) {
  const rows = document.createElement('table');
  rows.className = 'table table-sm';
  cells(rows.createTHead().insertRow(), 'col', ['When', ...lines.map((line) => line.name)]);
  const body = rows.createTBody();
  for (let i = data[0].length - 1; i >= Math.max(0, data[0].length - MOST_ROWS); i -= 1) {
    cells(body.insertRow(), 'row', [time(data[0][i]), ...lines.map((line, at) => line.words(data[at + 1][i]))]);
  }
  place.replaceChildren(rows);
}

const series = ({ name, tone, filled, bars }) => ({
  label: name,
  width: 1.5,
  points: { show: false },
  stroke: () => colour(tone),
  fill: filled ? () => colour(tone, 0.15) : undefined,
  paths: bars ? uPlot.paths.bars({ size: [0.8, 40] }) : undefined,
});

const axis = (words) => ({
  stroke: () => colour('--quiet'),
  grid: { stroke: () => colour('--line'), width: 1 },
  ticks: { show: false },
  font: '12px system-ui, sans-serif',
  ...words,
});

/**
 * @param lines what is drawn: name, tone (a custom property of the page), words (of a value), filled, bars
 * @param axes whether values and times stand beside it
 * @returns takes times in seconds, and the values of each line
 */
export function plot(place, { title, lines, height, axes = false }) {
  const box = document.createElement('div');
  box.setAttribute('role', 'img');
  box.className = 'plot';
  place.append(box);
  const width = () => Math.max(NARROWEST, box.clientWidth);
  const drawn = new uPlot({
    width: width(),
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (self, low, high) => [0, Math.max(high, 1)] } },
    axes: axes
      ? [axis({ values: (self, ticks) => ticks.map(clock) }), axis({ size: 56, incrs: WHOLE, values: (self, ticks) => ticks.map(lines[0].words) })]
      : [{ show: false }, { show: false }],
    series: [{}, ...lines.map(series)],
  }, [[], ...lines.map(() => [])], box);
  plots.add(drawn);
  new ResizeObserver(() => drawn.setSize({ width: width(), height })).observe(box);
  return (data) => {
    drawn.setData(data);
    box.setAttribute('aria-label', inWords(title, lines, data));
  };
}
