// Claims and releases through the API, and shows what it answers; htmx keeps the figures fresh.
const base = document.body.dataset.base;
const message = document.getElementById('message');

async function call(path, body) {
  message.classList.add('d-none');
  try {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) show((await answer.json()).detail);
  } catch {
    show('The server does not answer.');
  }
  window.htmx.trigger('#figures', 'refresh');
}

function show(text) {
  message.textContent = text;
  message.classList.remove('d-none');
}

document.getElementById('claim').addEventListener('submit', (event) => {
  event.preventDefault();
  call('/provision', { name: event.target.elements.name.value });
});

document.getElementById('figures').addEventListener('click', (event) => {
  const hostname = event.target.dataset.release;
  if (hostname && window.confirm(`Release ${hostname}?`)) call('/deprovision', { hostname });
});
