/**
 * Threads of the library: a thread pool for parts of one computation, the limit on its threads, and
 * thread locals that class loaders are not held by.
 */
@NullMarked
package org.higher.internal.threads;

import org.jspecify.annotations.NullMarked;
