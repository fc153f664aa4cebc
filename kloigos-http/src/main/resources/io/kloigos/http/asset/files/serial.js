// A VM's serial port with xterm.js. The policy of this page lets in styles that carry its nonce; xterm's get it here.
const { nonce } = document.querySelector('[data-console]').dataset;
const { assets } = document.body.dataset;
const create = document.createElement.bind(document);
document.createElement = (name, ...more) => {
  const element = create(name, ...more);
  if (name.toLowerCase() === 'style') element.nonce = nonce;
  return element;
};
const sheet = create('link');
sheet.rel = 'stylesheet';
sheet.href = `${assets}/lib/@xterm/xterm/css/xterm.css`;
document.head.append(sheet);
const { Terminal } = await import('./lib/@xterm/xterm/lib/xterm.mjs');
const { FitAddon } = await import('./lib/@xterm/addon-fit/lib/addon-fit.mjs');

const bytes = new TextEncoder();

export function show(place, socket) {
  place.replaceChildren();
  const target = create('div');
  place.append(target);
  const terminal = new Terminal({ fontSize: 14, theme: { background: '#101214' }, scrollback: 5000 });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(target);
  fit.fit();
  const watcher = new ResizeObserver(() => fit.fit());
  watcher.observe(place);
  const send = (text) => { if (socket.readyState === WebSocket.OPEN) socket.send(bytes.encode(text)); };
  terminal.onData(send);
  socket.addEventListener('open', () => { place.dataset.connected = ''; terminal.focus(); });
  socket.addEventListener('close', () => { delete place.dataset.connected; });
  socket.addEventListener('message', (event) => terminal.write(new Uint8Array(event.data)));
  return {
    close: () => { watcher.disconnect(); socket.close(); terminal.dispose(); },
    focus: () => terminal.focus(),
    type: send,
  };
}
