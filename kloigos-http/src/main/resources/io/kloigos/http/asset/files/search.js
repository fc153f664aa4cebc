// The search field: / leads to it from anywhere, what is found appears below it while one types, arrow keys go through it.
const AFTER_KEY = 150;
const SHOWN = 10;
const form = document.querySelector('.find');
const field = document.getElementById('find');
const list = document.getElementById('found');
let timer = null;
let asked = null;

function close() {
  clearTimeout(timer);
  asked?.abort();
  list.replaceChildren();
  list.hidden = true;
}

function row(found) {
  const [name, kind, where] = found.cells;
  const link = document.createElement('a');
  link.href = name.firstElementChild.href;
  const sub = document.createElement('span');
  sub.className = 'sub';
  sub.textContent = `${kind.textContent}, ${where.textContent}`;
  link.append(name.textContent, sub);
  return link;
}

function show(page) {
  const rows = [...page.querySelectorAll('#hits tbody tr')];
  list.replaceChildren(...rows.slice(0, SHOWN).map(row));
  if (!rows.length) list.textContent = 'Nothing is called that.';
  list.hidden = false;
}

async function look() {
  asked?.abort();
  asked = new AbortController();
  const url = `${form.action}?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/html' }, signal: asked.signal });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch { /* another key was pressed, or the server is away: Enter still leads to the page */ }
}

/** Goes to the next link of what was found, or back to the field. */
function step(links, by) {
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== field) return false;
  const next = at + by;
  if (next < 0) field.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
  return true;
}

export function startSearch() {
  field.addEventListener('input', () => {
    clearTimeout(timer);
    if (field.value.trim()) timer = setTimeout(look, AFTER_KEY);
    else close();
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, select, [contenteditable], .xterm');
    if (event.key === '/' && !typing && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === 'Escape' && !list.hidden) {
      close();
      field.focus();
      field.select();
    }
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...(list.hidden ? document.querySelectorAll('#hits th a') : list.querySelectorAll('a'))];
    if (way && links.length && step(links, way)) event.preventDefault();
  });
  document.addEventListener('focusin', (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener('click', (event) => { if (!form.contains(event.target)) close(); });
}
