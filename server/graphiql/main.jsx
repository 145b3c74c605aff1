import './nonce.js';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { parse } from 'graphql';
import { createRoot } from 'react-dom/client';
import { storage } from './storage.js';

const workers = {
  json: './json.worker.js',
  graphql: './graphql.worker.js',
};
globalThis.MonacoEnvironment = {
  getWorker: (_, label) =>
    new Worker(new URL(workers[label] ?? './editor.worker.js', import.meta.url), {
      type: 'module',
      name: label,
    }),
};

const firstQuery = `# Welcome to Convene. Press the play button (Ctrl+Enter).
query FirstLook {
  groupByUrlname(urlname: "api-craft-san-francisco") {
    name
    city
    events(first: 3) {
      totalCount
      edges {
        node {
          id
          title
          dateTime
        }
      }
    }
  }
}`;

// The page talks to the path it was served from, and follows over a WebSocket there; its headers travel in the first message.
const fetch = createGraphiQLFetcher({
  url: location.pathname,
  subscriptionUrl: `${location.origin.replace(/^http/, 'ws')}${location.pathname}`,
  enableIncrementalDelivery: false,
});

// The editor parses what is typed a moment later. Whoever runs it at once would ask for the operation of before, and have a
// subscription sent as a query.
function fetcher(asked, options) {
  let documentAST;
  try {
    documentAST = parse(asked.query);
  } catch {
    return fetch(asked, options);
  }
  const names = documentAST.definitions.map((definition) => definition.name?.value);
  const operationName = names.includes(asked.operationName) ? asked.operationName : undefined;
  return fetch({ ...asked, operationName }, { ...options, documentAST });
}

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultQuery={firstQuery}
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>Convene</GraphiQL.Logo>
  </GraphiQL>,
);
