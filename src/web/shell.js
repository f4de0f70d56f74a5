// The frame around every page: the bar, the menu, and navigation.
import { button, errorMessage, iconButton, spinner } from './controls.js';
import { h, icon } from './dom.js';
import { visiblePages } from './pages.js';
import { session, signOut } from './session.js';
import { t } from './strings.js';

// The current page: its path and what its show() returned. All optional: leave() returns whether the
// page may be left, isDirty() whether it has unsaved changes; close() ends it.
let shown = {};
let main;
let navigation;

function pathTo(page) {
	return `/reviews/${page.name}`;
}

function roleNames() {
	return session().roles.map((role) => t(`role.${role}`)).join(', ');
}

function bar() {
	return h('header', { class: 'bar' },
		iconButton(t('shell.menu'), 'menu', () => navigation.classList.toggle('open'),
			{ class: 'button icon-only menu-button' }),
		h('a', { class: 'brand', href: '/' }, t('shell.product')),
		h('span', { class: 'bar-space' }),
		h('span', { class: 'who', title: roleNames() }, icon('person'),
			h('span', { class: 'who-name' }, session().actor.name)),
		button(t('shell.signOut'), { class: 'button bar-button', symbol: 'signout',
			'aria-label': t('shell.signOut') }, async () => {
			if (await mayLeave()) {
				shown.close?.();
				await signOut();
			}
		}));
}

function menu() {
	const own = visiblePages();

	return h('nav', { class: 'menu', 'aria-label': t('shell.menuName') },
		h('p', { class: 'menu-title' }, t('shell.reviews')),
		own.map((page) => h('a', { class: 'menu-item', href: pathTo(page), 'data-page': page.name },
			t(`page.${page.name}`))));
}

async function mayLeave() {
	return !shown.leave || shown.leave();
}

function markMenu(name) {
	for (const item of navigation.querySelectorAll('.menu-item')) {
		if (item.dataset.page === name)
			item.setAttribute('aria-current', 'page');
		else
			item.removeAttribute('aria-current');
	}
	navigation.classList.remove('open');
}

function crumbs(page) {
	return h('nav', { class: 'crumbs', 'aria-label': t('shell.crumbs') }, h('ol', {},
		[t('shell.home'), t('shell.reviews')].map((name) => h('li', {}, name, icon('next'))),
		h('li', { 'aria-current': 'page' }, t(`page.${page.name}`))));
}

// The page at the current path, or else Settings, or else the first one allowed.
function pageOfPath() {
	const own = visiblePages();

	return own.find((page) => pathTo(page) === location.pathname) ??
		own.find((page) => page.name === 'settings') ?? own[0];
}

async function show(page, options) {
	const place = h('div', { class: 'page' }, spinner());

	shown.close?.();
	shown = { path: pathTo(page) };
	main.replaceChildren(crumbs(page), place);
	document.title = t('shell.title', t(`page.${page.name}`));
	markMenu(page.name);
	try {
		const module = await page.load();

		Object.assign(shown, await module.show(place, { ...options, go }));
	} catch (error) {
		place.replaceChildren(h('h1', {}, t(`page.${page.name}`)), errorMessage(error,
			button(t('shell.again'), {}, () => show(page, options))));
	}
}

// Opens the page with that name and hands `options` to its show().
async function go(name, options) {
	const page = visiblePages().find((each) => each.name === name);

	if (!page || !await mayLeave())
		return;
	history.pushState(null, '', pathTo(page));
	await show(page, options);
	main.querySelector('h1')?.focus();
}

function follow(event) {
	const link = event.target.closest?.('a[data-page]');

	if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey)
		return;
	event.preventDefault();
	go(link.dataset.page);
}

// Handles Back and Forward; restores the address if the page may not be left.
async function move() {
	if (await mayLeave())
		show(pageOfPath());
	else
		history.pushState(null, '', shown.path);
}

export function openShell(root) {
	main = h('main', { class: 'main', id: 'main' });
	navigation = menu();
	root.replaceChildren(h('a', { class: 'skip', href: '#main' }, t('shell.skip')), bar(),
		h('div', { class: 'columns' }, navigation, main));
	root.addEventListener('click', follow);
	window.addEventListener('popstate', move);
	window.addEventListener('beforeunload', (event) => {
		if (shown.isDirty?.())
			event.preventDefault();
	});
	const page = pageOfPath();

	history.replaceState(null, '', pathTo(page));
	show(page);
}
