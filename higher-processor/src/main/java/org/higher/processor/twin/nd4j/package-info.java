/** ND4J's arrays in models: what its methods become, and which of its changes in place can be. */
@NullMarked
package org.higher.processor.twin.nd4j;

import org.jspecify.annotations.NullMarked;
