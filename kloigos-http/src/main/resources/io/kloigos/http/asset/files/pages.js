// What every page does: keys, theme, dialogs, actions, live regions, pictures.
import { proof, startActions } from './actions.js';
import { startLive } from './live.js';
import { startSearch } from './search.js';

document.getElementById('theme').addEventListener('click', () => {
  const next = document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', next);
  document.documentElement.dataset.bsTheme = next;
});

const { base } = document.body.dataset;
const logout = document.getElementById('logout');
logout.hidden = !('X-CSRF-Token' in proof());
logout.addEventListener('click', async () => {
  await fetch(`${base}/api/v1/logout`, { method: 'POST', headers: proof() });
  window.location.assign(`${base}/login`);
});

// a menu closes when something else is clicked
document.addEventListener('click', (event) => {
  document.querySelectorAll('details.more[open]').forEach((menu) => {
    if (!menu.contains(event.target) || event.target.closest('.menu-list')) menu.open = false;
  });
});

startActions();
startLive();
startSearch();
if (document.querySelector('[data-figures]')) import('./charts.js').then((charts) => charts.startCharts());
if (document.querySelector('[data-console]')) import('./console.js').then((consoles) => consoles.startConsole());
