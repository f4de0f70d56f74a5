// Screenshots of every page and state, for scripts/pictures.sh.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { onStage } from './browser.mjs';
import { fill, states } from './states.mjs';

const [folder, only] = process.argv.slice(2);

const looks = [
	{ look: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
	{ look: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
	{ look: 'narrow', colorScheme: 'light', viewport: { width: 320, height: 640 } },
	{ look: '4k', colorScheme: 'light', viewport: { width: 3840, height: 2160 } },
];

await mkdir(folder, { recursive: true });
await onStage(async (stage) => {
	await fill(stage);
	for (const [name, goTo] of Object.entries(states)) {
		if (only !== undefined && !name.startsWith(only))
			continue;
		for (const { look, ...options } of looks) {
			const person = await stage.person(options);
			const file = path.join(folder, `${name}-${look}.png`);

			await goTo(person, stage);
			await person.page.screenshot({ path: file, fullPage: true });
			await person.context.close();
			console.log(file);
		}
	}
});
