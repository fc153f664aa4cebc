// The question before what cannot be taken back.
const dialog = document.getElementById('confirm');
const nameRow = document.getElementById('confirm-name-row');
const nameField = document.getElementById('confirm-name');
const yes = document.getElementById('confirm-yes');

function lost(name) {
  return `${name} goes, and does not come back.`;
}

/**
 * A question; where it is name:…, the name has to be typed.
 * @param text what is asked instead, or said of what goes with the name
 */
export function confirmed(question, text) {
  if (!question) return Promise.resolve(true);
  const name = question.startsWith('name:') ? question.slice(5) : null;
  document.getElementById('confirm-text').textContent = text || (name ? lost(name) : question);
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
