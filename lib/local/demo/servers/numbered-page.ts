import type { Answer, DemoRequest } from './serve.ts';

/** GitHub shows no page beyond this one. */
const LAST_PAGE = 400;

/**
 * One page of a list by its number, with a `Link` header that names the pages around it. Without another page there is
 * no `next`, and with a single page no header at all.
 * @param path what the links lead to; GitHub names things by number there
 */
export function numberedPage<Row>(
  call: { readonly request: DemoRequest; readonly pageCap: number },
  rows: readonly Row[],
  path: string,
  show: (row: Row) => readonly unknown[],
): Answer {
  const { query, origin } = call.request;
  const asked = positive(query.get('per_page'));
  const size = Math.min(asked ?? 30, 100, call.pageCap);
  const page = positive(query.get('page')) ?? 1;
  if (page > LAST_PAGE) {
    const message =
      'In order to keep the API fast for everyone, pagination is limited for this resource. ' +
      'Check the rel=last link relation in the Link response header to see how far back you can traverse.';
    return { status: 422, body: { message, documentation_url: 'https://docs.github.com/v3/#pagination' } };
  }
  const last = Math.min(Math.max(1, Math.ceil(rows.length / size)), LAST_PAGE);
  const link = (rel: string, number: number): string => {
    const others = new URLSearchParams(query);
    others.set('page', String(number));
    return `<${origin}${path}?${others}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ];
  return {
    status: 200,
    headers: links.length === 0 ? {} : { link: links.join(', ') },
    body: rows.slice((page - 1) * size, page * size).flatMap(show),
  };
}

function positive(text: string | null): number | undefined {
  const value = Number.parseInt(text ?? '', 10);
  return value > 0 ? value : undefined;
}
