/* Builds elements. Text only ever becomes a text node: nothing that came from outside is read as markup. */

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name === 'className' ? 'class' : name, value === true ? '' : String(value));
  }
  return add(element, ...children);
}

/** @param children nodes, texts and lists of them; what is nothing is left out */
export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === '') continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

/** Sets a text only when it differs, so that what assistive technology watches changes only when it does. */
export function setText(element, text) {
  const value = text === undefined || text === null ? '' : String(text);
  if (element.textContent !== value) element.textContent = value;
}

/** A labelled control; `control` needs an id. */
export function field(label, control, hint) {
  const parts = [h('label', { for: control.id }, label), control];
  if (hint) {
    const id = control.id + '-hint';
    control.setAttribute('aria-describedby', id);
    parts.push(h('p', { id, class: 'hint' }, hint));
  }
  return h('div', { class: 'field' }, parts);
}

export function select(id, options, value, onchange) {
  return h('select', { id, onchange },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
}

/** A section with a heading. */
export function panel(title, ...children) {
  const id = 'h-' + title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, title), children);
}

export function note(text, kind = 'muted') {
  return h('div', { class: kind }, text);
}
