/* Shortcuts of the keyboard: g and a letter goes to a page. They can be switched off, for people whose software types. */

import { h } from './dom.js';
import { show } from './dialog.js';

const STORED = 'tollgate-keys';
let on = stored() !== 'off';

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function switchTo(value) {
  on = value;
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // Then it holds until the page is left.
  }
}

export function showKeys(pages) {
  const box = h('input', { type: 'checkbox', id: 'keys-on', checked: on, onchange: () => switchTo(box.checked) });
  const rows = [
    ...pages.map((page) => [['g', page.key], page.title]),
    [['/'], 'To the first field of the page'], [['t'], 'Light or dark'], [['?'], 'This list'], [['←', '→'], 'In a chart: the value before, after'],
  ];
  const dialog = show('Keys',
    h('table', {}, h('caption', { class: 'unseen' }, 'Keys and what they do'), h('tbody', {}, rows.map(([keys, what]) =>
      h('tr', {}, h('th', { scope: 'row' }, keys.map((key, i) => [i ? ' ' : '', h('kbd', {}, key)])), h('td', {}, what))))),
    h('div', {}, h('label', { for: 'keys-on' }, box, ' Shortcuts are on')),
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'primary', autofocus: true }, 'Close')));
  return dialog;
}

export function shortcuts(pages, { active, theme }) {
  let went = 0;
  document.addEventListener('keydown', (event) => {
    if (!active() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, dialog') || document.querySelector('dialog[open]')) return;
    if (event.key === '?') {
      showKeys(pages);
    } else if (!on) {
      return;
    } else if (performance.now() < went) {
      went = 0;
      const page = pages.find((candidate) => candidate.key === event.key);
      if (!page) return;
      location.hash = '#/' + page.name;
    } else if (event.key === 'g') {
      went = performance.now() + 1500;
    } else if (event.key === 't') {
      theme();
    } else if (event.key === '/') {
      [...document.querySelectorAll('#view input, #view select')].find((control) => control.checkVisibility())?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}
