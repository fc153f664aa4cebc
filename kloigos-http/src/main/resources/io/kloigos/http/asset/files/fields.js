// What is typed into forms, as the API takes it; and what it says of each field.
/** A rule of a security group, such as "in tcp 443 10.0.0.0/8"; what is left out stands for all. */
function ruleOf(line) {
  const [direction, protocol, ...rest] = line.split(/\s+/);
  const cidr = rest.find((word) => word.includes('.'));
  const ports = rest.find((word) => !word.includes('.'));
  return { direction, protocol, ...(ports && { ports }), ...(cidr && { cidr }) };
}

const readers = {
  number: (text) => Number(text),
  truth: (text) => text === 'true',
  lines: (text) => text.split('\n').map((line) => line.trim()).filter(Boolean),
  words: (text) => text.split(/[\s,]+/).filter(Boolean),
  labels: (text) => Object.fromEntries(readers.lines(text).map((line) => {
    const cut = line.indexOf('=');
    return cut < 0 ? [line, ''] : [line.slice(0, cut).trim(), line.slice(cut + 1).trim()];
  })),
  time: (text) => new Date(text).toISOString(),
  json: (text) => JSON.parse(text),
  names: (text) => readers.lines(text).map((line) => line.split(/\s+/)).map(([ip, ...hostnames]) => ({ ip, hostnames })),
  rules: (text) => readers.lines(text).map(ruleOf),
  text: (text) => text,
};
readers['labels!'] = readers.labels;
readers['words!'] = readers.words;

/** Kinds that say something when they are empty, too. */
const TOLD_WHEN_EMPTY = ['text', 'labels!', 'words!', 'rules'];

/** A name with dots is a field within a field. */
function put(body, name, value) {
  const path = name.split('.');
  const last = path.pop();
  path.reduce((place, part) => (place[part] ??= {}), body)[last] = value;
}

function read(field, body) {
  const { kind = '' } = field.dataset;
  if (kind === 'yes') put(body, field.name, field.checked);
  else if (kind === 'none' && field.value === '') put(body, field.name, null);
  else if (field.multiple) put(body, field.name, [...field.selectedOptions].map((option) => option.value));
  else if (field.value !== '' || TOLD_WHEN_EMPTY.includes(kind)) put(body, field.name, (readers[kind] || readers.text)(field.value));
}

/** The body of a form's call; its only field with data-kind="body" or a file is the body as it is. */
export function bodyOf(form) {
  const fields = [...form.elements].filter((field) => field.name && field.dataset.kind !== 'address');
  const whole = fields.find((field) => field.dataset.kind === 'body');
  if (whole) return whole.type === 'file' ? whole.files[0] : whole.value;
  const body = {};
  fields.forEach((field) => {
    try {
      read(field, body);
    } catch (error) {
      throw Object.assign(new Error(), { problem: { errors: [{ field: field.name, message: `cannot be read: ${error.message}` }] } });
    }
  });
  return body;
}

/** The fields that stand in the address of a form's call. */
export function addressOf(form) {
  const fields = [...form.elements].filter((field) => field.dataset.kind === 'address');
  return Object.fromEntries(fields.map((field) => [field.name, encodeURIComponent(field.value)]));
}

/** What a GET or DELETE says stands in its address; what is null or a list in it as a form would write it. */
export function queryOf(body) {
  const query = new URLSearchParams();
  Object.entries(body).forEach(([name, value]) => {
    if (Array.isArray(value)) value.forEach((each) => query.append(name, each));
    else if (typeof value === 'object' && value) Object.entries(value).forEach(([key, each]) => query.append(name, `${key}=${each}`));
    else query.set(name, value);
  });
  return query;
}

function inputOf(form, name) {
  const found = form.elements[name] || form.elements[name.split(/[.[]/)[0]] || form.querySelector('[data-kind="body"]');
  return found instanceof HTMLElement && found.id && !found.hidden && found.type !== 'hidden' ? found : null;
}

function mark(input, message) {
  input.setAttribute('aria-invalid', 'true');
  input.classList.add('is-invalid');
  input.closest('details')?.setAttribute('open', '');
  const hint = document.getElementById(`${input.id}-hint`);
  if (!hint) return;
  const before = hint.classList.contains('wrong') ? `${hint.textContent}. ` : '';
  hint.dataset.was ??= hint.textContent;
  hint.textContent = `${before}${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  hint.classList.add('wrong');
}

export function showProblem(form, problem) {
  const place = form.querySelector('[data-problem]');
  const fields = problem.errors || [];
  const loose = fields.filter(({ field, message }) => {
    const input = inputOf(form, field);
    if (input) mark(input, input.name === field ? message : `${field.startsWith(`${input.name}.`) ? field.slice(input.name.length + 1) : field} ${message}`);
    return !input;
  }).map(({ field, message }) => `${field}: ${message}`);
  if (!fields.length || loose.length) {
    place.textContent = loose.length ? loose.join('. ') : problem.detail || problem.title;
    place.hidden = false;
  }
  (form.querySelector('.is-invalid') || place).scrollIntoView({ block: 'nearest' });
  form.querySelector('.is-invalid')?.focus();
}

export function clearProblem(form) {
  form.querySelector('[data-problem]').hidden = true;
  form.querySelectorAll('.is-invalid').forEach((input) => {
    input.classList.remove('is-invalid');
    input.removeAttribute('aria-invalid');
    const hint = document.getElementById(`${input.id}-hint`);
    if (hint?.dataset.was !== undefined) { hint.textContent = hint.dataset.was; hint.classList.remove('wrong'); }
  });
}
