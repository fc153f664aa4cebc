// Fields that name a host where there are many: what is typed finds those that have it in their id, name or address.
import { call } from './call.js';

const AFTER_KEY = 150;
const SHOWN = 20;
let timer = null;

async function offer(field) {
  const query = new URLSearchParams({ name: field.value.trim(), limit: SHOWN });
  if (field.dataset.hosts) query.set('status', field.dataset.hosts);
  const answer = await call(`GET /api/v1/hosts?${query}`);
  if (!answer.ok) return;
  field.list.replaceChildren(...answer.json.map((host) => new Option('', host.host_id)));
}

export function startHosts() {
  document.addEventListener('input', ({ target }) => {
    if (!target.matches('[data-hosts]')) return;
    clearTimeout(timer);
    if (target.value.trim() && ![...target.list.options].some((option) => option.value === target.value)) timer = setTimeout(offer, AFTER_KEY, target);
  });
}
