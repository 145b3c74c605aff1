// Generates TypeScript from a printed schema and a document, as graphql-codegen's command line would: what the document's
// operations answer into one file, the schema's own types into another beside it.
//   node codegen.mjs SCHEMA DOCUMENT OPERATIONS TYPES
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';

const [schema, document, ...outputs] = process.argv.slice(2);
const text = readFileSync(schema, 'utf8');
for (const [at, plugin] of [operations, typescript].entries()) {
  const code = await codegen({
    filename: outputs[at],
    schema: parse(text),
    schemaAst: buildSchema(text),
    documents: [{ location: document, document: parse(readFileSync(document, 'utf8')) }],
    config: { defaultScalarType: 'unknown' },
    plugins: [{ plugin: {} }],
    pluginMap: { plugin },
  });
  writeFileSync(outputs[at], code);
}
