package org.higher.examples.sinusoid;

import org.higher.examples.sinusoid.Sinusoid.Points;

/**
 * A task with the points to adapt to and the points to be judged by.
 *
 * @param task the curve
 * @param support what the inner loop sees
 * @param query what the outer loop sees
 */
record Episode(Sinusoid task, Points support, Points query) {}
