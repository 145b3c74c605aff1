// GraphQL servers of the kind that people write on Node: schema first, a loader for every edge, no visibility.
// usage: node rivals.mjs yoga|mercurius sqlite|postgresql ADDRESS PORT
import { createServer } from 'node:http';

const [, , kind, database, address, port] = process.argv;

const typeDefs = /* GraphQL */ `
  type Query { event(id: ID!): Event group(id: ID!): Group groups(first: Int!): Groups! }
  type Groups { edges: [GroupEdge!]! }
  type GroupEdge { node: Group! }
  type Group { id: ID! name: String! events(first: Int!): Events! }
  type Events { edges: [EventEdge!]! }
  type EventEdge { node: Event! }
  type Event {
    id: ID! title: String! dateTime: String group: Group! venues: [Venue!]! eventHosts: [Host!]!
    rsvps(first: Int!): Rsvps!
  }
  type Venue { id: ID! name: String lat: Float lon: Float }
  type Host { memberId: ID! name: String }
  type Rsvps { edges: [RsvpEdge!]! }
  type RsvpEdge { node: Rsvp! }
  type Rsvp { id: ID! status: String! member: Member! }
  type Member { id: ID! name: String }
`;

const EVENT = 'id, title, starts_at, utc_offset, group_id';
const PICKED = `${EVENT} FROM events WHERE group_id = OWNER AND status = 'ACTIVE' AND ends_at >= NOW`;
const NOW = 1795000000000;

// Statements that answer for one key; PostgreSQL asks them for many keys at once, SQLite key by key, which is faster there.
const one = {
  event: `SELECT ${EVENT} FROM events WHERE id = KEY`,
  group: 'SELECT id, name FROM groups WHERE id = KEY',
  member: 'SELECT id, name FROM members WHERE id = KEY',
};
const lists = {
  events: `SELECT ${PICKED.replace('OWNER', 'KEY').replace('NOW', NOW)} ORDER BY sort_time, tie_break, id LIMIT FIRST`,
  venues: `SELECT v.id, v.name, v.lat, v.lon FROM event_venues e JOIN venues v ON v.id = e.venue_id
    WHERE e.event_id = KEY ORDER BY e.position, e.venue_id`,
  hosts: `SELECT h.member_id AS "memberId", m.name FROM event_hosts h JOIN members m ON m.id = h.member_id
    WHERE h.event_id = KEY ORDER BY h.position, h.member_id`,
  rsvps: `SELECT id, status, member_id FROM rsvps WHERE event_id = KEY AND status = 'YES'
    ORDER BY id LIMIT FIRST`,
};

async function onSqlite() {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(address, { readonly: true });
  db.pragma('mmap_size = 268435456');
  db.pragma('cache_size = -65536');
  const prepared = new Map();
  const statement = (text) => {
    if (!prepared.has(text)) prepared.set(text, db.prepare(text));
    return prepared.get(text);
  };
  return {
    one: (name, keys) => keys.map((key) => statement(one[name].replace('KEY', '?')).get(key) ?? null),
    list: (name, keys, first) => {
      const wanted = statement(lists[name].replace('KEY', '?').replace('FIRST', '?'));
      return keys.map((key) => (first === undefined ? wanted.all(key) : wanted.all(key, first)));
    },
    groups: (first) => statement('SELECT id, name FROM groups ORDER BY id LIMIT ?').all(first),
  };
}

async function onPostgres() {
  const { default: pg } = await import('pg');
  pg.types.setTypeParser(20, Number);
  const pool = new pg.Pool({ connectionString: address, max: 4 });
  const ask = async (name, text, values) => (await pool.query({ name, text, values })).rows;
  const by = (rows, keys, name) => {
    const found = new Map(keys.map((key) => [Number(key), []]));
    for (const row of rows) found.get(row.of).push(row);
    return keys.map((key) => (name ? found.get(Number(key)) : found.get(Number(key))[0] ?? null));
  };
  const many = (body) => `SELECT k.key AS of, r.* FROM unnest($1::bigint[]) AS k(key),
    LATERAL (${body.replace('KEY', 'k.key').replace('FIRST', '$2')}) r`;
  return {
    one: async (name, keys) => by(await ask(name, many(one[name]), [keys]), keys),
    list: async (name, keys, first) =>
      by(await ask(name, many(lists[name]), first === undefined ? [keys] : [keys, first]), keys, name),
    groups: (first) => ask('groups', 'SELECT id, name FROM groups ORDER BY id LIMIT $1', [first]),
  };
}

