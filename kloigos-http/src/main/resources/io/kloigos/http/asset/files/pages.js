// What every page does: keys, theme, dialogs, actions, live regions, pictures.
import { startAccount } from './account.js';
import { startActions } from './actions.js';
import { startHosts } from './hosts.js';
import { startLive } from './live.js';
import { startSearch } from './search.js';

// a menu closes when something else is clicked
document.addEventListener('click', (event) => {
  document.querySelectorAll('details.more[open]').forEach((menu) => {
    if (!menu.contains(event.target) || event.target.closest('.menu-list')) menu.open = false;
  });
});

startAccount();
startActions();
startHosts();
startLive();
startSearch();
if (document.querySelector('[data-figures]')) import('./charts.js').then((charts) => charts.startCharts());
if (document.querySelector('[data-console]')) import('./console.js').then((consoles) => consoles.startConsole());
