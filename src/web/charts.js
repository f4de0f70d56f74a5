// SVG charts. Each has a data table, for screen readers and for copying.
import { cell, table } from './controls.js';
import { h, svg } from './dom.js';
import { t } from './strings.js';

const WIDTH = 720;
const HEIGHT = 180;
const GAP = 0.2;

function largest(points) {
	return Math.max(1, ...points.map((point) => point.value));
}

// One column per point, with a tooltip.
function drawColumns(points) {
	const step = WIDTH / points.length;
	const top = largest(points);

	return points.map((point, index) => {
		const height = HEIGHT * point.value / top;

		return svg('rect', { class: 'column', x: index * step + step * GAP / 2, y: HEIGHT - height,
			width: step * (1 - GAP), height }, svg('title', {}, point.text));
	});
}

// A line through the points that have a value, on a scale from low to high.
function drawLine(points, low, high) {
	const step = WIDTH / points.length;
	const places = points.map((point, index) => ({ ...point, x: (index + 0.5) * step,
		y: HEIGHT - HEIGHT * (point.value - low) / (high - low) }))
		.filter((point) => point.value !== undefined);

	return [
		svg('polyline', { class: 'line', points: places.map(({ x, y }) => `${x},${y}`).join(' ') }),
		// Zero-length lines with round caps: the scaled viewBox would stretch circles.
		places.map(({ x, y, text }) => svg('path', { class: 'dot', d: `M${x} ${y}h0` },
			svg('title', {}, text))),
	];
}

function drawGrid() {
	return [0, 0.25, 0.5, 0.75, 1].map((part) => svg('line',
		{ class: 'rule', x1: 0, x2: WIDTH, y1: HEIGHT * part, y2: HEIGHT * part }));
}

function numbers(title, names, points) {
	return h('details', {}, h('summary', {}, t('chart.numbers')),
		table(title, names.map((name) => [name]), points.map((point) => h('tr', {},
			[point.name, point.shown].map((text, index) => cell(names[index], text)))), false).element);
}

function frame(title, points, [high, low], names, content) {
	return h('figure', { class: 'chart' },
		h('div', { class: 'chart-place' },
			h('div', { class: 'chart-scale', 'aria-hidden': 'true' }, h('span', {}, high),
				h('span', {}, low)),
			svg('svg', { class: 'plot', viewBox: `0 -4 ${WIDTH} ${HEIGHT + 8}`, role: 'img',
				'aria-label': title, preserveAspectRatio: 'none' }, drawGrid(), content)),
		h('div', { class: 'chart-ends', 'aria-hidden': 'true' }, h('span', {}, points[0].name),
			h('span', {}, points.at(-1).name)),
		numbers(title, names, points));
}

// points: [{name, value, shown, text}]; names: the two column headings of the data table.
export function columnChart(title, points, names) {
	return frame(title, points, [largest(points).toLocaleString(t('language')), '0'], names,
		drawColumns(points));
}

export function lineChart(title, points, names, [low, high]) {
	return frame(title, points, [high, low], names, drawLine(points, low, high));
}

// Horizontal bars. bars: [{name, value, shown, click, hint}]; a bar with click is a button.
export function barChart(title, bars, names) {
	const top = largest(bars);

	return [h('ul', { class: 'bars', 'aria-label': title }, bars.map((bar) => {
		const content = [h('span', { class: 'bar-name' }, bar.name),
			svg('svg', { class: 'bar-line', 'aria-hidden': 'true' }, svg('rect',
				{ class: 'column', height: '100%', width: `${100 * bar.value / top}%`, rx: 2 })),
			h('span', { class: 'bar-value' }, bar.shown)];

		return h('li', {}, bar.click
			? h('button', { type: 'button', class: 'bar-row', title: bar.hint,
				on: { click: bar.click } }, content)
			: h('div', { class: 'bar-row' }, content));
	})), numbers(title, names, bars)];
}
