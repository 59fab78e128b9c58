import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchOptions, fetchStranger, PageRefusedError } from '../../functions/feeds/fetch-stranger.ts';
import { isPublicAddress } from '../../functions/feeds/public-address.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A blog on this machine, which the options take for a public one. */
async function blog(listener: RequestListener): Promise<{ url: string; options: FetchOptions; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.split(':')[0]}${request.url}`);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const options = {
    ports: [port, 80, 443],
    isAllowed: (address: string) => address === '127.0.0.1',
    resolve: async () => ['127.0.0.1'],
  };
  return { url: `http://blog.example:${port}`, options, asked };
}

describe('which addresses are the public internet', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '169.254.170.2',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    'blog.example',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('no IPv4 address gets in by being written inside an IPv6 one', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
      }),
    );
  });
});

describe('a page that a stranger names', () => {
  it('is read, with where it was found', async () => {
    const { url, options } = await blog((_request, response) => {
      response.setHeader('content-type', 'Text/HTML; charset=utf-8').end('<p>Grüße');
    });
    expect(await fetchStranger(`${url}/a`, options)).toEqual({
      url: `${url}/a`,
      contentType: 'text/html',
      text: '<p>Grüße',
    });
  });

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://[::1]/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://127.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://10.0.0.1/',
  ])('is refused at %s, without a connection', async (address) => {
    await expect(fetchStranger(address)).rejects.toThrow('does not lead to the public internet');
  });

  it.each([
    'file:///etc/passwd',
    'ftp://blog.example/',
    'gopher://blog.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'not an address',
    '',
  ])('is refused as %s', async (address) => {
    await expect(fetchStranger(address)).rejects.toThrow('no http or https address');
  });

  it('is refused with a password in its address, and on an unusual port', async () => {
    await expect(fetchStranger('http://user:secret@blog.example/')).rejects.toThrow('password');
    await expect(fetchStranger('http://blog.example:6379/')).rejects.toThrow('unusual port');
  });

  it('is refused if the DNS leads to a private address, even if only one of several does', async () => {
    const resolve = async () => ['93.184.215.14', '192.168.1.1'];
    await expect(fetchStranger('http://blog.example/', { resolve })).rejects.toThrow('public internet');
    await expect(fetchStranger('http://blog.example/', { resolve: async () => [] })).rejects.toThrow('public internet');
  });

  it('is connected to where it was checked, whatever the DNS says the second time', async () => {
    const { url, options, asked } = await blog((_request, response) => response.end('ours'));
    let looks = 0;
    const resolve = async () => {
      looks += 1;
      return [looks === 1 ? '127.0.0.1' : '169.254.169.254'];
    };
    expect((await fetchStranger(url, { ...options, resolve })).text).toBe('ours');
    expect([looks, asked]).toEqual([1, ['blog.example/']]);
  });

  it.each(['http://169.254.169.254/latest/', 'http://[::1]/', 'file:///etc/passwd', 'https://10.0.0.1/'])(
    'is refused when it redirects to %s',
    async (location) => {
      const { url, options } = await blog((_request, response) => response.writeHead(302, { location }).end());
      await expect(fetchStranger(url, options)).rejects.toThrow(PageRefusedError);
    },
  );

  it('is refused when the host that it redirects to is private by its DNS', async () => {
    const { url, options } = await blog((_request, response) =>
      response.writeHead(302, { location: 'http://inside.example/' }).end(),
    );
    const resolve = async (host: string) => (host === 'inside.example' ? ['10.0.0.7'] : ['127.0.0.1']);
    await expect(fetchStranger(url, { ...options, resolve })).rejects.toThrow('public internet');
  });

  it('may move a few times, and not for ever', async () => {
    const { url, options } = await blog((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('here');
      else response.writeHead(301, { location: `/${left - 1}` }).end();
    });
    expect((await fetchStranger(`${url}/3`, options)).text).toBe('here');
    await expect(fetchStranger(`${url}/4`, options)).rejects.toThrow('redirects too often');
  });

  it('is dropped as soon as it is too large, whatever it says of its length', async () => {
    let sent = 0;
    const { url, options } = await blog((_request, response) => {
      const more = () => {
        while (sent < 100_000_000 && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    });
    await expect(fetchStranger(url, options)).rejects.toThrow('too large');
    expect(sent).toBeLessThan(20_000_000);
  });

  it('is given up when it never ends, or never begins', async () => {
    const { url, options } = await blog((request, response) => {
      if (request.url === '/drip') response.write('a');
    });
    const hasty = { ...options, timeoutMs: 60 };
    await expect(fetchStranger(`${url}/drip`, hasty)).rejects.toThrow('too long');
    await expect(fetchStranger(`${url}/silent`, hasty)).rejects.toThrow('too long');
    const never = () => new Promise<readonly string[]>(() => undefined);
    await expect(fetchStranger(url, { ...hasty, resolve: never })).rejects.toThrow('too long');
  });

  it('is refused when it is compressed all the same: it could swell', async () => {
    const { url, options } = await blog((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    );
    await expect(fetchStranger(url, options)).rejects.toThrow('compressed');
  });

  it.each([404, 500, 403, 204])('is no page with status %i', async (status) => {
    const { url, options } = await blog((_request, response) => response.writeHead(status).end());
    await expect(fetchStranger(url, options)).rejects.toThrow(`status ${status}`);
  });

  it('is told nothing about who asks', async () => {
    let headers: Record<string, unknown> = {};
    const { url, options } = await blog((request, response) => {
      headers = request.headers;
      response.end('x');
    });
    await fetchStranger(url, options);
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  });

  it('whose host nobody knows is refused as such', async () => {
    const resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    await expect(fetchStranger('http://blog.example/', { resolve })).rejects.toThrow('not found');
  });
});
