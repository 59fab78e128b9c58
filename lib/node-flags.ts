/**
 * For the Node of every function. What is read page by page dies young, so young objects need little room; by default
 * each MiB of it may cost three, and nothing that we run is faster with more.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4'];

/**
 * For the memory of every function that lies outside of Node's own heap: what is let go of goes back to the system at
 * once, from 256 KB on. By itself glibc raises this limit with each larger piece that is freed, up to 32 MB, and keeps
 * what is below it. Of a pull of ten million people that is 26 MB; with it, a pull takes a twentieth longer.
 * @see mallopt(3), M_MMAP_THRESHOLD
 */
export const MEMORY_SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: '262144',
  MALLOC_TRIM_THRESHOLD_: '262144',
};
