// Bundles the GraphiQL page into server/static/graphiql/<version>/, where <version> is a hash of
// everything in it, and writes the version to server/static/graphiql/current.json last of all.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const sources = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const output = fileURLToPath(new URL('../static/graphiql', import.meta.url));

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  outdir: output,
  logLevel: 'warning',
};

// GraphiQL's stylesheet carries its fonts as data: addresses. As files they are fetched only when
// a page uses them, and the content security policy needs no exception for them.
const fontsToFiles = {
  name: 'fonts-to-files',
  setup({ onResolve, onLoad }) {
    const fonts = new Map();
    onResolve({ filter: /^data:font\// }, ({ path }) => {
      const name = `${fonts.size}.${path.match(/^data:font\/(\w+)/)[1]}`;
      fonts.set(name, path);
      return { path: name, namespace: 'font' };
    });
    onLoad({ filter: /.*/, namespace: 'font' }, ({ path }) => ({
      contents: Buffer.from(fonts.get(path).split(';base64,')[1], 'base64'),
      loader: 'file',
    }));
  },
};

const scripts = build({
  ...shared,
  entryPoints: {
    main: join(sources, 'main.jsx'),
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  format: 'esm',
  target: 'es2022',
  splitting: true,
  jsx: 'automatic',
  // The old names lead to CommonJS files, whose exports these importers do not find.
  alias: {
    'prettier/parser-babel': 'prettier/plugins/babel',
    'prettier/parser-graphql': 'prettier/plugins/graphql',
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.css': 'empty' }, // main.css has Monaco's styles already
});
const styles = build({
  ...shared,
  entryPoints: { main: join(sources, 'main.css') },
  assetNames: 'font-[hash]',
  plugins: [fontsToFiles],
});

const files = new Map(
  [...(await scripts).outputFiles, ...(await styles).outputFiles].map((file) => [
    basename(file.path),
    file.contents,
  ]),
);
files.set('icon.svg', await readFile(join(sources, 'icon.svg')));

const hash = createHash('sha256');
for (const name of [...files.keys()].sort()) {
  hash.update(name).update(files.get(name));
}
const version = hash.digest('hex').slice(0, 16);

await rm(join(output, 'current.json'), { force: true });
await rm(output, { recursive: true, force: true });
await mkdir(join(output, version), { recursive: true });
let bytes = 0;
for (const [name, contents] of files) {
  await writeFile(join(output, version, name), contents);
  bytes += contents.length;
}
await writeFile(join(output, 'current.json'), `${JSON.stringify({ version })}\n`);
console.log(`graphiql ${version}: ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB`);
