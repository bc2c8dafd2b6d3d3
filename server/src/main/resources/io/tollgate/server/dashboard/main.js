/* Boots the dashboard: who is signed in, which page is shown, what stands above every page. */

import { del, door, get, Problem } from './api.js';
import { h, note, replace, setText } from './dom.js';
import { assess, performanceAlerts } from './assess.js';
import { Live } from './live.js';
import { Watch } from './watch.js';
import { shortcuts, showKeys } from './keys.js';
import { repaint } from './charts.js';
import { signIn } from './signin.js';
import { overview } from './overview.js';
import { attacks } from './attacks.js';
import { address, addresses } from './addresses.js';
import { events } from './events.js';
import { user, users } from './users.js';
import { performancePage } from './performance.js';
import { alerts } from './alerts.js';
import { scaling } from './scaling.js';
import { decision } from './decision.js';

/** Pages by the first part of the fragment; those with a key stand in the navigation. */
const PAGES = [
  { name: 'overview', title: 'Overview', key: 'o', role: 'analyst', page: overview },
  { name: 'attacks', title: 'Attacks', key: 'a', role: 'moderator', page: attacks },
  { name: 'addresses', title: 'Addresses', key: 'd', role: 'moderator', page: addresses, one: address },
  { name: 'events', title: 'Events', key: 'e', role: 'moderator', page: events },
  { name: 'users', title: 'Users', key: 'u', role: 'admin', page: users, one: user },
  { name: 'performance', title: 'Performance', key: 'p', role: 'analyst', page: performancePage },
  { name: 'alerts', title: 'Alerts', key: 'l', role: 'analyst', page: alerts },
  { name: 'scaling', title: 'Scaling', key: 's', role: 'analyst', page: scaling },
  { name: 'decision', title: 'Why refused', key: 'w', role: 'moderator', page: decision, one: decision },
];
const ROLES = ['user', 'analyst', 'moderator', 'admin'];

const by = (id) => document.getElementById(id);
const view = by('view');
const live = new Live();
const watch = new Watch(live);
const context = { live, watch, user: null, go: (hash) => { location.hash = hash; } };
let leave = null;

// ---- who is there

async function boot() {
  try {
    begin(await get('/api/admin/session'));
  } catch (problem) {
    if (problem.status === 401) askWho();
    // Whoever is refused is so the next time, too, and asking again may use up what is left to others at the same address.
    else if (problem.status === 403) askWho(problem.words);
    else {
      if (!(problem instanceof Problem)) console.error(problem);
      replace(view, note('The server does not answer as it should (' + (problem.status || 'no answer') + '). Trying again …', 'message'));
      setTimeout(boot, Math.max(3000, (problem.retryAfter || 0) * 1000));
    }
  }
}

function begin(staff) {
  context.user = { ...staff, may: (role) => ROLES.indexOf(staff.role) >= ROLES.indexOf(role) };
  for (const id of ['nav', 'who', 'sign-out', 'help', 'menu', 'link', 'status']) by(id).hidden = false;
  document.querySelector('.frame').classList.remove('alone');
  setText(by('who'), staff.email + ' · ' + staff.role);
  drawNavigation();
  live.start();
  watch.start(context.user);
  route();
}

function askWho(message) {
  leave?.();
  leave = null;
  context.user = null;
  live.stop();
  watch.stop();
  watch.clear();
  for (const id of ['nav', 'who', 'sign-out', 'help', 'menu', 'link', 'status']) by(id).hidden = true;
  document.querySelector('.frame').classList.add('alone');
  tellTrouble('');
  document.title = 'Sign in · Tollgate';
  signIn(view, message, boot);
}

door.addEventListener('signed-out', () => {
  if (context.user) askWho('Your session has ended. Please sign in again.');
});
door.addEventListener('banned', (event) => {
  if (context.user) askWho(event.detail);
});

by('sign-out').addEventListener('click', async () => {
  try {
    await del('/api/admin/session');
    askWho('You have signed out.');
  } catch (problem) {
    if (context.user) tellTrouble('You are still signed in: signing out failed. ' + (problem.words ?? problem));
  }
});

// ---- which page

