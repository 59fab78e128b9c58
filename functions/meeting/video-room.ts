/** A service whose rooms need nothing but an address. Meant to be replaced by the owner's own. */
export const DEFAULT_VIDEO_SERVICE = 'https://meet.jit.si/{room}';

/** Where the room's name goes in a service's address. */
const ROOM = '{room}';

/**
 * Says what is wrong with a service's address; undefined if nothing is.
 * @param service such as `https://meet.example.org/{room}`
 */
export function videoServiceProblem(service: string): string | undefined {
  const expected = `expected an https address with ${ROOM} where the room's name goes, such as "${DEFAULT_VIDEO_SERVICE}"`;
  if (service.length > 300 || service.split(ROOM).length !== 2) return expected;
  const url = URL.parse(service.replace(ROOM, 'room'));
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? undefined : expected;
}

/**
 * The address of a room that nobody can guess: 128 random bits, so that no stranger walks in.
 * @param random fills the given bytes; `crypto.getRandomValues`
 */
export function videoRoom(service: string, random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const bytes = random(new Uint8Array(16));
  const name = `rekindle-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return service.replace(ROOM, name);
}
