// What is done to all selected rows: a bar with data-bulk, buttons with data-each="POST /path/{id}", boxes with data-id.
import { call } from './call.js';
import { confirmed } from './confirm.js';
import { refresh } from './live.js';
import { toast } from './toast.js';

function selected() {
  return [...document.querySelectorAll('[data-id]:checked')].map((box) => box.dataset.id);
}

/** What loses things has to be typed, with how many they are. */
function question(button, count) {
  const text = `${button.textContent.trim()} ${count} of them?`;
  return 'danger' in button.dataset ? [`name:${count}`, `${text} Type how many they are.`] : [text];
}

/**
 * Calls for each selected row; false when all were refused.
 * @param body in which a value of "{id}" stands for the row's
 */
export async function callEach(line, body) {
  const ids = selected();
  const bodyOf = (id) => body && Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === '{id}' ? id : value]));
  const answers = await Promise.all(ids.map((id) => call(line.replace('{id}', encodeURIComponent(id)), bodyOf(id))));
  const refused = answers.filter((answer) => !answer.ok);
  refused.forEach((answer) => toast(answer.json.detail, { bad: true }));
  toast(`${ids.length - refused.length} of ${ids.length} done or started`);
  refresh();
  return refused.length < ids.length;
}

export async function doToEach(button) {
  if (!(await confirmed(...question(button, selected().length)))) return;
  callEach(button.dataset.each, button.dataset.body ? JSON.parse(button.dataset.body) : undefined);
}

export function countSelected() {
  const bar = document.querySelector('[data-bulk]');
  if (!bar) return;
  const count = selected().length;
  bar.hidden = count === 0;
  bar.querySelector('[data-count]').textContent = `${count} selected`;
}

export function ticked(event) {
  if (event.target.matches('[data-all]')) {
    document.querySelectorAll('[data-id]').forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches('[data-all], [data-id]')) countSelected();
}
