// Elements, made and changed in one line each.

const SVG = "http://www.w3.org/2000/svg";

/** Set attributes and text; what is null is taken away. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") {
      if (element.textContent !== String(value)) element.textContent = value;
    } else if (value === null || value === undefined || value === false) {
      element.removeAttribute(name);
    } else if (element.getAttribute(name) !== String(value)) {
      element.setAttribute(name, value);
    }
  }
  return element;
}

/** Make an SVG element inside another one. */
export function svg(parent, name, attributes = {}) {
  const element = set(document.createElementNS(SVG, name), attributes);
  if (parent) parent.append(element);
  return element;
}

/** Make an HTML element inside another one. */
export function html(parent, name, attributes = {}) {
  const element = set(document.createElement(name), attributes);
  if (parent) parent.append(element);
  return element;
}

/** Keep as many children of a group as there are items, making and removing them at the end; return them. */
export function keep(group, count, make) {
  while (group.children.length > count) group.lastElementChild.remove();
  while (group.children.length < count) make(group, group.children.length);
  return group.children;
}
