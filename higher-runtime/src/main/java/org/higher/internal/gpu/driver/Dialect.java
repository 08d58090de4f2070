package org.higher.internal.gpu.driver;

/**
 * A language of kernels, by what it puts in front of texts that are the same for all.
 *
 * <p>The texts are C with the words that the prelude defines:
 *
 * <table>
 * <caption>Words of kernels</caption>
 * <tr><td>{@code KERNEL}</td><td>starts a kernel, which returns {@code void}: {@code KERNEL
 *     add(GLOBAL REAL *x, int n)}; includes {@code void}; {@link KernelParameters} says how
 *     parameters are declared</td></tr>
 * <tr><td>{@code FUNCTION}</td><td>starts a function that kernels call</td></tr>
 * <tr><td>{@code GLOBAL}</td><td>qualifies pointers to memory of the device</td></tr>
 * <tr><td>{@code LOCAL}</td><td>qualifies arrays, declared at the top of a kernel, that a group
 *     shares</td></tr>
 * <tr><td>{@code BARRIER}</td><td>a statement, without semicolon: waits for the group and shows its
 *     writes to {@code LOCAL} arrays</td></tr>
 * <tr><td>{@code GROUP(d)}</td><td>the group's number in direction d, a literal 0, 1 or 2</td></tr>
 * <tr><td>{@code GROUPS(d)}</td><td>how many groups there are in direction d</td></tr>
 * <tr><td>{@code THREAD}</td><td>the thread's number in its group</td></tr>
 * <tr><td>{@code THREADS}</td><td>how many threads a group has</td></tr>
 * <tr><td>{@code INFINITE}, {@code NOT_A_NUMBER}</td><td>constants of type float</td></tr>
 * </table>
 *
 * <p>GROUP, GROUPS, THREAD and THREADS are of type int. {@code long} has 64 bits. The functions
 * {@code exp}, {@code log}, {@code sqrt}, {@code sin}, {@code cos}, {@code tanh}, {@code erf},
 * {@code pow}, {@code fabs}, {@code fmax}, {@code fmin}, {@code log1p}, {@code expm1}, {@code
 * floor} and {@code fma} take floats and doubles, and return what they take; {@code isnan} and
 * {@code isinf} are true or false of either. {@code FP_FAST_FMAF} and {@code FP_FAST_FMA} are
 * defined where {@code fma} of floats and of doubles costs no more than a product and a sum.
 * Products and sums are not contracted to {@code fma}, and division and roots are rounded correctly
 * where the device can do it.
 *
 * @param prelude what defines the words
 */
public record Dialect(String prelude) {}
