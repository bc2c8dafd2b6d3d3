/* The latest events as a list: when, how bad, what, who. */

import { addressLink, userLink } from './acts.js';
import { count, eventText, severity, time } from './format.js';
import { h, note, replace } from './dom.js';

export function timeline(context, most) {
  const list = h('ul', { class: 'timeline' });
  const element = h('div', {}, list, h('p', { class: 'more' }, h('a', { href: '#/events' }, 'All events')));
  let shown = '';
  return {
    element,
    update(events, missing) {
      const rows = events.slice(0, most);
      const key = missing + rows.map((event) => event.id + event.lastAt + event.count).join();
      if (key === shown) return;
      shown = key;
      replace(list, missing ? note('Events are not recorded on this server.')
        : rows.length ? rows.map((event) => line(event, context.user)) : note('Nothing in the last 15 minutes.'));
    },
  };
}

function line(event, user) {
  return h('li', {}, time(event.lastAt ?? event.timestamp), h('span', { class: 'what' },
    severity(event.severity), ' ', eventText(event.type), event.count > 1 && ' ×' + count(event.count),
    event.ip && [' · ', addressLink(event.ip)], event.userId && [' · ', userLink(event.userId, user)]));
}
