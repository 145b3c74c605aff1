// GraphiQL's own use of localStorage, less the request headers that its history would keep there:
// they are where a user pastes an access token.
const histories = ['graphiql:queries', 'graphiql:favorites'];

const withoutHeaders = (text) =>
  JSON.stringify(JSON.parse(text), (key, value) => (key === 'headers' ? undefined : value));

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith('graphiql:'));

export const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, text) =>
    localStorage.setItem(key, histories.includes(key) ? withoutHeaders(text) : text),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => keys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return keys().length;
  },
};
