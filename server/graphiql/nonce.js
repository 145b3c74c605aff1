// Monaco and some of GraphiQL's parts make <style> elements. The content security policy accepts
// those that carry the nonce of this response, so every one made by script gets it.
const nonce = document.querySelector('meta[property="csp-nonce"]').nonce;
const createElement = Document.prototype.createElement;
Document.prototype.createElement = function (...args) {
  const element = createElement.apply(this, args);
  if (element instanceof HTMLStyleElement) {
    element.nonce = nonce;
  }
  return element;
};
