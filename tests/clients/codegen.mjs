// Generates TypeScript from a printed schema and a document, as graphql-codegen's command line would, into a file.
//   node codegen.mjs SCHEMA DOCUMENT OUTPUT
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';
import { readFileSync, writeFileSync } from 'node:fs';

const [schema, document, output] = process.argv.slice(2);
const text = readFileSync(schema, 'utf8');
const code = await codegen({
  filename: output,
  schema: parse(text),
  schemaAst: buildSchema(text),
  documents: [{ location: document, document: parse(readFileSync(document, 'utf8')) }],
  config: { defaultScalarType: 'unknown' },
  plugins: [{ typescript: {} }, { operations: {} }],
  pluginMap: { typescript, operations },
});
writeFileSync(output, code);
