import { describe, expect, it } from 'vitest';
import { DEFAULT_VIDEO_SERVICE, videoRoom, videoServiceProblem } from '../../functions/meeting/video-room.ts';

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);

describe('a video room', () => {
  it('has 128 random bits in its name, another each time', () => {
    const rooms = new Set(Array.from({ length: 200 }, () => videoRoom(DEFAULT_VIDEO_SERVICE, random)));
    expect(rooms.size).toBe(200);
    for (const room of rooms) expect(room).toMatch(/^https:\/\/meet\.jit\.si\/rekindle-[0-9a-f]{32}$/);
  });

  it('is on the service that the owner chose', () => {
    expect(videoRoom('https://video.example.org/r/{room}?lang=de', (bytes) => bytes.fill(7))).toBe(
      `https://video.example.org/r/rekindle-${'07'.repeat(16)}?lang=de`,
    );
  });

  it.each([
    'https://meet.example.org/',
    'http://meet.example.org/{room}',
    'javascript:{room}',
    '{room}',
    'https://a:b@meet.example/{room}',
    'https://x.example/{room}/{room}',
  ])('is refused at %s', (service) => {
    expect(videoServiceProblem(service)).toContain('expected an https address with {room}');
  });

  it('is fine at the service that we propose', () => {
    expect(videoServiceProblem(DEFAULT_VIDEO_SERVICE)).toBeUndefined();
  });
});
