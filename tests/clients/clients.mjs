// Drives the GraphQL clients of JavaScript against a server, and prints what each of them got as JSON.
//   node clients.mjs ADDRESS TOKEN EVENT
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { createHash } from 'node:crypto';
import relayRuntime from 'relay-runtime';
import WebSocket from 'ws';

const { Environment, Network, RecordSource, Store, fetchQuery } = relayRuntime;
const [address, token, id] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const title = 'query Title($id: ID!) { event(id: $id) { __typename id title } }';
const change = 'mutation Change($id: ID!) { closeEventRsvps(input: { eventId: $id }) { errors { code } } }';
const follow = 'subscription Follow($id: ID!, $after: ID) { eventChanged(eventId: $id, after: $after) { sequence action } }';
const wrong = '{ nothing }';
const variables = { id };
const followed = { id, after: '0' };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const sockets = () =>
  createWsClient({
    url: address.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
  });
const events = () => createSseClient({ url: address, headers, retryAttempts: 0 });
const code = (errors) => errors?.[0]?.extensions?.code;

// The first value of something that is subscribed to.
const first = (begin) =>
  new Promise((resolve, reject) => {
    let stop;
    const sink = {
      next: (value) => {
        resolve(value);
        queueMicrotask(() => stop?.());
      },
      error: reject,
      complete: () => reject(new Error('it ended without a value')),
    };
    stop = begin(sink);
  });

const clients = {
  async apollo() {
    const socket = sockets();
    const http = new HttpLink({ uri: address, headers });
    const make = (link) => new ApolloClient({ link, cache: new InMemoryCache() });
    const client = make(http);
    const persisted = make(new PersistedQueryLink({ sha256 }).concat(http));
    const streaming = make(new GraphQLWsLink(socket));
    const query = (by) => by.query({ query: gql(title), variables, fetchPolicy: 'no-cache' });
    const got = {
      query: (await query(client)).data.event.title,
      persisted: [(await query(persisted)).data.event.title, (await query(persisted)).data.event.title],
      mutation: (await client.mutate({ mutation: gql(change), variables })).data.closeEventRsvps.errors,
      error: await client.query({ query: gql(wrong) }).catch((error) => code(error.errors)),
    };
    const stream = streaming.subscribe({ query: gql(follow), variables: followed });
    got.subscription = (await first((sink) => {
      const subscription = stream.subscribe(sink);
      return () => subscription.unsubscribe();
    })).data.eventChanged.action;
    await socket.dispose();
    return got;
  },

  async urql() {
    const socket = sockets();
    const firstOf = (client) =>
      first((sink) => client.subscription(follow, followed).subscribe(sink.next).unsubscribe);
    const forward = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
    });
    const client = new Client({
      url: address,
      preferGetMethod: false,
      exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forward })],
      fetchOptions: { headers },
    });
    const got = {
      query: (await client.query(title, variables).toPromise()).data.event.title,
      mutation: (await client.mutation(change, variables).toPromise()).data.closeEventRsvps.errors,
      error: code((await client.query(wrong, {}).toPromise()).error.graphQLErrors),
      subscription: (await firstOf(client)).data.eventChanged.action,
    };
    // The same over server-sent events, which urql's fetch understands.
    const streaming = new Client({
      url: address,
      preferGetMethod: false,
      exchanges: [fetchExchange],
      fetchSubscriptions: true,
      fetchOptions: { headers: { ...headers, Accept: 'text/event-stream' } },
    });
    got.events = (await firstOf(streaming)).data.eventChanged.action;
    await socket.dispose();
    return got;
  },

  async 'graphql-request'() {
    const client = new GraphQLClient(address, { headers });
    return {
      query: (await client.request(title, variables)).event.title,
      mutation: (await client.request(change, variables)).closeEventRsvps.errors,
      error: await client.request(wrong).catch((error) => code(error.response.errors)),
    };
  },

  async relay() {
    const { default: query } = await import(process.env.RELAY_ARTIFACT);
    const network = Network.create(async ({ text }, given) => {
      const response = await fetch(address, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify({ query: text, variables: given }),
      });
      return response.json();
    });
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    return { query: (await fetchQuery(environment, query, variables).toPromise()).event.title };
  },

  async 'graphql-ws'() {
    const client = sockets();
    const ask = (query, given) => first((sink) => client.subscribe({ query, variables: given }, sink));
    const got = {
      query: (await ask(title, variables)).data.event.title,
      mutation: (await ask(change, variables)).data.closeEventRsvps.errors,
      error: await ask(wrong, {}).catch((errors) => code(errors)),
      subscription: (await ask(follow, followed)).data.eventChanged.action,
    };
    await client.dispose();
    return got;
  },

  async 'graphql-sse'() {
    const client = events();
    const ask = (query, given) => first((sink) => client.subscribe({ query, variables: given }, sink));
    const got = {
      query: (await ask(title, variables)).data.event.title,
      mutation: (await ask(change, variables)).data.closeEventRsvps.errors,
      error: code((await ask(wrong, {})).errors),
      subscription: (await ask(follow, followed)).data.eventChanged.action,
    };
    client.dispose();
    return got;
  },
};

const names = process.argv.slice(5);
const outcomes = {};
for (const name of names.length ? names : Object.keys(clients)) {
  outcomes[name] = await clients[name]().catch((error) => ({ failed: String(error?.stack ?? JSON.stringify(error)) }));
}
console.log(JSON.stringify(outcomes));
process.exit(0);
