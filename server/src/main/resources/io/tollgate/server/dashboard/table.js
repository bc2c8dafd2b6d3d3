/* A table that is kept up to date without being built anew: what has the focus keeps it, and rows hold still while the
   pointer or the focus is among them, so that nobody bans the address that just moved under the finger. */

import { field, h, replace, select, setText } from './dom.js';

/** Rows that are gone and still stand there because of the pointer: a pointer may rest on a table for hours. */
const MOST_GONE = 100;

let sorters = 0;

/**
 * @param columns {label, cell(row) -> text or node, sig?(row), className?, sort?(row), head?: true for the row's header}
 * @param key     row -> text, unique
 */
export class LiveTable {
  constructor({ caption, columns, key, empty = 'Nothing here.', sortBy }) {
    this.columns = columns;
    this.key = key;
    this.empty = empty;
    this.rows = [];
    this.lines = new Map();
    this.sorting = sortBy ?? null;
    this.heads = columns.map((column, index) => this.head(column, index));
    this.body = h('tbody');
    this.blank = h('p', { class: 'muted', hidden: true }, empty);
    this.table = h('table', { class: 'cards' },
      h('caption', {}, caption), h('thead', {}, h('tr', {}, this.heads)), this.body);
    this.sorter = this.makeSorter();
    this.element = h('div', {}, this.sorter, h('div', { class: 'scroll' }, this.table), this.blank);
    this.table.addEventListener('pointerleave', () => this.known && this.order());
    this.known = false;
  }

  head(column, index) {
    const label = column.sort
      ? h('button', { type: 'button', class: 'sort', onclick: () => this.sort(index) }, column.label)
      : column.hidden ? h('span', { class: 'unseen' }, column.label) : column.label;
    return h('th', { scope: 'col', class: column.className, 'aria-sort': this.ariaSort(index) }, label);
  }

  /** Where a row is a card there are no headings to press. */
  makeSorter() {
    const orders = this.columns.flatMap(({ label, sort }, index) => (sort
      ? [[index + ' down', label + ' ↓'], [index + ' up', label + ' ↑']] : []));
    if (!orders.length) return null;
    const none = this.sorting ? [] : [['', 'As it comes']];
    this.choice = select('sort-' + ++sorters, [...none, ...orders], this.chosen(), () => {
      const [index, way] = this.choice.value.split(' ');
      if (way) this.sort(Number(index), way === 'up');
    });
    return h('div', { class: 'only-narrow' }, field('Sort by', this.choice));
  }

  chosen() {
    return this.sorting ? this.sorting.index + (this.sorting.up ? ' up' : ' down') : '';
  }

  ariaSort(index) {
    return this.sorting && this.sorting.index === index ? (this.sorting.up ? 'ascending' : 'descending') : null;
  }

  sort(index, up = this.sorting?.index === index && !this.sorting.up) {
    this.sorting = { index, up };
    this.choice.value = this.chosen();
    this.heads.forEach((head, i) => {
      const value = this.ariaSort(i);
      if (value) head.setAttribute('aria-sort', value);
      else head.removeAttribute('aria-sort');
    });
    this.order(true);
  }

  /** @param empty what is said when there is no row, other than usual */
  update(rows, empty) {
    this.rows = rows;
    setText(this.blank, empty || this.empty);
    const seen = new Set();
    for (const row of rows) {
      const key = this.key(row);
      seen.add(key);
      const line = this.lines.get(key);
      if (line) this.refresh(line, row);
      else this.lines.set(key, this.line(row));
    }
    for (const [key, line] of this.lines) {
      line.gone = !seen.has(key);
      line.element.classList.toggle('gone', line.gone);
    }
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

  /** Puts the rows in their order and takes out those that are gone, unless somebody is about to press something in them. */
  order(force = false) {
    const pointed = !force && this.table.matches(':hover');
    this.drop(pointed ? MOST_GONE : 0);
    if (pointed || (!force && this.body.contains(document.activeElement))) this.append();
    else this.arrange();
    const none = this.lines.size === 0;
    this.blank.hidden = !none;
    this.table.hidden = none;
    if (this.sorter) this.sorter.hidden = none;
  }

  /** Takes out those that are gone but for the last few, and what has the focus. */
  drop(kept) {
    const gone = [...this.lines].filter(([, line]) => line.gone && !line.element.contains(document.activeElement));
    for (const [key, line] of gone.slice(0, Math.max(0, gone.length - kept))) {
      line.element.remove();
      this.lines.delete(key);
    }
  }

  append() {
    for (const row of this.sorted()) {
      const { element } = this.lines.get(this.key(row));
      if (!element.isConnected) this.body.append(element);
    }
  }

  arrange() {
    let next = this.body.firstElementChild;
    for (const row of this.sorted()) {
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
