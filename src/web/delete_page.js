// Home > Reviews > Delete: finds, downloads and deletes all data about a person. The email address
// is sent only in request bodies, and forgotten when the page is left.
import { call, get, query } from './api.js';
import { button, cell, confirm, copyButton, count, emptyState, errorMessage, facts, field, given,
	idLine, message, openDialog, select, spinner, table, tag, textButton, when, working } from './controls.js';
import { h } from './dom.js';
import { PagedList } from './paged_list.js';
import { excerpt, productLines, ratingMark } from './review_fragments.js';
import { t } from './strings.js';

const ERASURES = '/admin/v1/erasures';
const POLLS_MS = [150, 300, 600, 1200, 2000];
const kinds = { review: 'reviews', vote: 'votes', concern: 'concerns' };
const receiptColumns = ['at', 'state', 'counts', 'by', 'id'].map((name) => t(`erasure.${name}`));

function checkEmail(text) {
	return /^\S+@\S+$/.test(text.trim()) ? '' : t('delete.noEmail');
}

// Everything found, as one list: {type, userId, at, of}.
function itemsOf(found) {
	return Object.entries(kinds).flatMap(([type, list]) => found[list].map((of) => ({ type, of,
		userId: of.userId ?? '',
		at: of.submittedDateTime ?? of.votedDateTime ?? of.reportedDateTime })));
}

function groupsOf(items) {
	const groups = new Map();

	for (const item of items)
		groups.set(item.userId, [...(groups.get(item.userId) ?? []), item]);
	return [...groups];
}

// The names the person has used, or else the user ID.
function nameOf(userId, items) {
	const names = new Set(items.map((item) => item.of.userName).filter(Boolean));

	return [...names].join(', ') || userId;
}

function countsOf(counts) {
	return Object.values(kinds).map((name) => t(`delete.${name}`, count(counts[name]))).join(', ');
}

function words({ type, of }) {
	if (type === 'review') {
		return [of.title && h('p', { class: 'review-title', dir: 'auto' }, excerpt(of.title)),
			of.reviewText && h('p', { class: 'excerpt', dir: 'auto' }, excerpt(of.reviewText))];
	}
	return h('p', {}, type === 'vote' ? t(of.helpful ? 'delete.helpful' : 'delete.notHelpful')
		: t(`concern.${of.reason}`));
}

function isOver(receipt) {
	return receipt.state === 'succeeded' || receipt.state === 'failed';
}

function stateTag({ state }) {
	return tag(t(`state.${state}`), { succeeded: 'success', failed: 'danger' }[state]);
}

function saveFile(name, text) {
	const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));

	h('a', { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 0);
}

function receiptFacts(receipt) {
	return [
		facts([
			[t('erasure.state'), stateTag(receipt)],
			[t('erasure.scope'), t(`scope.${receipt.scope}`)],
			[t('erasure.counts'), countsOf(receipt.counts)],
			[t('erasure.by'), given(receipt.requestedBy)],
			[t('erasure.at'), when(receipt.requestedAt)],
			[t('erasure.finished'), receipt.finishedAt && when(receipt.finishedAt)],
			[t('erasure.words'), receipt.wordsGoneBy && when(receipt.wordsGoneBy)],
			[t('erasure.fault'), receipt.fault?.detail],
		]),
		idLine(t('erasure.id'), receipt.id), idLine(t('erasure.subject'), receipt.subjectHash),
		h('div', { class: 'id-value' }, t('erasure.receipt'),
			copyButton(JSON.stringify(receipt, null, 2), t('erasure.receipt'))),
	];
}

class DeletePage {
	constructor(place) {
		this.messages = h('div', { class: 'messages' });
		this.progress = h('div', { class: 'result', 'aria-live': 'polite' });
		this.result = h('div', { class: 'result' });
		this.past = table(t('delete.past'), receiptColumns.map((name) => [name]));
		this.erasures = new PagedList({
			list: this.past.body,
			draw: (receipt) => this.drawReceipt(receipt),
			empty: () => emptyState(t('delete.pastNoneTitle'), t('delete.pastNone')),
		});
		place.replaceChildren(h('h1', { tabindex: '-1' }, t('page.delete')), h('p', {}, t('delete.text')),
			h('div', { class: 'cards' }, this.form()), this.messages, this.progress, this.result,
			h('h2', {}, t('delete.past')), this.past.element, this.erasures.foot);
		this.erasures.read(ERASURES + query({ maxpagesize: 20 }));
	}

	form() {
		this.email = field({ label: t('delete.email'), required: true, check: checkEmail,
			tidy: (text) => text.trim(), inputmode: 'email', maxlength: 320 });
		this.userId = field({ label: t('delete.userId'), required: true, maxlength: 2000 });
		this.userId.element.hidden = true;
		this.by = select(t('delete.by'), ['email', 'userId'].map((name) => [name, t(`by.${name}`)]),
			'email', (name) => {
				this.email.element.hidden = name !== 'email';
				this.userId.element.hidden = name !== 'userId';
			});
		this.submit = h('button', { type: 'submit', class: 'button primary' }, t('delete.search'));
		return h('form', { class: 'card', novalidate: true, on: { submit: (event) => {
			event.preventDefault();
			const input = this[this.by.input.value];

			if (input.validate())
				this.search({ [this.by.input.value]: input.value });
			else
				input.input.focus();
		} } }, this.by.element, this.email.element, this.userId.element, this.submit);
	}

