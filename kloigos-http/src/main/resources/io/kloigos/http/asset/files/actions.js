// Forms and buttons that say what they call: data-call="POST /path". They call the same API as everybody, show what it
// answers, keep what was typed when it refuses, and show which field it is about.
import { explainPlacement, showAnswer, showPlan, showSecret } from './answers.js';
import { callEach, countSelected, doToEach, ticked } from './bulk.js';
import { call, fill } from './call.js';
import { confirmed } from './confirm.js';
import { addressOf, bodyOf, clearProblem, queryOf, showProblem } from './fields.js';
import { refresh } from './live.js';
import { toast } from './toast.js';

const { base } = document.body.dataset;

/** What a sheet was opened with: values for its address and its questions. */
const given = new WeakMap();

function told(form, text) {
  const values = given.get(form);
  return text && values ? fill(text, values) : text;
}

function lineOf(form, body, dryRun) {
  const line = fill(form.dataset.call, { ...given.get(form), ...addressOf(form) });
  const query = /^(GET|DELETE) /.test(line) ? queryOf(body) : new URLSearchParams();
  if (dryRun) query.set('dry_run', 'true');
  const text = query.toString();
  return `${line}${text ? (line.includes('?') ? '&' : '?') + text : ''}`;
}

async function send(form, dryRun) {
  clearProblem(form);
  let body;
  try {
    body = bodyOf(form);
  } catch ({ problem }) {
    return { ok: false, json: problem };
  }
  const type = form.querySelector('[data-kind=type]')?.value || form.dataset.type;
  const buttons = form.querySelectorAll('button');
  buttons.forEach((button) => { button.disabled = true; });
  const answer = await call(lineOf(form, body, dryRun), body, type);
  buttons.forEach((button) => { button.disabled = false; });
  return answer;
}

function follow(source, answer) {
  const task = answer.json.task_id && answer.json.steps ? answer.json : null;
  const target = source.dataset.done;
  if (answer.status === 202 && target && task) window.location.href = `${base}/tasks/${task.task_id}`;
  else if (target) window.location.href = base + fill(target, answer.json);
  else {
    const job = task || answer.json.job;
    toast(answer.status === 202 || answer.json.job ? 'Started: follow it' : 'Done', job ? { href: `${base}/tasks/${job.task_id || job.job_id}` } : {});
    refresh();
  }
}

async function done(source, answer) {
  if (showAnswer(source, answer.json)) return;
  source.closest('dialog')?.close();
  const secret = source.dataset.secret && answer.json[source.dataset.secret];
  if (secret) await showSecret(secret);
  source.querySelectorAll('input[type=password]').forEach((each) => { each.value = ''; });
  follow(source, answer);
}

async function submit(form) {
  clearProblem(form);
  if (form.dataset.each) {
    if (await callEach(form.dataset.each, bodyOf(form))) form.closest('dialog').close();
    return;
  }
  if (!(await confirmed(told(form, form.dataset.confirm), told(form, form.dataset.warning)))) return;
  const answer = await send(form, false);
  if (answer.ok) done(form, answer);
  else showProblem(form, answer.json);
}

async function press(button) {
  if (!(await confirmed(button.dataset.confirm, button.dataset.warning))) return;
  button.disabled = true;
  const answer = await call(button.dataset.call, button.dataset.body ? JSON.parse(button.dataset.body) : undefined);
  button.disabled = false;
  if (answer.ok) done(button, answer);
  else toast(answer.json.detail || answer.json.title, { bad: true });
}

async function dryRun(form) {
  const plan = form.querySelector('[data-plan]');
  const answer = await send(form, true);
  plan.hidden = true;
  if (answer.ok) showPlan(plan, answer.json);
  else showProblem(form, answer.json);
}

/** @param values what the sheet is opened with: they fill its address, its words and its fields of those names */
function open(id, values = {}) {
  const sheet = document.getElementById(id);
  if (!(sheet instanceof HTMLDialogElement)) return;
  const form = sheet.querySelector('form');
  given.set(form, values);
  sheet.querySelectorAll('[data-words]').forEach((each) => { each.textContent = fill(each.dataset.words, values); });
  Object.entries(values).forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
  sheet.showModal();
  sheet.querySelectorAll('[data-placement]').forEach(explainPlacement);
}

const presses = {
  '[data-open]': (opener) => open(opener.dataset.open, JSON.parse(opener.dataset.with || '{}')),
  '[data-close]': (closer) => closer.closest('dialog').close(),
  'button[data-call]': press,
  '[data-dry-run]': (button) => dryRun(button.closest('form')),
  'button[data-each]': doToEach,
  '[data-copy]': (button) => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(() => toast('Copied')),
};

function clicked(event) {
  const [selector, act] = Object.entries(presses).find(([each]) => event.target.closest(each)) || [];
  if (act) act(event.target.closest(selector));
}

export function startActions() {
  document.addEventListener('click', clicked);
  document.addEventListener('change', ticked);
  document.addEventListener('refreshed', countSelected);
  document.addEventListener('submit', (event) => {
    if (event.target.matches('form[data-call], form[data-each]')) { event.preventDefault(); submit(event.target); }
  });
  if (window.location.hash.length > 1) open(window.location.hash.slice(1));
}
