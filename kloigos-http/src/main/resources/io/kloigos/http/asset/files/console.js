// A console of a VM: gets a ticket, opens a WebSocket with it, shows it, and comes back after a cut.
const { base } = document.body.dataset;
const LONGEST_PAUSE = 15000;
/** Somebody has ended the console: it does not come back by itself. */
const CUT = 4001;

const place = document.querySelector('[data-console]');
const status = document.getElementById('console-status');
const kind = place.dataset.console;
let firstTicket = place.dataset.ticket;
let shown = null;
let pause = 1000;
let timer = null;

function say(text) {
  status.textContent = text;
}

/** Where the WebSocket is; throws what the API says when there is none. */
async function address() {
  if (firstTicket) {
    const ticket = firstTicket;
    firstTicket = null;
    return `${base}/console/socket?ticket=${encodeURIComponent(ticket)}`;
  }
  const answer = await fetch(`${base}/api/v1/vms/${place.dataset.vm}/console?kind=${kind}`);
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(json.detail || json.title), { final: answer.status < 500 });
  return json.websocket_url;
}

function socketUrl(path) {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

async function connect() {
  clearTimeout(timer);
  say('Connecting');
  try {
    const viewer = await import(kind === 'serial' ? './serial.js' : './vnc.js');
    const socket = new WebSocket(socketUrl(await address()), ['binary']);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => { say('Connected'); pause = 1000; });
    socket.addEventListener('close', (event) => ended(socket, event));
    shown?.close();
    shown = Object.assign(viewer.show(place, socket), { socket });
  } catch (problem) {
    say(problem.message);
    if (!problem.final) again();
  }
}

function ended(socket, { code, reason }) {
  if (shown?.socket !== socket) return;
  say(reason || 'The connection was cut');
  if (code !== CUT) again();
}

function again() {
  timer = setTimeout(connect, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

export function startConsole() {
  const paste = document.getElementById('paste');
  document.getElementById('console-again').addEventListener('click', () => { pause = 1000; connect(); });
  document.getElementById('console-full').addEventListener('click', () => place.requestFullscreen());
  document.getElementById('console-cad')?.addEventListener('click', () => shown?.ctrlAltDel());
  document.getElementById('console-paste').addEventListener('click', () => { paste.returnValue = 'no'; paste.showModal(); });
  paste.addEventListener('close', () => {
    const text = document.getElementById('paste-text');
    if (paste.returnValue === 'yes') shown?.type(text.value);
    text.value = '';
    shown?.focus();
  });
  window.addEventListener('pagehide', () => shown?.close());
  connect();
}
