// Home > Reviews > Moderation.
import { call, query } from './api.js';
import { button, cell, count, day, emptyState, field, given, message, select, table, textButton,
	whenTyped, working } from './controls.js';
import { h, icon } from './dom.js';
import { PagedList } from './paged_list.js';
import { periodField } from './period_field.js';
import { excerpt, productLines, ratingMark, reviewName, stateTags } from './review_fragments.js';
import { openReview } from './review_pane.js';
import { mayModerate } from './roles.js';
import { t } from './strings.js';

const PATH = '/admin/v1/reviews';
const PAGE_ROWS = 50;
const PUBLISH_MAX = 1000;

const ratings = ['', '5', '4', '3', '2', '1'];
const concerns = ['', 'takenDown', 'responded', 'reported'];
const statuses = ['', 'unpublished', 'published'];
const outcomes = ['published', 'unchanged', 'notFound'];

const columns = ['status', 'rating', 'review', 'product', 'channel', 'user', 'date', 'response'];

function columnName(name) {
	return t(`moderation.${name}`);
}

function choices(names, text) {
	return names.map((name) => [name, name === '' ? t('list.any') : text(name)]);
}

function words(review) {
	return [review.title && h('div', { class: 'review-title', dir: 'auto' }, excerpt(review.title)),
		review.reviewText && h('div', { class: 'excerpt', dir: 'auto' }, excerpt(review.reviewText))];
}

// The review as submitted, and as shown to readers if that differs.
function reviewWords(review, open) {
	const redacted = review.redactedTitle || review.redactedReviewText;

	return [
		textButton(review.title ? excerpt(review.title, 200) : reviewName(review), open,
			{ class: 'link excerpt review-open', dir: 'auto' }),
		review.title && words({ reviewText: review.reviewText }),
		redacted && h('div', { class: 'redacted' }, h('span', { class: 'note' }, t('review.readersSee')),
			words({ title: review.redactedTitle, reviewText: review.redactedReviewText })),
	];
}

class ModerationPage {
	constructor(place, options) {
		this.place = place;
		this.selected = new Set();
		this.typing = whenTyped(() => this.read());
		this.messages = h('div', { class: 'messages' });
		this.chosen = h('span', { class: 'note', role: 'status' });
		this.publish = button(t('moderation.publish'), { kind: 'primary', symbol: 'check' },
			() => this.publishSelected());
		this.all = h('input', { type: 'checkbox', class: 'check', id: 'select-all',
			on: { change: () => this.selectAll(this.all.checked) } });
		this.channels = h('datalist', { id: 'channels' });
		this.filters = h('div', { class: 'filters' });
		this.table = table(t('moderation.table'), this.columns());
		this.rows = new PagedList({
			list: this.table.body,
			draw: (review) => this.drawRow(review),
			empty: () => emptyState(t('list.none'), t('moderation.noneText'),
				button(t('list.clear'), {}, () => this.clear())),
			taken: () => this.taken(),
		});
		this.drawFilters(options);
	}

	columns() {
		const selection = h('div', { class: 'select-all' }, this.all,
			h('label', { for: 'select-all', class: 'unseen' }, t('moderation.selectAll')));

		return [...(mayModerate() ? [[selection, 'of-check']] : []),
			...columns.map((name) => [columnName(name), `of-${name}`])];
	}

	draw() {
		this.place.replaceChildren(
			h('h1', { tabindex: '-1' }, t('page.moderation')),
			mayModerate() ? h('div', { class: 'commands', role: 'toolbar',
				'aria-label': t('moderation.commands') }, this.publish, this.chosen)
				: message('info', t('moderation.readOnly')),
			this.messages, this.filters, this.table.element, this.rows.foot);
		this.selectionChanged();
	}

	drawFilters({ search = '', rating = '', status = '', concern = '', channelId = '' }) {
		const read = () => this.read();

		this.search = field({ label: t('moderation.search'), type: 'search', value: search,
			class: 'input' });
		this.channel = field({ label: t('moderation.channelId'), value: channelId, list: 'channels' });
		this.period = periodField(read);
		this.choices = {
			rating: select(t('moderation.rating'), choices(ratings, (name) => t('review.stars', name)),
				String(rating), read),
			concern: select(t('moderation.concern'),
				choices(concerns, (name) => t(`review.${name}`)), concern, read),
			status: select(t('moderation.status'), choices(statuses, (name) => t(`status.${name}`)),
				status, read),
		};
		for (const each of [this.search, this.channel])
			this.typing.watch(each.input);
		this.search.element.classList.add('search');
		this.search.element.append(icon('search'));
		this.filters.replaceChildren(this.search.element, ...this.period.elements,
			this.choices.rating.element, this.channel.element, this.choices.concern.element,
			this.choices.status.element, this.channels);
	}

	clear() {
		this.drawFilters({});
		this.search.input.focus();
		this.read();
	}

	path() {
		return PATH + query({
			search: this.search.value.trim(),
			channelId: this.channel.value.trim(),
			...this.period.bounds(),
			rating: this.choices.rating.input.value,
			concern: this.choices.concern.input.value,
			status: this.choices.status.input.value,
			maxpagesize: PAGE_ROWS,
		});
	}

