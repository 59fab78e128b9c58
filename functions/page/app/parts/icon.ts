import { h } from 'preact';

/** Drawn by ourselves, 24 by 24, in the colour of the text. */
const PATHS = {
  flame:
    'M12 21c-3.600 0-6-2.300-6-5.500 0-4 3.800-5.200 4.200-10 3.100 1.400 3.900 4 3.400 6.100.9-.3 1.500-.9 1.700-1.700 1.700 1.700 2.700 3.500 2.700 5.600 0 3.200-2.400 5.500-6 5.500z',
  time: 'M4 19h16M5 15l4-5 4 3 6-8',
  left: 'M10 12h10m-4-4 4 4-4 4M12 5H5v14h7',
  meet: 'M5 9h11v5a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2M8 3v2m4-2v2',
  health: 'M3 12h4l2-6 4 12 2-6h6',
  digests: 'M4 6h16v12H4zM4 7l8 6 8-6',
  close: 'M6 6l12 12M18 6 6 18',
  out: 'M10 12h10m-4-4 4 4-4 4M12 5H5v14h7',
} as const;

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return h(
    'svg',
    {
      viewBox: '0 0 24 24',
      class: `icon${name === 'flame' ? ' solid' : ''}`,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    h('path', { d: PATHS[name] }),
  );
}
