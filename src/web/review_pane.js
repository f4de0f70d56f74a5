// The properties of a review, and the moderator's commands. Each change applies only to the version
// shown; if someone else changed the review first, the new version is shown instead.
import { call } from './api.js';
import { button, confirm, confirmClosing, copyButton, count, errorMessage, facts, field, given, idLine,
	message, openDialog, select, spinner, tag, when } from './controls.js';
import { h } from './dom.js';
import { ratingMark, stateTags } from './review_fragments.js';
import { t } from './strings.js';

const RESPONSE_MAX = 20000;
const NAME_MAX = 200;
const REASON_MAX = 200;
const OTHER = 'other';
const reasons = ['profanity', 'offensive', 'spam', 'offTopic', 'personal', OTHER];

function section(part, title, ...content) {
	return h('section', { class: 'part', 'data-part': part }, title && h('h3', {}, title), content);
}

function writing(text, attributes = {}) {
	return text && h('p', { class: 'writing', dir: 'auto', ...attributes }, text);
}

function code(value) {
	return value && h('span', { class: 'id-value' }, h('code', {}, given(value)));
}

class ReviewPane {
	constructor({ reviewId, editable, changed, closed }) {
		Object.assign(this, { editable, changed });
		this.path = `/admin/v1/reviews/${reviewId}`;
		this.messages = h('div', { class: 'messages' });
		this.content = h('div', {}, spinner());
		this.dialog = openDialog({ title: t('review.title'), pane: true,
			body: [this.messages, this.content], mayClose: () => this.mayClose(), closed });
		this.load();
	}

	isDirty() {
		return Boolean(this.form) && this.form.text.value !== (this.review.responseText ?? '');
	}

	mayClose() {
		return !this.isDirty() || confirmClosing();
	}

	close() {
		this.dialog.close();
	}

	take(answer) {
		this.review = answer.body;
		this.etag = answer.etag;
		this.changed(this.review);
	}

	async read() {
		this.take(await call('GET', this.path));
	}

	async load() {
		try {
			await this.read();
			this.draw();
		} catch (error) {
			this.content.replaceChildren();
			this.say(errorMessage(error));
		}
	}

	say(...content) {
		this.messages.replaceChildren(...content);
		this.dialog.querySelector('.dialog-body').scrollTop = 0;
	}

	// Moves the focus to `part`. A response being typed is kept.
	draw(part) {
		this.content.replaceChildren(this.head(), this.readersSee(), this.responsePart(),
			this.visibilityPart(), this.concernsPart(), this.factsPart());
		this.content.querySelector(`[data-part="${part}"] :is(button, textarea)`)
			?.focus({ preventScroll: true });
	}

	head() {
		const { review } = this;

		return section('words', '', h('div', { class: 'entry-head' }, ratingMark(review.rating),
			stateTags(review), review.isRevised && tag(t('review.revised'))),
		review.title && h('h3', { class: 'writing', dir: 'auto' }, review.title),
		writing(review.reviewText) ?? h('p', { class: 'note' }, t('review.ratingOnly')));
	}

	readersSee() {
		const { redactedTitle, redactedReviewText } = this.review;

		return redactedTitle || redactedReviewText
			? section('redacted', t('review.readersSee'),
				writing(redactedTitle, { class: 'writing review-title' }), writing(redactedReviewText))
			: '';
	}

	responsePart() {
		const { review } = this;
		const heading = t('review.response');

		if (this.form)
			return section('response', heading, this.form.element);
		if (!review.responseId) {
			return section('response', heading, this.editable
				? button(t('response.add'), { symbol: 'add' }, () => this.editResponse())
				: h('p', { class: 'note' }, t('response.none')));
		}
		return section('response', heading,
			h('p', { class: 'note' }, given(review.responderName ?? t('response.moderator')), ', ',
				when(review.responseDateTime), ' ',
				review.updatedSinceResponse && tag(t('response.outdated'), 'warning')),
			writing(review.responseText),
			review.redactedResponseText && [h('p', { class: 'note' }, t('review.readersSee')),
				writing(review.redactedResponseText)],
			this.editable && h('div', { class: 'buttons' },
				button(t('response.edit'), { symbol: 'edit' }, () => this.editResponse()),
				button(t('response.remove'), { symbol: 'delete' }, (event) => this.removeResponse(event))));
	}

	editResponse() {
		const text = field({ label: t('response.text'), value: this.review.responseText ?? '',
			multiline: true, rows: 5, required: true, maxlength: RESPONSE_MAX, spellcheck: 'true' });
		const name = field({ label: t('response.name'), maxlength: NAME_MAX,
			value: this.review.responderName ?? t('response.moderator') });
		const submit = h('button', { type: 'submit', class: 'button primary' }, t('response.post'));
		const element = h('form', { class: 'part-form', novalidate: true, on: { submit: (event) => {
			event.preventDefault();
			if (text.validate()) {
				this.post(submit, { responseText: text.value,
					responderName: name.value.trim() || undefined });
			} else {
				text.input.focus();
			}
		} } }, text.element, name.element, h('div', { class: 'buttons' }, submit,
			button(t('controls.cancel'), {}, () => {
				this.form = null;
				this.draw('response');
			})));

		this.form = { text, element };
		this.draw();
		text.input.focus();
	}