	read() {
		this.typing.stop();
		this.selected.clear();
		this.selectionChanged();
		return this.rows.read(this.path());
	}

	// Suggests the channels of the reviews loaded so far.
	taken() {
		const known = new Set([...this.channels.children].map((each) => each.value));
		const seen = new Set(this.rows.items.map((review) => review.channelId).filter(Boolean));

		this.channels.append(...[...seen].filter((id) => !known.has(id))
			.map((id) => h('option', { value: id })));
		this.selectionChanged();
	}

	drawRow(review) {
		const open = () => this.open(review.reviewId);
		const content = {
			status: stateTags(review),
			rating: ratingMark(review.rating),
			review: reviewWords(review, open),
			product: productLines(review),
			channel: review.channelId && given(review.channelId),
			user: review.userName && given(review.userName),
			date: day(review.submittedDateTime),
			response: review.responseId && h('span', { class: 'response-mark', role: 'img',
				'aria-label': t('review.responded'), title: t('review.responded') }, icon('reply')),
		};
		const row = h('tr', { on: { click: (event) => {
			if (!event.target.closest('button, input, label') && getSelection().isCollapsed)
				open();
		} } }, mayModerate() && this.selectCell(review),
		columns.map((name) => cell(columnName(name), content[name])));

		row.id = `review-${review.reviewId}`;
		return row;
	}

	selectCell(review) {
		const { reviewId } = review;

		return h('td', { class: 'of-check' }, h('label', { class: 'check-place' },
			h('input', { type: 'checkbox', class: 'check', checked: this.selected.has(reviewId),
				'aria-label': t('moderation.select', reviewName(review)),
				on: { change: (event) => {
					this.selected[event.target.checked ? 'add' : 'delete'](reviewId);
					this.selectionChanged();
				} } })));
	}

	selectAll(on) {
		for (const { reviewId } of this.rows.items)
			this.selected[on ? 'add' : 'delete'](reviewId);
		for (const box of this.table.body.querySelectorAll('.check'))
			box.checked = on;
		this.selectionChanged();
	}

	selectionChanged() {
		const { size } = this.selected;
		const all = this.rows.items.length;

		this.publish.disabled = size === 0;
		this.all.checked = size > 0 && size === all;
		this.all.indeterminate = size > 0 && size < all;
		this.all.disabled = all === 0;
		this.chosen.textContent = size > 0 ? t('moderation.selected', count(size)) : '';
	}

	// Updates a review in the list, or removes it if `change` is falsy.
	replace(reviewId, change) {
		const at = this.rows.items.findIndex((review) => review.reviewId === reviewId);

		if (at < 0)
			return;
		const row = this.table.body.children[at];

		if (change) {
			this.rows.items[at] = { ...this.rows.items[at], ...change };
			row.replaceWith(this.drawRow(this.rows.items[at]));
		} else {
			this.rows.items.splice(at, 1);
			row.remove();
		}
	}

	async publishSelected() {
		const ids = [...this.selected];
		const numbers = { published: 0, unchanged: 0, notFound: 0 };
		const good = await working(this.publish, this.messages, async () => {
			for (let at = 0; at < ids.length; at += PUBLISH_MAX) {
				const { body } = await call('POST', `${PATH}:publish`,
					{ body: { reviewIds: ids.slice(at, at + PUBLISH_MAX) } });

				for (const { reviewId, status } of body.results) {
					numbers[status]++;
					this.selected.delete(reviewId);
					this.replace(reviewId, status !== 'notFound' && { isPublished: true });
				}
			}
		});

		this.selectionChanged();
		if (good)
			this.sayPublished(numbers);
	}

	// Publish is disabled now, so the focus moves to the result.
	sayPublished(numbers) {
		const sentences = outcomes.filter((name) => numbers[name] > 0)
			.map((name) => t(`moderation.${name}`, count(numbers[name])));
		const said = message(numbers.notFound > 0 ? 'warning' : 'success', sentences.join(' '));

		said.tabIndex = -1;
		this.messages.replaceChildren(said);
		said.focus();
	}

	open(reviewId) {
		this.messages.replaceChildren();
		this.pane = openReview({
			reviewId,
			editable: mayModerate(),
			changed: (review) => this.replace(reviewId, { responseId: undefined,
				redactedTitle: undefined, redactedReviewText: undefined, ...review }),
			closed: () => {
				this.pane = undefined;
				document.getElementById(`review-${reviewId}`)?.querySelector('.review-open').focus();
			},
		});
	}
}

// filters: the initial search, rating, status, concern and channelId, each optional.
export async function show(place, filters) {
	const page = new ModerationPage(place, filters);

	page.draw();
	page.read();
	return {
		isDirty: () => Boolean(page.pane?.isDirty()),
		leave: () => page.pane?.isDirty() ? page.pane.mayClose() : true,
		close() {
			page.typing.stop();
			page.rows.stop();
			page.pane?.close();
		},
	};
}
