/** The table of ND4J's methods: what each becomes on tensors. */
@NullMarked
package org.higher.processor.twin.nd4j.methods;

import org.jspecify.annotations.NullMarked;
