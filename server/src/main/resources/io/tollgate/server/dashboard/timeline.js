/* The latest events as a list: when, how bad, what, who. */

import { addressLink, userLink } from './acts.js';
import { count, eventText, severity, time } from './format.js';
import { h, note, setText } from './dom.js';

export function timeline(context, most) {
  const list = h('ul', { class: 'timeline' });
  const nothing = note('');
  const element = h('div', {}, list, nothing, h('p', { class: 'more' }, h('a', { href: '#/events' }, 'All events')));
  let lines = new Map();
  return {
    element,
    /** @param lacking why the events are not of now, in words; empty when they are */
    update(events, lacking) {
      // A line that says the same stays: what has the focus in it keeps it.
      const next = new Map(events.slice(0, most).map((event) => [keyOf(event), event]));
      if ([...next.keys()].join() !== [...lines.keys()].join()) {
        lines = new Map([...next].map(([key, event]) => [key, lines.get(key) ?? line(event, context.user)]));
        show(list, [...lines.values()]);
      }
      setText(nothing, lacking || (lines.size ? '' : 'Nothing in the last 15 minutes.'));
      nothing.hidden = !nothing.textContent;
    },
  };
}

function keyOf(event) {
  return event.id + ' ' + event.lastAt + ' ' + event.count;
}

/** Puts the lines into the list and moves none that is there already, since moving takes the focus away. */
function show(list, lines) {
  for (const old of [...list.children]) if (!lines.includes(old)) old.remove();
  lines.forEach((element, i) => {
    if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
  });
}

function line(event, user) {
  return h('li', {}, time(event.lastAt ?? event.timestamp), h('span', { class: 'what' },
    severity(event.severity), ' ', eventText(event.type), event.count > 1 && ' ×' + count(event.count),
    event.ip && [' · ', addressLink(event.ip)], event.userId && [' · ', userLink(event.userId, user)]));
}