function drawNavigation() {
  replace(by('nav'), h('ul', {}, PAGES.map((page) => h('li', {}, h('a', { href: '#/' + page.name, 'data-page': page.name, 'aria-keyshortcuts': 'g ' + page.key },
    page.title, context.user.may(page.role) ? h('span', { class: 'badge', 'data-badge': page.name, hidden: true }) : h('span', { class: 'locked' }, page.role + ' only'))))));
}

function route() {
  if (!context.user) return;
  const [name, ...rest] = location.hash.replace(/^#\/?/, '').split('?')[0].split('/').map(decode);
  const parameters = new URLSearchParams(location.hash.split('?')[1] ?? '');
  const page = PAGES.find((candidate) => candidate.name === name) ?? PAGES[0];
  leave?.();
  leave = null;
  tellTrouble('');
  for (const link of by('nav').querySelectorAll('a')) {
    if (link.dataset.page === page.name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  toggleMenu(false);
  document.title = page.title + ' · Tollgate';
  const title = h('h1', { tabindex: -1 }, page.title);
  const head = h('div', { class: 'page-head' }, title);
  if (!context.user.may(page.role)) {
    replace(view, head, note('This page needs the role ' + page.role + '; you are signed in as ' + context.user.role
      + '. An admin can change that on the page of users.'));
  } else {
    const body = replace(view, head);
    const shown = rest[0] && page.one ? page.one : page.page;
    leave = shown({ ...context, view: body, head, title, id: rest[0], parameters }) ?? null;
  }
  if (routed) {
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  routed = true;
}

let routed = false;

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

addEventListener('hashchange', route);

// ---- what stands above every page

/** Stands there until another page is shown. */
function tellTrouble(text) {
  setText(by('trouble'), text);
  by('trouble').hidden = !text;
}

function say(text) {
  setText(by('announce'), text);
}

const LINKS = { live: 'Live', connecting: 'Connecting', lost: 'Connection lost', off: '' };

function showState() {
  // Nobody sees it, and what is said of old data would be that nobody asks for newer while the tab is not in view.
  if (!context.user || document.hidden) return;
  by('link').className = 'link ' + live.state;
  setText(by('link'), LINKS[live.state]);
  const { level, head, more, attacking } = assess(context);
  by('status').className = 'status ' + level;
  setText(by('status-head'), head);
  setText(by('status-more'), more);
  if (level !== showState.level) {
    // Only when the state changes, not with every figure: a screen reader would never fall silent.
    if (showState.level) say(head + ' ' + more);
    showState.level = level;
  }
  badge('attacks', attacking, 'attacking now');
  badge('alerts', performanceAlerts(context).length, 'active');
}

function badge(page, n, meaning) {
  const element = by('nav').querySelector('[data-badge="' + page + '"]');
  if (!element) return;
  element.hidden = n === 0;
  if (element.dataset.count !== String(n)) {
    element.dataset.count = n;
    replace(element, n, h('span', { class: 'unseen' }, ' ' + meaning));
  }
}

live.addEventListener('change', showState);
watch.addEventListener('change', showState);

// A browser has few connections for one server; a tab that nobody looks at needs none.
let unseen = 0;
document.addEventListener('visibilitychange', () => {
  clearTimeout(unseen);
  if (document.hidden) unseen = setTimeout(() => live.pause(), 60_000);
  else if (context.user) live.start();
});

// ---- theme, menu, keys

function theme() {
  const set = document.documentElement.dataset.theme;
  return set ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

function nameTheme() {
  setText(by('theme'), theme() === 'dark' ? 'Light' : 'Dark');
  by('theme').setAttribute('aria-label', 'Use the ' + (theme() === 'dark' ? 'light' : 'dark') + ' theme');
}

function switchTheme() {
  document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem('tollgate-theme', document.documentElement.dataset.theme);
  } catch {
    // Then it holds until the page is left.
  }
  nameTheme();
  repaint();
}

function toggleMenu(open) {
  by('nav').classList.toggle('open', open);
  by('menu').setAttribute('aria-expanded', String(open));
}

by('theme').addEventListener('click', switchTheme);
by('menu').addEventListener('click', () => toggleMenu(by('menu').getAttribute('aria-expanded') !== 'true'));
by('help').addEventListener('click', () => showKeys(PAGES));
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  by('content').focus();
});
nameTheme();
shortcuts(PAGES, { active: () => context.user !== null, theme: switchTheme });
boot();