const db = database === 'sqlite' ? await onSqlite() : await onPostgres();

const two = (number) => String(number).padStart(2, '0');
function dateTime({ starts_at: instant, utc_offset: offset }) {
  if (instant === null) return null;
  const local = new Date(instant + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60000;
  return offset === 0 ? `${local}Z` : `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const edges = (rows) => ({ edges: rows.map((node) => ({ node })) });
const root = {
  event: async (_, { id }) => (await db.one('event', [id]))[0],
  group: async (_, { id }) => (await db.one('group', [id]))[0],
  groups: async (_, { first }) => edges(await db.groups(first)),
};

async function yoga() {
  const { createYoga, createSchema } = await import('graphql-yoga');
  const { default: DataLoader } = await import('dataloader');
  const loader = (batch) => new DataLoader(async (keys) => batch(keys), { maxBatchSize: 1000 });
  const perFirst = (context, name, first) => {
    const key = `${name}:${first}`;
    return (context.loaders[key] ??= loader((keys) => db.list(name, keys, first)));
  };
  const resolvers = {
    Query: root,
    Group: { events: async (group, { first }, context) => edges(await perFirst(context, 'events', first).load(group.id)) },
    Event: {
      dateTime,
      group: (event, _, context) => context.loaders.group.load(event.group_id),
      venues: (event, _, context) => context.loaders.venues.load(event.id),
      eventHosts: (event, _, context) => context.loaders.hosts.load(event.id),
      rsvps: async (event, { first }, context) => edges(await perFirst(context, 'rsvps', first).load(event.id)),
    },
    Rsvp: { member: (rsvp, _, context) => context.loaders.member.load(rsvp.member_id) },
  };
  const server = createYoga({
    schema: createSchema({ typeDefs, resolvers }),
    logging: false,
    landingPage: false,
    context: () => ({
      loaders: {
        group: loader((keys) => db.one('group', keys)),
        member: loader((keys) => db.one('member', keys)),
        venues: loader((keys) => db.list('venues', keys)),
        hosts: loader((keys) => db.list('hosts', keys)),
      },
    }),
  });
  createServer(server).listen(Number(port), '127.0.0.1');
}

async function mercurius() {
  const { default: Fastify } = await import('fastify');
  const { default: plugin } = await import('mercurius');
  const unique = (keys) => [...new Set(keys)];
  const byKey = (keys, found, wanted) => {
    const at = new Map(keys.map((key, index) => [key, found[index]]));
    return wanted.map((key) => at.get(key));
  };
  const to = async (name, wanted) => {
    const keys = unique(wanted);
    return byKey(keys, await db.one(name, keys), wanted);
  };
  const app = Fastify();
  app.register(plugin, {
    schema: typeDefs,
    resolvers: { Query: root, Event: { dateTime } },
    loaders: {
      Group: {
        events: async (queries) =>
          (await db.list('events', queries.map(({ obj }) => obj.id), queries[0].params.first)).map(edges),
      },
      Event: {
        group: (queries) => to('group', queries.map(({ obj }) => obj.group_id)),
        venues: async (queries) => db.list('venues', queries.map(({ obj }) => obj.id)),
        eventHosts: async (queries) => db.list('hosts', queries.map(({ obj }) => obj.id)),
        rsvps: async (queries) =>
          (await db.list('rsvps', queries.map(({ obj }) => obj.id), queries[0].params.first)).map(edges),
      },
      Rsvp: { member: (queries) => to('member', queries.map(({ obj }) => obj.member_id)) },
    },
    jit: 1,
  });
  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

await (kind === 'yoga' ? yoga() : mercurius());
