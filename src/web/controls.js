// The controls that pages are built from.
import { announce, h, icon } from './dom.js';
import { t } from './strings.js';

// Debounce: long enough for the next keystroke, too short to notice.
const TYPING_MS = 50;

// How long a copy button says that it has copied.
const COPIED_MS = 3000;

let lastId = 0;

export function newId() {
	lastId++;
	return `id${lastId}`;
}

// kind: 'primary', 'danger', 'subtle', or absent.
export function button(label, { kind = '', symbol, ...attributes }, click) {
	return h('button', { type: 'button', class: `button ${kind}`, on: { click }, ...attributes },
		symbol && icon(symbol), h('span', {}, label));
}

export function iconButton(label, symbol, click, attributes = {}) {
	return h('button', { type: 'button', class: 'button subtle icon-only', 'aria-label': label,
		title: label, on: { click }, ...attributes }, icon(symbol));
}

const symbols = { error: 'alert', warning: 'alert', success: 'check', info: 'info' };

// A message bar. Screen readers announce errors at once.
export function message(kind, content, ...actions) {
	return h('div', { class: `message ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
		icon(symbols[kind]), h('div', { class: 'message-text' }, content),
		actions.length > 0 && h('div', { class: 'message-actions' }, actions));
}

// The message of an ApiError, with the request ID that the service's log has.
export function errorMessage(error, ...actions) {
	const id = error.problem?.requestId;

	return message('error', [h('span', {}, error.message),
		id && h('span', { class: 'request-id' }, ' ', t('controls.requestId', id))], ...actions);
}

export function tag(text, kind = '') {
	return h('span', { class: `tag ${kind}` }, text);
}

export function spinner(label = t('controls.loading')) {
	return h('div', { class: 'spinner', role: 'status' }, h('span', { class: 'spinner-ring' }), label);
}

export function emptyState(title, text, ...actions) {
	return h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, text),
		actions);
}

export function when(iso, style = { dateStyle: 'medium', timeStyle: 'short' }) {
	const date = new Date(iso);

	return h('time', { datetime: iso, title: date.toLocaleString(t('language'), { timeZoneName: 'short' }) },
		date.toLocaleString(t('language'), style));
}

export function day(iso) {
	return when(iso, { dateStyle: 'medium' });
}

export function count(number) {
	return number.toLocaleString(t('language'));
}

// A button that copies a value to the clipboard, and a note of what it has done. Without permission, or
// over http, where browsers offer no clipboard, it selects the value instead: in the element `shown`,
// or else in the note.
export function copyButton(value, name, shown) {
	const note = h('span', { class: 'note' });

	function select() {
		const place = shown ?? h('code', {}, value);

		note.replaceChildren(t('controls.selected'), ...(shown ? [] : [place]));
		getSelection().selectAllChildren(place);
		announce(t('controls.selected'));
	}

	async function copy() {
		try {
			await navigator.clipboard.writeText(value);
		} catch {
			select();
			return;
		}
		note.replaceChildren(t('controls.copied'));
		setTimeout(() => note.replaceChildren(), COPIED_MS);
		announce(t('controls.copiedName', name));
	}

	return [iconButton(t('controls.copy', name), 'copy', copy), note];
}

// An ID or another short value, with its name and a copy button.
export function idLine(name, value) {
	const shown = h('code', {}, value);
	const [copy, note] = copyButton(value, name, shown);

	return h('div', { class: 'id-line' }, h('span', { class: 'id-name' }, name),
		h('span', { class: 'id-value' }, shown, copy), note);
}

// A labelled input. check(value) returns an error message or ''. It runs when validate() is called or
// the value changes, and from then on at each keystroke.
export function field({ label, value = '', hint, required, check = () => '', tidy = (text) => text,
	multiline, type = 'text', ...attributes }) {
	const id = newId();
	const error = h('p', { class: 'field-error', id: `${id}-error` });
	const note = hint && h('p', { class: 'field-hint', id: `${id}-hint` }, hint);
	const input = h(multiline ? 'textarea' : 'input', { id, type: multiline ? undefined : type, value,
		class: 'input', required, autocomplete: 'off', spellcheck: 'false',
		'aria-describedby': [note && `${id}-hint`, `${id}-error`].filter(Boolean).join(' '),
		...attributes });
	let touched = false;

	function validate() {
		const wrong = required && input.value.trim() === ''
			? t('controls.required', label) : check(input.value);

		touched = true;
		error.textContent = wrong ?? '';
		input.setAttribute('aria-invalid', wrong ? 'true' : 'false');
		return !wrong;
	}

	input.addEventListener('input', () => {
		if (touched)
			validate();
	});
	input.addEventListener('change', () => {
		input.value = tidy(input.value);
		validate();
	});
	return {
		element: h('div', { class: 'field' }, h('label', { for: id,
			class: required && 'required' }, label), note, input, error),
		input,
		validate,
		get value() {
			return tidy(input.value);
		},
		refuse(text) {
			touched = true;
			error.textContent = text;
			input.setAttribute('aria-invalid', 'true');
		},
	};
}

// Calls act() when typing in a watched input pauses; stop() cancels a pending call.
export function whenTyped(act) {
	let timer;

	return {
		watch(input) {
			input.addEventListener('input', () => {
				clearTimeout(timer);
				timer = setTimeout(act, TYPING_MS);
			});
		},
		stop() {
			clearTimeout(timer);
		},
	};
}

export function checkbox(label, { checked = false, hint, role, change, ...attributes } = {}) {
	const id = newId();
	const input = h('input', { id, type: 'checkbox', class: role === 'switch' ? 'switch' : 'check',
		role, checked, on: change && { change: () => change(input.checked) },
		'aria-describedby': hint && `${id}-hint`, ...attributes });

	return {
		element: h('div', { class: 'choice' }, input, h('div', {}, h('label', { for: id }, label),
			hint && h('p', { class: 'field-hint', id: `${id}-hint` }, hint))),
		input,
	};
}

export function select(label, options, value, change) {
	const id = newId();
	const input = h('select', { id, class: 'input', on: { change: () => change(input.value) } },
		options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));

	return { element: h('div', { class: 'field' }, h('label', { for: id }, label), input), input };
}

// A modal dialog, or a side pane. The browser traps the focus and restores it on close. Escape and
// the close button close it only if mayClose() allows.
export function openDialog({ title, body, actions = [], pane = false, mayClose = () => true,
	closed = () => {}, className = '' }) {
	const id = newId();
	const dialog = h('dialog', { class: `${pane ? 'pane' : 'dialog'} ${className}`,
		'aria-labelledby': id });

	async function leave() {
		if (await mayClose())
			dialog.close();
	}

	dialog.append(
		h('header', { class: 'dialog-head' }, h('h2', { id }, title),
			iconButton(t('controls.close'), 'close', leave)),
		h('div', { class: 'dialog-body' }, body),
		...(actions.length > 0 ? [h('footer', { class: 'dialog-actions' }, actions)] : []));
	dialog.addEventListener('cancel', (event) => {
		event.preventDefault();
		leave();
	});
	dialog.addEventListener('close', () => {
		dialog.remove();
		closed();
	});
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

// Resolves to true if the first button is chosen.
export function confirm({ title, text, yes, no = t('controls.cancel'), danger = false }) {
	return new Promise((resolve) => {
		let answer = false;
		const dialog = openDialog({
			title,
			body: h('div', {}, text),
			className: 'small',
			actions: [
				button(yes, { kind: danger ? 'danger' : 'primary' }, () => {
					answer = true;
					dialog.close();
				}),
				button(no, {}, () => dialog.close()),
			],
			closed: () => resolve(answer),
		});
	});
}

// Asks whether unsaved changes may be discarded.
export function confirmLeaving() {
	return confirm({ title: t('leave.title'), text: h('p', {}, t('leave.text')), yes: t('leave.yes'),
		no: t('leave.no'), danger: true });
}

// Asks whether what was typed into a dialog may be discarded.
export function confirmClosing() {
	return confirm({ title: t('entry.leaveTitle'), text: h('p', {}, t('entry.leaveText')),
		yes: t('entry.leaveYes'), no: t('entry.leaveNo'), danger: true });
}

// Disables the control while work() runs, and shows an error in `place`. Returns whether work()
// succeeded. A disabled control loses the focus, so it is restored unless it has moved elsewhere.
export async function working(control, place, work) {
	const focused = control === document.activeElement;

	control.disabled = true;
	place.replaceChildren();
	try {
		await work();
		return true;
	} catch (error) {
		place.replaceChildren(errorMessage(error));
		return false;
	} finally {
		control.disabled = false;
		if (focused && [document.body, null, control].includes(document.activeElement))
			control.focus();
	}
}

// User-provided text, isolated so that its direction does not affect the text around it.
export function given(text) {
	return h('bdi', {}, text);
}

// A button that looks like a link.
export function textButton(label, click, attributes = {}) {
	return h('button', { type: 'button', class: 'link', on: { click }, ...attributes }, label);
}

// A table; columns: [[name, class]]. On narrow screens rows become cards, if `cards` is set.
export function table(caption, columns, rows = [], cards = true) {
	const body = h('tbody', {}, rows);

	return {
		element: h('div', { class: cards ? 'grid-place' : 'table-place' }, h('table', { class: 'grid' },
			h('caption', { class: 'unseen' }, caption), h('thead', {}, h('tr', {},
				columns.map(([name, kind]) => h('th', { scope: 'col', class: kind }, name)))), body)),
		body,
	};
}

// A cell. In a card it is labelled with its column.
export function cell(column, ...content) {
	return h('td', { 'data-label': column }, h('div', {}, content));
}

// A list of names and values; pairs without a value are left out.
export function facts(pairs) {
	return h('dl', { class: 'facts' }, pairs
		.filter(([, value]) => value !== undefined && value !== '')
		.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}
