/* A table that is kept up to date without being built anew: what has the focus keeps it, and rows hold still while the
   pointer or the focus is among them, so that nobody bans the address that just moved under the finger. */

import { h, replace } from './dom.js';

/**
 * @param columns {label, cell(row) -> text or node, sig?(row), className?, sort?(row), head?: true for the row's header}
 * @param key     row -> text, unique
 */
export class LiveTable {
  constructor({ caption, columns, key, empty = 'Nothing here.', sortBy, hideCaption = false }) {
    this.columns = columns;
    this.key = key;
    this.rows = [];
    this.lines = new Map();
    this.sorting = sortBy ?? null;
    this.heads = columns.map((column, index) => this.head(column, index));
    this.body = h('tbody');
    this.blank = h('p', { class: 'muted', hidden: true }, empty);
    this.table = h('table', { class: 'cards' },
      h('caption', { class: hideCaption ? 'unseen' : undefined }, caption),
      h('thead', {}, h('tr', {}, this.heads)), this.body);
    this.element = h('div', {}, h('div', { class: 'scroll' }, this.table), this.blank);
    this.table.addEventListener('pointerleave', () => this.order());
    this.known = false;
  }

  head(column, index) {
    const label = column.sort
      ? h('button', { type: 'button', class: 'sort', onclick: () => this.sort(index) }, column.label)
      : column.hidden ? h('span', { class: 'unseen' }, column.label) : column.label;
    return h('th', { scope: 'col', class: column.className, 'aria-sort': this.ariaSort(index) }, label);
  }

  ariaSort(index) {
    return this.sorting && this.sorting.index === index ? (this.sorting.up ? 'ascending' : 'descending') : null;
  }

  sort(index) {
    const up = this.sorting?.index === index ? !this.sorting.up : false;
    this.sorting = { index, up };
    this.heads.forEach((head, i) => {
      const value = this.ariaSort(i);
      if (value) head.setAttribute('aria-sort', value);
      else head.removeAttribute('aria-sort');
    });
    this.order(true);
  }

  update(rows) {
    this.rows = rows;
    const seen = new Set();
    for (const row of rows) {
      const key = this.key(row);
      seen.add(key);
      const line = this.lines.get(key);
      if (line) this.refresh(line, row);
      else this.lines.set(key, this.line(row));
    }
    for (const [key, line] of this.lines) {
      if (!seen.has(key) && !line.element.contains(document.activeElement)) {
        line.element.remove();
        this.lines.delete(key);
      }
    }
    this.blank.hidden = rows.length > 0;
    this.table.hidden = rows.length === 0;
    this.order();
    this.known = true;
  }

  line(row) {
    const cells = this.columns.map((column) => h(column.head ? 'th' : 'td', {
      class: column.className, scope: column.head ? 'row' : null,
      'data-label': column.head || column.hidden || column.unlabelled ? null : column.label,
    }));
    const line = { element: h('tr', { class: this.known ? 'fresh' : null }, cells), cells, sigs: [] };
    this.refresh(line, row);
    return line;
  }

  refresh(line, row) {
    line.row = row;
    this.columns.forEach((column, i) => {
      const sig = column.sig ? String(column.sig(row)) : null;
      if (sig !== null && sig === line.sigs[i]) return;
      const content = column.cell(row);
      const text = sig ?? (content instanceof Node ? content.outerHTML : String(content ?? ''));
      if (text !== line.sigs[i]) {
        replace(line.cells[i], content);
        line.sigs[i] = text;
      }
    });
  }

  /** Puts the rows in their order, unless somebody is about to press something in them. */
  order(force = false) {
    const held = !force && (this.table.matches(':hover') || this.body.contains(document.activeElement));
    const sorted = this.sorted();
    if (held) {
      for (const row of sorted) {
        const { element } = this.lines.get(this.key(row));
        if (!element.isConnected) this.body.append(element);
      }
      return;
    }
    let next = this.body.firstElementChild;
    for (const row of sorted) {
      const { element } = this.lines.get(this.key(row));
      if (element === next) next = next.nextElementSibling;
      else this.body.insertBefore(element, next);
    }
  }

  sorted() {
    const column = this.sorting && this.columns[this.sorting.index];
    if (!column?.sort) return this.rows;
    const sign = this.sorting.up ? 1 : -1;
    return [...this.rows].sort((a, b) => {
      const x = column.sort(a), y = column.sort(b);
      return sign * (typeof x === 'string' ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity));
    });
  }
}
