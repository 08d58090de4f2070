/** Comparison of what was copied with javac's attribution, once there is one. */
@NullMarked
package org.higher.processor.verification;

import org.jspecify.annotations.NullMarked;
