// Says what happened, in a corner, without taking the focus.
const toasts = document.getElementById('toasts');

export function toast(text, { bad = false, href } = {}) {
  const note = document.createElement(href ? 'a' : 'div');
  if (href) note.href = href;
  note.className = bad ? 'note note-bad' : 'note';
  note.textContent = text;
  toasts.append(note);
  setTimeout(() => note.remove(), bad ? 12000 : 6000);
}
