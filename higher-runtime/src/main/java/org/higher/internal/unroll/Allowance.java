package org.higher.internal.unroll;

/**
 * How much an unroll may keep.
 *
 * @param bytes 0 if the number of snapshots is given
 * @param snapshots 0 if a number of bytes is given
 */
public record Allowance(long bytes, int snapshots) {}
