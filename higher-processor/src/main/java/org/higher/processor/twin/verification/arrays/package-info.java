/** What a model on ND4J's arrays really calls, compared with what it was taken for. */
@NullMarked
package org.higher.processor.twin.verification.arrays;

import org.jspecify.annotations.NullMarked;
