// Calls of the API, as everybody makes them.
const { base } = document.body.dataset;
const PATIENCE = 'wait=2';
const JSON_TYPE = 'application/json';

/** What a session's changes prove themselves with; none without a session. */
export function proof() {
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('kloigos_csrf='));
  return cookie ? { 'X-CSRF-Token': decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)) } : {};
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}

/**
 * Makes the call of a line such as "POST /api/v1/vms".
 * @param body what is sent as JSON; as it is where a type is given; nothing where it is undefined
 */
export async function call(line, body, type = JSON_TYPE) {
  const cut = line.indexOf(' ');
  const request = { method: line.slice(0, cut), headers: { Accept: JSON_TYPE, Prefer: PATIENCE, ...proof() } };
  if (body !== undefined && !['GET', 'DELETE'].includes(request.method)) {
    request.headers['Content-Type'] = type;
    request.body = type === JSON_TYPE ? JSON.stringify(body) : body;
  }
  try {
    const answer = await fetch(base + line.slice(cut + 1), request);
    return { ok: answer.ok, status: answer.status, json: parsed(await answer.text()) };
  } catch {
    return { ok: false, status: 0, json: { detail: 'The server does not answer. Try again in a moment.' } };
  }
}

/** Puts values into a text such as "/vms/{vm.vm_id}". */
export function fill(pattern, values) {
  return pattern.replace(/\{([a-z_.]+)\}/g, (all, path) => path.split('.').reduce((value, part) => value?.[part], values) ?? '');
}

export function element(tag, text = '', className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
