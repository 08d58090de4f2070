/** ND4J's arrays in models: which methods calls mean, and which changes in place can be made. */
@NullMarked
package org.higher.processor.twin.nd4j;

import org.jspecify.annotations.NullMarked;
