// Rules for the names and sentences of a connector that people read.

// Product names that a connector may not have.
const productNames = /\b(power ?(apps|automate|platform|bi|pages|virtual agents)|copilot studio|microsoft flow|logic apps)\b/i;

// Words in capitals wherever they stand.
const acronyms = new Set(['ID', 'SKU', 'URL', 'PNG', 'CSV', 'JSON']);
// Words that a title writes in lower case.
const small = new Set(['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'per',
	'the', 'to', 'with']);

export const isAscii = (text) => /^[\x20-\x7e]*$/.test(text);
export const namesProduct = (text) => productNames.test(text);
export const isName = (text) => /^[A-Za-z0-9() ]{1,80}$/.test(text) && /[A-Za-z0-9)]$/.test(text);

// A capital first, and no other ones.
export function isSentenceCase(text) {
	const [first, ...rest] = text.split(' ');

	return /^[A-Z]/.test(first) &&
		rest.every((word) => acronyms.has(word) || word === word.toLowerCase());
}

export function isTitleCase(text) {
	return text.split(' ').every((word, index) =>
		/^[A-Z0-9(]/.test(word) || (index > 0 && small.has(word)));
}

export const isSentence = (text) => /^[A-Z].*\.$/.test(text) && text.includes(' ');
export const endsInPunctuation = (text) => /[.?!]$/.test(text);
