// What the API answers, shown in its place: data-answer names how.
import { call, element } from './call.js';

function saying(said) {
  return element('li', `${said.name}: ${said.reason}`);
}

function decision(json) {
  const { explain, policies } = json;
  const words = { allowed: 'It is allowed.', denied: 'It is refused.', needs_approval: 'It waits for an approval.' };
  const parts = [element('p', words[explain.outcome] || explain.outcome, `h6 outcome-${explain.outcome}`)];
  const list = element('ul');
  list.append(...[...explain.denied, ...explain.approval].map(saying));
  if (list.childElementCount) parts.push(list);
  const names = policies.map((policy) => policy.name).join(', ');
  parts.push(element('p', names ? `In force there: ${names}.` : 'No policy is in force there.', 'text-body-secondary'));
  return parts;
}

function verification(json) {
  const parts = [element('p', json.intact ? 'The record is whole: nothing was changed or taken out.' : 'The record was tampered with.', 'h6')];
  parts.push(element('p', `${json.events} events in ${json.blocks} blocks were looked at.`));
  const list = element('ul');
  list.append(...json.problems.map((problem) => element('li', `Block ${problem.block_no}: ${problem.message}`)));
  if (list.childElementCount) parts.push(list);
  parts.push(element('p', 'Note this down elsewhere: what is verified against it later must still have it.', 'text-body-secondary'));
  parts.push(element('pre', `${json.head_block}:${json.head_hash}`));
  return parts;
}

const shown = { decision, verification };

/** Shows an answer where its form or button says; false where it says nothing. */
export function showAnswer(source, json) {
  const place = document.getElementById(source.dataset.into);
  if (!place) return false;
  place.replaceChildren(...shown[place.dataset.answer](json));
  place.hidden = false;
  return true;
}

/** Shows what is told once, until that is read. */
export async function showSecret(text) {
  const dialog = document.getElementById('secret');
  const place = document.getElementById('secret-text');
  place.textContent = text;
  dialog.showModal();
  await new Promise((resolve) => { dialog.addEventListener('close', resolve, { once: true }); });
  place.textContent = '';
}

export function showPlan(plan, json) {
  plan.replaceChildren();
  const commands = (json.steps || []).flatMap((step) => step.commands || []);
  if (!commands.length) plan.append(element('p', 'No command would run on a host.'));
  commands.forEach((command) => {
    plan.append(element('pre', `${command.host_id}$ ${command.command}`));
    if (command.diff || command.input) plan.append(element('pre', command.diff || command.input, 'input'));
  });
  plan.hidden = false;
}

/** Which hosts could take a VM, and why others cannot. */
export async function explainPlacement(place) {
  const answer = await call('POST /api/v1/vms/placement', JSON.parse(place.dataset.placement));
  if (!answer.ok) return;
  const list = element('ul');
  answer.json.hosts.forEach((host) => {
    const reasons = host.fits ? `has room: ${host.free_cpu_cores} CPUs, ${host.free_memory_mb} MiB` : host.reasons.join(', ');
    list.append(element('li', `${host.host_id}: ${reasons}`, host.fits ? '' : 'text-body-secondary'));
  });
  place.replaceChildren(list);
}
