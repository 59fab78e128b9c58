/** What a server answered, read whole. */
export interface Read {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Fetches and parses, whatever the status. An empty body is undefined. */
export async function fetchJson(url: string, headers: Record<string, string> = {}): Promise<Read> {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** The address that a Link header gives for a relation. */
export function linked(headers: Headers, rel: string): string | undefined {
  return headers
    .get('link')
    ?.split(', ')
    .map((link) => /^<([^>]+)>; rel="([^"]+)"$/.exec(link))
    .find((match) => match?.[2] === rel)?.[1];
}
