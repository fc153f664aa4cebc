// Who is at the console: the account's menu, and the project that lists are of.
import { proof } from './call.js';

const { base } = document.body.dataset;

function chooseTheme() {
  const next = document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', next);
  document.documentElement.dataset.bsTheme = next;
}

async function logOut() {
  await fetch(`${base}/api/v1/logout`, { method: 'POST', headers: proof() });
  window.location.assign(`${base}/login`);
}

/** Kept by the browser, and read by the server for each page; what a list was filtered by goes. */
function chooseProject(project) {
  const forget = project ? '' : '; max-age=0';
  document.cookie = `kloigos_project=${project}; path=${base}/; samesite=lax${forget}`;
  window.location.assign(window.location.pathname);
}

export function startAccount() {
  document.getElementById('theme').addEventListener('click', chooseTheme);
  const logout = document.getElementById('logout');
  logout.hidden = !('X-CSRF-Token' in proof());
  logout.addEventListener('click', logOut);
  document.querySelectorAll('[data-project]').forEach((button) => {
    button.addEventListener('click', () => chooseProject(button.dataset.project));
  });
}
