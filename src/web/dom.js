// Builds DOM elements. Text is always set as text, never parsed as HTML.

const SVG = 'http://www.w3.org/2000/svg';

function setOne(element, name, value) {
	if (value === undefined || value === null || value === false)
		return;
	if (name === 'on') {
		for (const [event, listener] of Object.entries(value))
			element.addEventListener(event, listener);
	} else if (name === 'value' || name === 'checked' || name === 'indeterminate') {
		element[name] = value;
	} else {
		element.setAttribute(name, value === true ? '' : value);
	}
}

function fill(element, attributes, children) {
	for (const [name, value] of Object.entries(attributes))
		setOne(element, name, value);
	element.append(...children.flat(Infinity)
		.filter((child) => child !== null && child !== undefined && child !== false));
	return element;
}

// h('p', {class: 'note', on: {click}}, 'text', child, [more]): absent children are left out.
export function h(name, attributes = {}, ...children) {
	return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
	return fill(document.createElementNS(SVG, name), attributes, children);
}

// SVG paths on a 20 by 20 grid.
const icons = {
	add: 'M10 4v12M4 10h12',
	alert: 'M10 3l8 14H2zM10 8v4M10 14.5v.2',
	check: 'M4 10.5l4 4 8-9',
	close: 'M5 5l10 10M15 5L5 15',
	copy: 'M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z',
	dash: 'M5 10h10',
	delete: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5',
	discard: 'M4 8h8.5a3.5 3.5 0 0 1 0 7H8M4 8l3.5-3.5M4 8l3.5 3.5',
	download: 'M10 3v9.5M6 9l4 4 4-4M4 16.5h12',
	edit: 'M4 16l.8-3.5L13.5 3.8a1.7 1.7 0 0 1 2.7 2.7L7.5 15.2zM12 5.5l2.5 2.5',
	history: 'M10 6v4l2.500 2M4 10a6 6 0 1 0 2-4.500L4 7.500M4 3.500v4h4',
	home: 'M3 10l7-6.5L17 10M5 8.5V16.5h3.5v-5h3v5H15V8.5',
	info: 'M10 9v5M10 6.3v.2M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0z',
	menu: 'M3 5.5h14M3 10h14M3 14.5h14',
	next: 'M8 5l5 5-5 5',
	person: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM4 17c.5-6 11.5-6 12 0',
	reply: 'M8 4.500L3.500 9 8 13.500M4 9h6c4 0 6 2.500 6 7',
	save: 'M4 4h9.5L16 6.5V16H4zM7 4v4h5V4M6.5 16v-5h7v5',
	search: 'M8.8 14a5.2 5.2 0 1 0 0-10.4 5.2 5.2 0 0 0 0 10.4zM12.600 12.600L17 17',
	signout: 'M8 4H4v12h4M9 10h8M14 7l3 3-3 3',
};

// Icons are decorative: a control with only an icon needs an aria-label.
export function icon(name) {
	return svg('svg', { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' },
		svg('path', { d: icons[name] }));
}

// Five stars with a text alternative.
export function stars(rating, label) {
	const shape = 'M10 2.5l2.3 4.900 5.2.6-3.900 3.600 1 5.2-4.600-2.600-4.600 2.600 1-5.2-3.900-3.600 5.2-.6z';

	return h('span', { class: 'stars', role: 'img', 'aria-label': label },
		[1, 2, 3, 4, 5].map((star) => svg('svg',
			{ class: star <= Math.round(rating) ? 'star full' : 'star', viewBox: '0 0 20 20' },
			svg('path', { d: shape }))));
}

// Makes screen readers announce a text.
export function announce(text) {
	const place = document.getElementById('announcements');

	if (place) {
		place.textContent = '';
		setTimeout(() => place.append(text), 50);
	}
}
