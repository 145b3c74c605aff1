// Drives meetup-api of npm, unchanged, against a server: it knows one host only, so its requests are sent elsewhere.
//   node old.cjs ADDRESS KEY GROUP
const http = require('node:http');
const https = require('node:https');

const [address, key, group] = process.argv.slice(2);
const { hostname, port } = new URL(address);
https.request = (options, ...more) =>
  http.request({ ...options, protocol: 'http:', host: hostname, hostname, port, agent: undefined }, ...more);

const meetup = require('meetup-api')({ key });
const call = (name, given) =>
  new Promise((resolve, reject) => {
    meetup[name](given, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

async function main() {
  const found = [];
  for (let offset = 0; offset !== null; ) {
    const { results, meta } = await call('getEvents', {
      group_urlname: group,
      status: ['past', 'upcoming'],
      only: ['id', 'name'],
      page: 2,
      offset,
    });
    found.push(...results.map(({ id }) => id));
    offset = meta.next === '' ? null : Number(new URL(meta.next).searchParams.get('offset'));
  }
  const { urlname, ratelimit } = await call('getGroup', { urlname: group });
  const refused = await call('getEvent', { urlname: group, id: '1' }).catch((error) => error.status);
  return { found, urlname, limited: Number(ratelimit.limit) > 0, refused };
}

main().then(
  (got) => {
    console.log(JSON.stringify(got));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
