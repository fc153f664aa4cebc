// Keeps the regions of a page that are marked data-live as the server has them: one event stream tells when to look again.
import { Idiomorph } from './lib/idiomorph/dist/idiomorph.esm.js';

const { base, events } = document.body.dataset;
const kinds = events.split(' ').filter(Boolean);
const stale = document.getElementById('stale');
const AFTER_EVENT = 250;
const WHILE_BUSY = 1000;
const FOR_AGES = 15000;
let timer = null;
let due = Infinity;
let fetching = false;
let seen = new Date();

const options = {
  ignoreActiveValue: true,
  callbacks: {
    // what the reader has ticked or opened stays so
    beforeAttributeUpdated: (name, node) => !(['open', 'checked'].includes(name) && node.nodeType === 1),
    beforeNodeMorphed: (node) => !(node.nodeType === 1 && (node.matches('[data-figures], input[type=checkbox]'))),
  },
};

export async function refresh() {
  if (fetching) return later(AFTER_EVENT);
  fetching = true;
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
    if (answer.status === 404) return gone('This is not there any more.');
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelectorAll('[data-live]').forEach((region) => {
      const fresh = page.getElementById(region.id);
      if (fresh) Idiomorph.morph(region, fresh.innerHTML, { morphStyle: 'innerHTML', ...options });
    });
    seen = new Date();
    document.dispatchEvent(new Event('refreshed'));
    current();
  } catch {
    outdated();
  } finally {
    fetching = false;
  }
  return later(document.querySelector('[data-busy]') ? WHILE_BUSY : FOR_AGES);
}

function later(millis) {
  const at = Date.now() + millis;
  if (at >= due && timer) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(() => {
    timer = null;
    due = Infinity;
    if (document.visibilityState === 'visible') refresh();
  }, millis);
}

function outdated() {
  stale.textContent = `Not connected: this is as of ${seen.toLocaleTimeString()}`;
  stale.hidden = false;
}

function gone(text) {
  stale.textContent = text;
  stale.hidden = false;
}

function current() {
  stale.hidden = true;
}

function matters(event) {
  const type = JSON.parse(event.data).type;
  return kinds.includes('*') || kinds.some((kind) => type.startsWith(kind));
}

export function startLive() {
  if (!kinds.length || !document.querySelector('[data-live]')) return;
  const stream = new EventSource(`${base}/api/v1/events/stream`);
  let cut = false;
  stream.onopen = () => { if (cut) refresh(); cut = false; };
  stream.onerror = () => { cut = true; outdated(); };
  stream.onmessage = (event) => { if (matters(event)) later(AFTER_EVENT); };
  stream.addEventListener('reset', () => later(0));
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') later(0); });
  window.addEventListener('pagehide', () => stream.close());
  later(document.querySelector('[data-busy]') ? WHILE_BUSY : FOR_AGES);
}
