/**
 * What twins of models on ND4J's arrays call.
 *
 * <p>Never changed incompatibly; see {@code docs/architecture.md}.
 */
@NullMarked
package org.higher.functional.support.nd4j.v1;

import org.jspecify.annotations.NullMarked;
