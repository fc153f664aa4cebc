// Forms and buttons that say what they call: data-call="POST /path". They call the same API as everybody, show what it
// answers, keep what was typed when it refuses, and show which field it is about.
import { refresh } from './live.js';
import { toast } from './toast.js';

const { base } = document.body.dataset;
const PATIENCE = 'wait=2';

/** What a session's changes prove themselves with; none without a session. */
export function proof() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('kloigos_csrf='));
  return cookie ? { 'X-CSRF-Token': decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)) } : {};
}

async function call(line, body, headers = {}) {
  const [method, path] = line.split(' ');
  const request = { method, headers: { Accept: 'application/json', Prefer: PATIENCE, ...proof(), ...headers } };
  if (method !== 'DELETE' && body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(base + path, request);
    const text = await answer.text();
    return { ok: answer.ok, status: answer.status, json: text ? JSON.parse(text) : {} };
  } catch {
    return { ok: false, status: 0, json: { detail: 'The server does not answer. Try again in a moment.' } };
  }
}

const readers = {
  number: (text) => Number(text),
  lines: (text) => text.split('\n').map((line) => line.trim()).filter(Boolean),
  words: (text) => text.split(/[\s,]+/).filter(Boolean),
  labels: (text) => Object.fromEntries(readers.lines(text).map((line) => {
    const cut = line.indexOf('=');
    return cut < 0 ? [line, ''] : [line.slice(0, cut).trim(), line.slice(cut + 1).trim()];
  })),
  'labels!': (text) => readers.labels(text),
  text: (text) => text,
};

function bodyOf(form) {
  const body = {};
  [...form.elements].filter((field) => field.name).forEach((field) => {
    const kind = field.dataset.kind || '';
    if (kind === 'yes') body[field.name] = field.checked;
    else if (field.value !== '' || kind === 'text' || kind === 'labels!') body[field.name] = (readers[kind] || readers.text)(field.value);
  });
  return body;
}

/** A DELETE has no body: what its form says goes into the address. */
function lineOf(form, body, dryRun) {
  const [method, path] = form.dataset.call.split(' ');
  const query = new URLSearchParams(method === 'DELETE' ? body : {});
  if (dryRun) query.set('dry_run', 'true');
  const text = query.toString();
  return `${method} ${path}${text ? (path.includes('?') ? '&' : '?') + text : ''}`;
}

