/**
 * For the Node of every function. What is read page by page dies young, so young objects need little room; by default
 * each MiB of it may cost three, and nothing that we run is faster with more.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4'];
