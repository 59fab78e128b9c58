/**
 * MiB of the heap of a function with 1,024 MB, Node's own default on a machine of that size being a little more. Without
 * such a limit Node lets garbage lie for as long as there is room, and the peak tells of the machine.
 */
export const HEAP_MIB = 440;
