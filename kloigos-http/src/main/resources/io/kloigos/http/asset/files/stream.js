// The page's one event stream: open while somebody looks at the page, resumed where it was, opened anew when the browser gives up.
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
/** The server says every 15 s that it is alive. */
const SILENCE = 40000;
const OPENS_WITHIN = 10000;

/**
 * @param heard called with each event
 * @param missed called when more has happened than is told again
 * @param connected called with true when the stream is open, with false when it is cut
 */
export function follow(url, { heard, missed, connected }) {
  let source = null;
  let last = '';
  let pause = FIRST_PAUSE;
  let timer = null;

  const within = (millis) => { clearTimeout(timer); timer = setTimeout(reopen, millis); };

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  function reopen() {
    connected(false);
    close();
    open();
  }

  function failed() {
    connected(false);
    // after a cut the browser tries again by itself, after an answer that is no stream it never does
    if (source.readyState !== EventSource.CLOSED) return;
    within(pause * (0.5 + Math.random()));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  function open() {
    if (source || document.visibilityState !== 'visible') return;
    source = new EventSource(last ? `${url}?last_event_id=${last}` : url);
    within(OPENS_WITHIN);
    source.onopen = () => { pause = FIRST_PAUSE; within(SILENCE); connected(true); };
    source.onerror = failed;
    source.onmessage = (event) => { last = event.lastEventId; within(SILENCE); heard(event); };
    source.addEventListener('alive', () => within(SILENCE));
    source.addEventListener('reset', missed);
  }

  // a page that nobody sees keeps no connection: browsers have six for a site
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? open() : close()));
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', open);
  open();
}
