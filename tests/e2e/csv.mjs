// A strict reader of RFC 4180 that works on bytes and shares no code with the service. Returns rows of
// cells, each a Buffer. Rows end with CRLF or LF; anything that the grammar does not allow throws.
const quote = 0x22;
const comma = 0x2c;
const lf = 0x0a;
const cr = 0x0d;

class Reader {
	at = 0;

	constructor(document) {
		this.document = document;
	}

	fail(why) {
		throw new Error(`${why} at byte ${this.at}`);
	}

	quotedCell() {
		const parts = [];

		for (this.at++; ; this.at++) {
			const end = this.document.indexOf(quote, this.at);

			if (end < 0)
				this.fail('a quote is not closed');
			parts.push(this.document.subarray(this.at, end));
			this.at = end + 1;
			if (this.document[this.at] !== quote)
				return Buffer.concat(parts);
			parts.push(Buffer.of(quote));
		}
	}

	plainCell() {
		const start = this.at;

		while (this.at < this.document.length) {
			const byte = this.document[this.at];

			if (byte === comma || byte === lf || byte === cr)
				break;
			if (byte === quote)
				this.fail('a quote inside an unquoted cell');
			this.at++;
		}
		return this.document.subarray(start, this.at);
	}

	// Skips the end of a cell; returns true if the row has more cells.
	goesOn() {
		if (this.document[this.at] === comma) {
			this.at++;
			return true;
		}
		if (this.document[this.at] === cr)
			this.at++;
		if (this.at < this.document.length && this.document[this.at] !== lf)
			this.fail('text after a cell');
		this.at++;
		return false;
	}

	row() {
		const cells = [];

		do {
			const isQuoted = this.document[this.at] === quote;

			cells.push(isQuoted ? this.quotedCell() : this.plainCell());
		} while (this.goesOn());
		return cells;
	}
}

// Returns the rows after the header, each as a Map from column name to cell.
export function readCsv(document) {
	const reader = new Reader(document);
	const names = reader.row().map(String);
	const rows = [];

	while (reader.at < document.length) {
		const cells = reader.row();

		if (cells.length !== names.length)
			reader.fail(`${cells.length} cells in place of ${names.length} in the row that ends`);
		rows.push(new Map(names.map((name, i) => [name, cells[i]])));
	}
	return { names, rows };
}
