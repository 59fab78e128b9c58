/**
 * For the Node of every function. What is read page by page dies young, so young objects need little room; by default
 * each MiB of it may cost three, and nothing that we run is faster with more.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4'];

/**
 * For the memory of every function that lies outside of Node's own heap: what is let go of goes back to the system at
 * once, from 1 MB on. By itself glibc raises this limit with each larger piece that is freed, up to 32 MB, and keeps what
 * is below it, which in a pull of ten million people is tens of MB. With a limit below what a segment unpacks to, half a
 * megabyte, each of them is memory that the system has to hand out anew, page by page: a tenth of a pull's time.
 * @see mallopt(3), M_MMAP_THRESHOLD
 */
export const MEMORY_SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '1048576',
};
