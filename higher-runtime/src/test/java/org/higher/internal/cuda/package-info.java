/** Tests of the backend of NVIDIA's cards: what needs no card. */
@NullMarked
package org.higher.internal.cuda;

import org.jspecify.annotations.NullMarked;
