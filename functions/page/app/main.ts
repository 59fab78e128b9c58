/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { h, render } from 'preact';
import { App } from './shell/app.ts';

/** Where the page begins: takes the place of the words for browsers without script. */
const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(h(App, null), root);
}
