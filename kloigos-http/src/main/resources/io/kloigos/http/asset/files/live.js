// Keeps the regions of a page that are marked data-live as the server has them: one event stream tells when to look again.
import { Idiomorph } from './lib/idiomorph/dist/idiomorph.esm.js';
import { follow } from './stream.js';

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
let connected = true;
let fresh = true;
let end = '';

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
    if (answer.status === 404) return ended('This is not there any more.');
    if (answer.redirected) return ended('Your session has ended: load the page again.');
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.querySelectorAll('[data-live]').forEach((region) => {
      const anew = page.getElementById(region.id);
      if (anew) Idiomorph.morph(region, anew.innerHTML, { morphStyle: 'innerHTML', ...options });
    });
    seen = new Date();
    fresh = true;
    end = '';
    document.dispatchEvent(new Event('refreshed'));
  } catch {
    fresh = false;
  } finally {
    fetching = false;
    mark();
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

/** Says that the picture is stale: while nothing tells us of changes, and while the last look failed. */
function mark() {
  stale.textContent = end || `Not connected: this is as of ${seen.toLocaleTimeString()}`;
  stale.hidden = !end && connected && fresh;
}

function ended(why) {
  end = why;
}

function matters(event) {
  const type = JSON.parse(event.data).type;
  return kinds.includes('*') || kinds.some((kind) => type.startsWith(kind));
}

export function startLive() {
  if (!kinds.length || !document.querySelector('[data-live]')) return;
  follow(`${base}/api/v1/events/stream`, {
    heard: (event) => { if (matters(event)) later(AFTER_EVENT); },
    missed: () => later(0),
    connected: (now) => {
      // after a cut the picture is as old as the cut until it has been fetched again
      if (now && !connected) later(0);
      if (!now) fresh = false;
      connected = now;
      mark();
    },
  });
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') later(0); });
  window.addEventListener('pageshow', (event) => { if (event.persisted) later(0); });
  later(document.querySelector('[data-busy]') ? WHILE_BUSY : FOR_AGES);
}
