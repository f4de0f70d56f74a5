// Reads that replace each other, and a list that is read page by page.
import { get, pathOf } from './api.js';
import { button, count, errorMessage, spinner } from './controls.js';
import { announce, h } from './dom.js';
import { t } from './strings.js';

// A new read cancels the one before, so that only the last result is shown.
export class LastRead {
	constructor(place) {
		this.place = place;
	}

	// read(signal) fetches, take(result) shows it, failed(message) shows an error that offers a retry.
	async run(read, take, failed) {
		const reading = new AbortController();

		this.reading?.abort();
		this.reading = reading;
		this.place.setAttribute('aria-busy', 'true');
		try {
			take(await read(reading.signal));
		} catch (error) {
			if (reading.signal.aborted)
				return;
			failed(errorMessage(error,
				button(t('shell.again'), {}, () => this.run(read, take, failed))));
		}
		this.place.removeAttribute('aria-busy');
	}

	stop() {
		this.reading?.abort();
	}
}

export class PagedList {
	// list: the element to fill; draw(item) makes an item's element; empty() makes the empty state;
	// taken(page) is called after each page.
	constructor({ list, draw, empty, taken = () => {} }) {
		Object.assign(this, { list, draw, empty, taken });
		this.items = [];
		this.reads = new LastRead(list);
		this.foot = h('div', { class: 'more' }, spinner());
	}

	clear() {
		this.items = [];
		this.list.replaceChildren();
	}

	// Reads the first page of a new list; cancels a read in progress.
	async read(path) {
		await this.fetch(path, (page) => {
			this.clear();
			this.take(page);
			announce(page.value.length === 0 ? t('list.none') : this.sentence());
		}, () => this.clear());
	}

	fetch(path, take, failed = () => {}) {
		return this.reads.run((signal) => get(path, { signal }), take, (said) => {
			failed();
			this.foot.replaceChildren(said);
		});
	}

	take(page) {
		this.items.push(...page.value);
		this.list.append(...page.value.map((item) => this.draw(item)));
		this.next = page.nextLink && pathOf(page.nextLink);
		this.foot.replaceChildren(...(this.items.length === 0 ? [this.empty()]
			: [h('p', { class: 'note' }, this.sentence()),
				this.next && button(t('list.more'), {}, () => this.more())].filter(Boolean)));
		this.taken(page);
	}

	sentence() {
		return t(this.next ? 'list.shownOfMore' : 'list.shown', count(this.items.length));
	}

	// Appends the next page and moves the focus to its first item.
	more() {
		const at = this.items.length;

		return this.fetch(this.next, (page) => {
			this.take(page);
			this.list.children[at]?.querySelector('a, button, input')?.focus();
			announce(this.sentence());
		});
	}

	stop() {
		this.reads.stop();
	}
}
