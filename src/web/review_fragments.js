// Parts of a review that several pages show.
import { given, tag } from './controls.js';
import { h, stars } from './dom.js';
import { t } from './strings.js';

const EXCERPT_MAX = 300;

export function ratingMark(rating) {
	return stars(rating, t('review.stars', rating));
}

// The beginning of a long text, never ending in half a surrogate pair.
export function excerpt(text, most = EXCERPT_MAX) {
	return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}

// A short name for a review: its title, its text, or "Rating only".
export function reviewName(review) {
	const text = review.title || review.reviewText;

	return text ? excerpt(text, 100) : t('review.ratingOnly');
}

// Tags for the review's state; none if readers see it as submitted.
export function stateTags(review) {
	return [
		!review.isPublished && tag(t('review.unpublished'), 'warning'),
		review.isTakenDown && tag(t('review.takenDown'), 'danger'),
		review.concernCount > 0 && tag(t('review.reported'), 'danger'),
		review.violationsFound && tag(t('review.redacted')),
	].filter(Boolean);
}

export function productLines(review) {
	return [review.productName && h('div', {}, given(review.productName)),
		h('div', { class: 'note' }, given(review.productId))];
}
