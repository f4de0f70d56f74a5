// Home > Reviews > Reporting.
import { call, get, pathOf, query } from './api.js';
import { barChart, columnChart, lineChart } from './charts.js';
import { button, cell, count, emptyState, field, given, message, select, table, textButton,
	whenTyped, working } from './controls.js';
import { h } from './dom.js';
import { LastRead } from './paged_list.js';
import { periodField } from './period_field.js';
import { ratingMark } from './review_fragments.js';
import { t } from './strings.js';

const formats = ['spreadsheet', 'json', 'ndjson', 'google'];
const totals = ['ratings', 'averageRating', 'reviews', 'unpublished', 'takenDown', 'reported',
	'responded'];
const stars = ['5', '4', '3', '2', '1'];

function average(number) {
	return number === undefined ? t('report.noAverage')
		: number.toLocaleString(t('language'), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

// Report days are UTC days, whatever the browser's time zone.
function period(start, granularity) {
	const style = granularity === 'month' ? { year: 'numeric', month: 'short' } : { dateStyle: 'medium' };

	return new Date(start).toLocaleDateString(t('language'), { ...style, timeZone: 'UTC' });
}

function card(title, ...content) {
	return h('section', { class: 'card' }, h('h2', {}, title), content);
}

function drawTotals(report) {
	return h('dl', { class: 'tiles' }, totals.map((name) => h('div', { class: 'tile' },
		h('dt', {}, t(`report.${name}`)), h('dd', {}, name === 'averageRating'
			? average(report.totals[name]) : count(report.totals[name])))));
}

function drawOverTime({ overTime, granularity }) {
	const names = [t(`report.${granularity}`), t('report.ratings')];
	const points = overTime.map((point) => {
		const name = period(point.start, granularity);
		const shown = count(point.ratingsCount);

		return { name, value: point.ratingsCount, shown, text: `${name}: ${shown}` };
	});

	return card(t('report.overTime'), columnChart(t('report.overTime'), points, names));
}

function drawAverage({ overTime, granularity }) {
	const names = [t(`report.${granularity}`), t('report.averageRating')];
	const points = overTime.map((point) => {
		const name = period(point.start, granularity);
		const shown = average(point.averageRating);

		return { name, value: point.averageRating, shown, text: `${name}: ${shown}` };
	});

	return card(t('report.averageOverTime'),
		lineChart(t('report.averageOverTime'), points, names, [1, 5]));
}

function drawHistogram({ histogram }, go) {
	return card(t('report.histogram'), barChart(t('report.histogram'), stars.map((star) => {
		const number = histogram[`star${star}Count`];

		return { name: t('review.stars', star), value: number, shown: count(number),
			hint: t('report.look', star), click: () => go('moderation', { rating: star }) };
	}), [t('report.stars'), t('report.ratings')]), h('p', { class: 'note' }, t('report.histogramNote')));
}

function drawMarkets(report) {
	const others = [['otherMarkets', report.otherMarkets], ['withoutMarket', report.withoutMarket]]
		.filter(([, value]) => value)
		.map(([name, value]) => ({ ...value, market: t(`report.${name}`) }));
	const markets = [...report.byMarket, ...others];

	return card(t('report.byMarket'), markets.length === 0 ? h('p', {}, t('report.noMarket'))
		: barChart(t('report.byMarket'), markets.map((market) => ({ name: market.market,
			value: market.ratingsCount,
			shown: t('report.marketValue', count(market.ratingsCount),
				average(market.averageRating)) })), [t('report.market'), t('report.ratings')]));
}

function drawProducts(title, products, go) {
	const columns = ['product', 'average', 'ratings'].map((name) => t(`report.${name}`));

	return card(title, products.length === 0 ? h('p', {}, t('report.noProducts'))
		: table(title, columns.map((name) => [name]), products.map((product) => h('tr', {},
			cell(columns[0], textButton(given(product.productName ?? product.productId),
				() => go('moderation', { search: product.productId }))),
			cell(columns[1], ratingMark(product.averageRating), ' ', average(product.averageRating)),
			cell(columns[2], count(product.ratingsCount)))), false).element);
}

class ReportingPage {
	constructor(place, go) {
		Object.assign(this, { place, go });
		this.messages = h('div', { class: 'messages' });
		this.format = select(t('report.format'), formats.map((name) => [name, t(`format.${name}`)]),
			'spreadsheet', () => {});
		this.fetchFile = button(t('report.download'), { kind: 'primary', symbol: 'download' },
			() => this.download());
		this.period = periodField(() => this.read(), '365');
		this.market = field({ label: t('report.market'), list: 'markets' });
		this.typing = whenTyped(() => this.read());
		this.typing.watch(this.market.input);
		this.markets = h('datalist', { id: 'markets' });
		this.result = h('div', { class: 'report' });
		this.reads = new LastRead(this.result);
	}

	draw() {
		this.place.replaceChildren(h('h1', { tabindex: '-1' }, t('page.reporting')),
			h('div', { class: 'commands', role: 'toolbar', 'aria-label': t('report.commands') },
				this.fetchFile, h('div', { class: 'beside' }, this.format.element)),
			this.messages,
			h('div', { class: 'filters few' }, this.period.elements, this.market.element, this.markets),
			this.result);
	}

	async download() {
		await working(this.fetchFile, this.messages, async () => {
			const { body } = await call('POST', '/admin/v1/exports',
				{ body: { format: this.format.input.value } });

			// No file name here: the response's header sets it.
			h('a', { href: pathOf(body.blobSasUrl), download: true }).click();
			this.messages.replaceChildren(message('success', t('report.downloading')));
		});
	}

	read() {
		const market = this.market.value.trim();
		const paths = [`/admin/v1/report${query({ ...this.period.days(), market })}`,
			`/admin/v1/report/products${query({ market })}`];

		this.typing.stop();
		return this.reads.run(
			(signal) => Promise.all(paths.map((path) => get(path, { signal }))),
			([report, products]) => this.show(report, products),
			(said) => this.result.replaceChildren(said));
	}

	show(report, products) {
		if (!report.market) {
			this.markets.replaceChildren(...report.byMarket.map(({ market }) =>
				h('option', { value: market })));
		}
		this.result.replaceChildren(drawTotals(report), ...(report.totals.ratings === 0
			? [emptyState(t('report.noneTitle'), t('report.noneText'))]
			: [h('div', { class: 'charts' }, drawOverTime(report), drawAverage(report),
				drawHistogram(report, this.go), drawMarkets(report),
				drawProducts(t('report.mostLiked'), products.mostLiked, this.go),
				drawProducts(t('report.leastLiked'), products.leastLiked, this.go)),
			h('p', { class: 'note' }, t('report.note'))]));
	}
}

export async function show(place, { go }) {
	const page = new ReportingPage(place, go);

	page.draw();
	await page.read();
	return {
		close() {
			page.typing.stop();
			page.reads.stop();
		},
	};
}