function showProblem(form, problem) {
  const place = form.querySelector('[data-problem]');
  const fields = problem.errors || [];
  const loose = [];
  fields.forEach(({ field, message }) => {
    const input = form.elements[field] || form.elements[field.split(/[.[]/)[0]];
    if (!input || !input.id) { loose.push(`${field}: ${message}`); return; }
    input.setAttribute('aria-invalid', 'true');
    input.classList.add('is-invalid');
    const hint = document.getElementById(`${input.id}-hint`);
    if (!hint) return;
    hint.dataset.was ??= hint.textContent;
    hint.textContent = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
    hint.classList.add('wrong');
  });
  if (!fields.length || loose.length) {
    place.textContent = loose.length ? loose.join('. ') : problem.detail || problem.title;
    place.hidden = false;
  }
  (form.querySelector('.is-invalid') || place).scrollIntoView({ block: 'nearest' });
  form.querySelector('.is-invalid')?.focus();
}

function clearProblem(form) {
  form.querySelector('[data-problem]').hidden = true;
  form.querySelectorAll('.is-invalid').forEach((input) => {
    input.classList.remove('is-invalid');
    input.removeAttribute('aria-invalid');
    const hint = document.getElementById(`${input.id}-hint`);
    if (hint?.dataset.was !== undefined) { hint.textContent = hint.dataset.was; hint.classList.remove('wrong'); }
  });
}

function fill(pattern, json) {
  return pattern.replace(/\{([a-z_.]+)\}/g, (all, path) => path.split('.').reduce((value, part) => value?.[part], json) ?? '');
}

function done(source, answer) {
  const task = answer.json.task_id && answer.json.steps ? answer.json : null;
  const target = source.dataset.done;
  if (answer.status === 202 && target && task) window.location.href = `${base}/tasks/${task.task_id}`;
  else if (answer.ok && target) window.location.href = base + fill(target, answer.json);
  else {
    const job = task || answer.json.job;
    toast(answer.status === 202 || answer.json.job ? 'Started: follow it' : 'Done', job ? { href: `${base}/tasks/${job.task_id || job.job_id}` } : {});
    refresh();
  }
}

const dialog = document.getElementById('confirm');
const nameRow = document.getElementById('confirm-name-row');
const nameField = document.getElementById('confirm-name');
const yes = document.getElementById('confirm-yes');

/** A question; where it is name:…, the name has to be typed. */
function confirmed(question) {
  if (!question) return Promise.resolve(true);
  const name = question.startsWith('name:') ? question.slice(5) : null;
  document.getElementById('confirm-text').textContent = name ? `${name} goes, and does not come back.` : question;
  nameRow.hidden = !name;
  nameField.value = '';
  yes.disabled = Boolean(name);
  nameField.oninput = () => { yes.disabled = nameField.value !== name; };
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

async function submit(form) {
  clearProblem(form);
  if (!(await confirmed(form.dataset.confirm))) return;
  const body = bodyOf(form);
  const buttons = form.querySelectorAll('button');
  buttons.forEach((button) => { button.disabled = true; });
  const answer = await call(lineOf(form, body, false), body);
  buttons.forEach((button) => { button.disabled = false; });
  if (!answer.ok) { showProblem(form, answer.json); return; }
  form.closest('dialog')?.close();
  done(form, answer);
}

async function press(button) {
  if (!(await confirmed(button.dataset.confirm))) return;
  button.disabled = true;
  const answer = await call(button.dataset.call, button.dataset.body ? JSON.parse(button.dataset.body) : undefined);
  button.disabled = false;
  if (answer.ok) done(button, answer);
  else toast(answer.json.detail || answer.json.title, { bad: true });
}

function part(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

async function dryRun(form) {
  clearProblem(form);
  const plan = form.querySelector('[data-plan]');
  const body = bodyOf(form);
  const answer = await call(lineOf(form, body, true), body);
  plan.replaceChildren();
  plan.hidden = !answer.ok;
  if (!answer.ok) { showProblem(form, answer.json); return; }
  const commands = (answer.json.steps || []).flatMap((step) => step.commands);
  if (!commands.length) plan.append(part('p', 'No command would run on a host.'));
  commands.forEach((command) => {
    plan.append(part('pre', `${command.host_id}$ ${command.command}`));
    if (command.diff || command.input) plan.append(part('pre', command.diff || command.input, 'input'));
  });
}

/** Which hosts could take a VM, and why others cannot. */
async function explainPlacement(place) {
  const answer = await call('POST /api/v1/vms/placement', JSON.parse(place.dataset.placement));
  if (!answer.ok) return;
  const list = document.createElement('ul');
  answer.json.hosts.forEach((host) => {
    const reasons = host.fits ? `has room: ${host.free_cpu_cores} CPUs, ${host.free_memory_mb} MiB` : host.reasons.join(', ');
    list.append(part('li', `${host.host_id}: ${reasons}`, host.fits ? '' : 'text-body-secondary'));
  });
  place.replaceChildren(list);
}

function open(id) {
  const sheet = document.getElementById(id);
  if (!(sheet instanceof HTMLDialogElement)) return;
  sheet.showModal();
  sheet.querySelectorAll('[data-placement]').forEach(explainPlacement);
}

async function bulk(bar, action) {
  const ids = [...document.querySelectorAll('[data-id]:checked')].map((box) => box.dataset.id);
  if (!(await confirmed(`${action[0].toUpperCase()}${action.slice(1)} ${ids.length} of them?`))) return;
  const answers = await Promise.all(ids.map((id) => call(`POST ${bar.dataset.bulk.replace('{id}', id)}`, { action })));
  answers.filter((answer) => !answer.ok).forEach((answer) => toast(answer.json.detail, { bad: true }));
  toast(`${answers.filter((answer) => answer.ok).length} of ${ids.length} done or started`);
  refresh();
}

function countTicked() {
  const bar = document.querySelector('[data-bulk]');
  if (!bar) return;
  const count = document.querySelectorAll('[data-id]:checked').length;
  bar.hidden = count === 0;
  bar.querySelector('[data-count]').textContent = `${count} selected`;
}

function clicked(event) {
  const opener = event.target.closest('[data-open]');
  const closer = event.target.closest('[data-close]');
  const button = event.target.closest('button[data-call]');
  const rehearsal = event.target.closest('[data-dry-run]');
  const act = event.target.closest('[data-act]');
  if (opener) open(opener.dataset.open);
  else if (closer) closer.closest('dialog').close();
  else if (button) press(button);
  else if (rehearsal) dryRun(rehearsal.closest('form'));
  else if (act) bulk(act.closest('[data-bulk]'), act.dataset.act);
}

function ticked(event) {
  if (event.target.matches('[data-all]')) {
    document.querySelectorAll('[data-id]').forEach((box) => { box.checked = event.target.checked; });
  }
  if (event.target.matches('[data-all], [data-id]')) countTicked();
}

export function startActions() {
  document.addEventListener('click', clicked);
  document.addEventListener('change', ticked);
  document.addEventListener('refreshed', countTicked);
  document.addEventListener('submit', (event) => {
    if (event.target.matches('form[data-call]')) { event.preventDefault(); submit(event.target); }
  });
  if (window.location.hash.length > 1) open(window.location.hash.slice(1));
}