	forget() {
		this.person = this.found = undefined;
		this.email.input.value = this.userId.input.value = '';
		this.gone = true;
	}

	async search(person) {
		this.progress.replaceChildren();
		this.result.replaceChildren();
		await working(this.submit, this.messages, () => this.find(person));
	}

	async find(person) {
		const { body } = await call('POST', '/admin/v1/personal-data:search', { body: person });

		this.person = person;
		this.found = body;
		this.drawFound();
	}

	drawFound() {
		const items = itemsOf(this.found);
		const heading = h('h2', { tabindex: '-1' }, t('delete.found'));

		if (items.length === 0) {
			this.result.replaceChildren(h('div', { role: 'status' },
				emptyState(t('list.none'), t('delete.noneText'))));
			return;
		}
		const counts = Object.fromEntries(Object.values(kinds).map((list) =>
			[list, this.found[list].length]));

		this.result.replaceChildren(heading, h('p', { role: 'status' }, countsOf(counts)),
			this.found.truncated ? message('warning', t('delete.truncated')) : '',
			h('div', { class: 'commands' },
				button(t('delete.download'), { symbol: 'download' }, () =>
					saveFile('personal-data.json', JSON.stringify(this.found, null, 2))),
				button(t('delete.all'), { kind: 'danger', symbol: 'delete' }, () => this.eraseAll(counts))),
			...groupsOf(items).map(([userId, own]) => this.drawGroup(userId, own)));
		heading.focus();
	}

	drawGroup(userId, items) {
		return h('section', { class: 'card person' }, h('h3', {}, given(nameOf(userId, items))),
			userId && h('p', { class: 'note' }, t('fact.userId'), ' ', given(userId)),
			h('ul', { class: 'entries' }, items.map((item) => this.drawItem(item))));
	}

	drawItem(item) {
		const name = t(`item.${item.type}`);

		return h('li', { class: 'entry' }, h('div', { class: 'entry-head' }, tag(name),
			item.of.rating && ratingMark(item.of.rating), when(item.at), h('span', { class: 'bar-space' }),
			button(t('delete.one'), { symbol: 'delete', 'aria-label': t('delete.oneOf', name,
				item.of.productName ?? item.of.productId) }, () => this.eraseOne(item))),
		words(item), productLines(item.of));
	}

	async eraseOne(item) {
		if (await confirm({ title: t('delete.oneTitle'), yes: t('delete.yes'), danger: true,
			text: [h('p', {}, t(`item.${item.type}`)), words(item), h('p', {}, t('delete.forGood'))] }))
			await this.erase({ items: [{ type: item.type, reviewId: item.of.reviewId }] });
	}

	async eraseAll(counts) {
		if (await confirm({ title: t('delete.allTitle'), yes: t('delete.yes'), danger: true,
			text: [h('p', {}, t('delete.allText')), h('p', {}, countsOf(counts)),
				h('p', {}, t('delete.forGood'))] }))
			await this.erase({});
	}

	async erase(what) {
		const { person } = this;

		this.messages.replaceChildren();
		this.progress.replaceChildren(spinner(t('delete.erasing')));
		try {
			const { body } = await call('POST', ERASURES, { body: { ...person, ...what } });
			const receipt = await this.follow(body);

			if (!this.gone) {
				await this.find(person);
				this.drawDone(receipt);
			}
		} catch (error) {
			this.progress.replaceChildren(errorMessage(error));
		}
	}

	// Polls until the erasure ends, and returns its receipt.
	async follow(receipt) {
		for (let turn = 0; !isOver(receipt) && !this.gone; turn++) {
			this.progress.replaceChildren(spinner(`${t('delete.erasing')} ${countsOf(receipt.counts)}`));
			await new Promise((resolve) => {
				setTimeout(resolve, POLLS_MS[Math.min(turn, POLLS_MS.length - 1)]);
			});
			receipt = await get(`${ERASURES}/${receipt.id}`);
		}
		return receipt;
	}

	drawDone(receipt) {
		const title = h('h2', { tabindex: '-1' },
			t(receipt.state === 'succeeded' ? 'delete.done' : 'delete.failed'));

		this.progress.replaceChildren(h('section', { class: 'card' }, title, receiptFacts(receipt),
			h('p', { class: 'note' }, t('delete.elsewhere'))));
		title.focus();
		this.erasures.read(ERASURES + query({ maxpagesize: 20 }));
	}

	drawReceipt(receipt) {
		const content = [when(receipt.requestedAt), stateTag(receipt), countsOf(receipt.counts),
			given(receipt.requestedBy),
			textButton(receipt.id, () => openDialog({ title: t('erasure.receipt'), pane: true,
				body: h('div', {}, receiptFacts(receipt)) }), { class: 'link code' })];

		return h('tr', {}, content.map((each, index) => cell(receiptColumns[index], each)));
	}
}

export async function show(place) {
	const page = new DeletePage(place);

	return {
		close() {
			page.forget();
			page.erasures.stop();
		},
	};
}
