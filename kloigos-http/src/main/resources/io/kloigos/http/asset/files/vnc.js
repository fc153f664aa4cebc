// A VM's screen with noVNC.
import RFB from './lib/@novnc/novnc/core/rfb.js';

const ENTER = 0xff0d;
const UNICODE = 0x01000000;

function keysym(character) {
  if (character === '\n') return ENTER;
  const code = character.codePointAt(0);
  return code < 0x100 ? code : UNICODE + code;
}

export function show(place, socket) {
  place.replaceChildren();
  const target = document.createElement('div');
  place.append(target);
  const rfb = new RFB(target, socket, { shared: true });
  rfb.scaleViewport = true;
  rfb.background = '#101214';
  rfb.addEventListener('clipboard', (event) => navigator.clipboard?.writeText(event.detail.text).catch(() => {}));
  rfb.addEventListener('connect', () => { place.dataset.connected = ''; rfb.focus(); });
  rfb.addEventListener('disconnect', () => { delete place.dataset.connected; });
  return {
    close: () => rfb.disconnect(),
    focus: () => rfb.focus(),
    ctrlAltDel: () => rfb.sendCtrlAltDel(),
    type: (text) => [...text].forEach((character) => rfb.sendKey(keysym(character), null)),
  };
}