	async post(control, body) {
		await this.change(control, 'response', { method: 'PUT', to: '/response', body,
			said: t('response.posted'), done: () => {
				this.form = null;
			} });
	}

	async removeResponse(event) {
		const control = event.currentTarget;

		if (await confirm({ title: t('response.removeTitle'), text: h('p', {}, t('response.removeText')),
			yes: t('response.remove'), danger: true })) {
			await this.change(control, 'response', { method: 'DELETE', to: '/response',
				said: t('response.removed') });
		}
	}

	visibilityPart() {
		const { review } = this;

		if (!this.editable && !review.isTakenDown)
			return '';
		return section('visibility', t('review.visibility'), this.editable && !review.isPublished &&
			button(t('moderation.publish'), { kind: 'primary', symbol: 'check' },
				(event) => this.publish(event.currentTarget)),
		review.isTakenDown ? this.takenDown() : this.takeDownForm());
	}

	takenDown() {
		return [h('p', {}, t('takeDown.reasonGiven'), ' ', given(this.review.takeDownReason ?? '')),
			this.editable && button(t('takeDown.restore'), { symbol: 'discard' }, (event) =>
				this.change(event.currentTarget, 'visibility', { to: ':restore',
					said: t('takeDown.restored') }))];
	}

	takeDownForm() {
		const other = field({ label: t('takeDown.otherText'), required: true, maxlength: REASON_MAX });
		const reason = select(t('takeDown.reason'), reasons.map((name) => [name, t(`reason.${name}`)]),
			reasons[0], (name) => {
				other.element.hidden = name !== OTHER;
			});

		other.element.hidden = true;
		return h('form', { class: 'part-form', novalidate: true, on: { submit: (event) => {
			event.preventDefault();
			const name = reason.input.value;

			if (name === OTHER && !other.validate()) {
				other.input.focus();
				return;
			}
			this.change(event.submitter, 'visibility', { to: ':take-down', said: t('takeDown.done'),
				body: { reason: name === OTHER ? other.value.trim() : t(`reason.${name}`) } });
		} } }, reason.element, other.element,
		h('button', { type: 'submit', class: 'button danger' }, t('takeDown.submit')));
	}

	concernsPart() {
		const { concerns, concernCount } = this.review;

		return section('concerns', t('review.concerns'), concernCount === 0
			? h('p', { class: 'note' }, t('review.noConcerns'))
			: h('ul', {}, concerns.map((each) => h('li', {},
				t('review.concernCount', t(`concern.${each.reason}`), count(each.count)))),
			// A restored review has only the number of concerns, not their reasons.
			concerns.length === 0 && h('li', {}, t('review.concernCount', t('review.reported'),
				count(concernCount)))));
	}

	factsPart() {
		const { review } = this;

		return section('facts', t('review.facts'),
			facts([
				[t('moderation.product'), review.productName && given(review.productName)],
				[t('fact.productId'), code(review.productId)],
				[t('fact.sku'), code(review.sku)],
				[t('moderation.channelId'), code(review.channelId)],
				[t('fact.legalEntity'), code(review.legalEntity)],
				[t('fact.market'), review.market],
				[t('fact.locale'), review.locale],
				[t('moderation.user'), review.userName && given(review.userName)],
				[t('fact.userId'), review.userId && h('span', { class: 'id-value' },
					given(review.userId), copyButton(review.userId, t('fact.userId')))],
				[t('fact.submitted'), when(review.submittedDateTime)],
				[t('fact.modified'), when(review.lastModifiedDateTime)],
				[t('fact.helpful'), t('fact.votes', count(review.helpfulPositive),
					count(review.helpfulNegative))],
				[t('fact.source'), review.source && given(`${review.source} ${review.externalId}`)],
				[t('fact.extended'), review.extendedProperties &&
					h('pre', { class: 'code' }, JSON.stringify(review.extendedProperties, null, 2))],
			]), idLine(t('fact.reviewId'), review.reviewId));
	}

	async publish(control) {
		await this.perform(control, 'visibility', t('review.published'), async () => {
			await call('POST', '/admin/v1/reviews:publish', { body: { reviewIds: [this.review.reviewId] } });
			await this.read();
		});
	}

	change(control, part, { method = 'POST', to, body, said, done }) {
		return this.perform(control, part, said, async () => {
			const answer = await call(method, this.path + to, { body, ifMatch: this.etag });

			done?.();
			if (answer.status === 204)
				await this.read();
			else
				this.take(answer);
		});
	}

	async perform(control, part, said, work) {
		control.disabled = true;
		try {
			await work();
			this.draw(part);
			this.say(message('success', said));
		} catch (error) {
			control.disabled = false;
			control.focus();
			await this.refused(error, part);
		}
	}

	async refused(error, part) {
		if (error.status !== 412) {
			this.say(errorMessage(error));
			return;
		}
		await this.load();
		if (this.content.childElementCount > 0) {
			this.content.querySelector(`[data-part="${part}"] :is(button, textarea)`)?.focus();
			this.say(message('warning', t('review.conflict')));
		}
	}
}

// Returns the pane: close(), isDirty(), mayClose(). changed(review) is called after each read or change.
export function openReview(options) {
	return new ReviewPane(options);
}
